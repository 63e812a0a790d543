import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton } from "../parts/button.ts";

export type RestartPage = {
  /** Where a new sign-in begins: at the application when it is known. */
  href?: string | undefined;
  applicationName?: string | undefined;
};

export function restartPage(p: PageContext, { href = "/", applicationName }: RestartPage): Html {
  const t = p.t.restart;
  return layout(
    p,
    { title: t.title, applicationName },
    html`<h1>${t.title}</h1>
      <p>${t.text}</p>
      ${linkButton(applicationName ? t.againAt(applicationName) : t.again, href)}`,
  );
}
