import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton } from "../parts/button.ts";
import { icon } from "../parts/icon.ts";

/** @param startHref where the next pupil signs in */
export function signedOutPage(p: PageContext, { startHref = "/" }: { startHref?: string } = {}): Html {
  const t = p.t.signedOut;
  return layout(
    p,
    { title: t.title },
    html`<div class="done">
      ${icon("good")}
      <h1>${t.title}</h1>
      <p>${t.text}</p>
      ${linkButton(t.next, startHref)}
    </div>`,
  );
}
