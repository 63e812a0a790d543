import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";

export type EarlierPage = { action: string; homeHref: string; loginName?: string | undefined; wrong?: boolean };

/** A pupil who had a LeerID before types it, and both become one. Whatever is not right is said in the same words. */
export function earlierPage(p: PageContext, { action, homeHref, loginName, wrong }: EarlierPage): Html {
  const t = p.t.earlier;
  const { show, hide } = p.t.common;
  return layout(
    p,
    { title: t.title, scripts: ["show-secret.js"] },
    html`<h1>${t.title}</h1>
      ${wrong ? notice({ kind: "wrong", id: "problem" }, t.wrong) : ""}
      <p>${t.text}</p>
      <form class="stack" method="post" action="${action}">
        ${field({ name: "login_name", label: t.loginName, autocomplete: "off", value: loginName, maxLength: 100 })}
        ${field({ name: "secret", label: t.secret, type: "password", autocomplete: "off", show: { show, hide } })}
        ${submitButton(t.submit)}
      </form>
      <div class="beside">${linkButton(p.t.common.back, homeHref, { look: "quiet" })}</div>`,
  );
}

export type LinkedPage = { againHref: string };

/** Both became one this moment. The session was of the one that is gone. */
export function linkedPage(p: PageContext, { againHref }: LinkedPage): Html {
  const t = p.t.linked;
  return layout(
    p,
    { title: t.title },
    html`<h1>${t.title}</h1>
      <p>${t.typed}</p>
      ${linkButton(t.again, againHref)}`,
  );
}
