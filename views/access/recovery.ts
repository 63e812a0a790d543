import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton } from "../parts/button.ts";

export type RecoveryPage = { recoveryCodes: string[]; onHref: string };

/** Shown this once. */
export function recoveryPage(p: PageContext, { recoveryCodes, onHref }: RecoveryPage): Html {
  const t = p.t.access.recovery;
  return layout(
    p,
    { title: t.title },
    html`<h1>${t.title}</h1>
      <p>${t.text}</p>
      <ul class="codes" translate="no">
        ${recoveryCodes.map((code) => html`<li>${code}</li>`)}
      </ul>
      ${linkButton(t.kept, onHref)}`,
  );
}
