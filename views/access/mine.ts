import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { roleText, type ChoosePage } from "./choose.ts";

export type MinePage = {
  invitations: (Pick<ChoosePage, "role" | "classNames" | "placeName"> & { id: string })[];
  /** Gets `invitation`: the id of one. */
  action: string;
  onHref: string;
};

/** Invitations for somebody who has an account. */
export function minePage(p: PageContext, { invitations, action, onHref }: MinePage): Html {
  const t = p.t.access.mine;
  return layout(
    p,
    { title: t.title },
    html`<h1>${t.title}</h1>
      ${invitations.length === 0 ? html`<p>${t.none}</p>` : ""}
      ${invitations.map(
        (one) =>
          html`<form class="stack" method="post" action="${action}">
            <p>${roleText(p, one)}${one.placeName ? html` <strong><bdi>${one.placeName}</bdi></strong>` : ""}</p>
            <input type="hidden" name="invitation" value="${one.id}" />
            ${submitButton(t.accept)}
          </form>`,
      )}
      <div class="beside">${linkButton(t.on, onHref, { look: "quiet" })}</div>`,
  );
}
