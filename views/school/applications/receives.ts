import type { Bundle } from "../../../src/applications/applications.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { applicationTexts } from "../../texts/school-applications/texts.ts";
import type { Received } from "./state.ts";

/**
 * What an application receives, in plain words, each with the vendor's reason where there is one.
 * @param bundle when given, what comes with every sign-in stands there too
 */
export function receivesList(
  p: PageContext,
  bundle: Bundle | undefined,
  { title, received }: { title: string; received: Received[] },
): Html {
  const t = applicationTexts[p.locale];
  const line = ({ name, reason }: Received): Html =>
    html`<li>
      ${t.attributes[name]} ${reason === null ? "" : html`<span class="hint">${t.why} <q>${reason}</q></span>`}
    </li>`;
  const always =
    bundle === undefined
      ? []
      : [bundle === "anonymous" ? t.attributes.transient : t.attributes.sub, t.attributes.signIn];
  const id = `receives-${bundle ?? "more"}`;
  return html`<section aria-labelledby="${id}" class="sheet">
    <h2 id="${id}">${title}</h2>
    <ul>
      ${always.map((text) => html`<li>${text}</li>`)} ${received.map((one) => line(one))}
    </ul>
  </section>`;
}
