import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton } from "../../parts/button.ts";
import { yearTexts } from "../../texts/school-year/texts.ts";
import type { StaffFrame } from "../frame.ts";

/** From this year's list to the one of the next. */
export function yearLink(p: PageContext, frame: StaffFrame): Html {
  const t = yearTexts[p.locale].home;
  return html`<section class="sheet" aria-labelledby="year">
    <h2 id="year">${t.title}</h2>
    <p>${t.intro}</p>
    <p class="actions">${linkButton(t.prepare, `${frame.path}/year`, { look: "quiet" })}</p>
  </section>`;
}
