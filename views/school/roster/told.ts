import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { exportForm } from "../../parts/export.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";

/** The lines that weren't used as a file, to be mended: as long as the list is kept. @param path of the plan */
export function toldLines(p: PageContext, path: string): Html {
  const t = wizardTexts[p.locale].told;
  return html`<p>${t.take} ${t.back}</p>
    ${exportForm(p, `${path}/told/export`)}`;
}
