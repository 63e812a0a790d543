import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";

export type SignOutPage = {
  /** Gets `xsrf` and, for a yes, `logout=yes`. */
  action: string;
  xsrf: string;
  applicationName?: string | undefined;
};

export function signOutPage(p: PageContext, { action, xsrf, applicationName }: SignOutPage): Html {
  const t = p.t.signOut;
  return layout(
    p,
    { title: t.title },
    html`<h1>${t.title}</h1>
      <p>${t.text} ${applicationName ? t.from(applicationName) : ""}</p>
      <form class="stack" method="post" action="${action}">
        <input type="hidden" name="xsrf" value="${xsrf}" />
        ${submitButton(t.yes, { name: "logout", value: "yes", icon: "exit" })} ${submitButton(t.no, { look: "quiet" })}
      </form>`,
  );
}
