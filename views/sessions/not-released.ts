import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { notice } from "../parts/notice.ts";
import { helpCode } from "../parts/pictures.ts";

export type NotReleasedPage = {
  applicationName: string;
  /** Gets an empty POST; without it there is no such button. */
  tellAction?: string | undefined;
  /** Four characters by which a teacher learns why. */
  helpCode?: string | undefined;
  /** The wish has been passed on. */
  told?: boolean;
  /** Ends the sign-in and goes back to the application: a form where it must be a POST, else a link. */
  backAction?: string | undefined;
  backHref?: string | undefined;
};

export function notReleasedPage(p: PageContext, props: NotReleasedPage): Html {
  const t = p.t.notReleased;
  const title = t.title(props.applicationName);
  return layout(
    p,
    { title },
    html`<h1>${title}</h1>
      ${props.told ? notice({ kind: "good" }, html`<p>${t.told}</p>`) : html`<p>${t.text}</p>`}
      <div class="stack">
        ${
          props.tellAction && !props.told
            ? html`<form method="post" action="${props.tellAction}">${submitButton(t.tell)}</form>`
            : ""
        }
        ${
          props.backAction
            ? html`<form method="post" action="${props.backAction}">
                ${submitButton(p.t.common.back, { look: "quiet" })}
              </form>`
            : linkButton(p.t.common.back, props.backHref ?? "/", { look: "quiet" })
        }
      </div>
      ${props.helpCode ? helpCode(p, props.helpCode) : ""}`,
  );
}
