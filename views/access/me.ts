import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { notice } from "../parts/notice.ts";
import { passkeyForm } from "../parts/passkey.ts";

export type MePage = {
  email: string;
  /** When each was made. */
  passkeys: Date[];
  /** Undefined without a password: then there are none. */
  recoveryCodesLeft: number | undefined;
  passkeyAction: string;
  /** For the browser, as JSON. */
  passkeyOptions: string;
  /** An empty POST that draws new recovery codes. */
  recoveryAction: string;
  onHref: string;
  said?: "passkey-failed" | "passkey-added" | undefined;
};

/** The ways in of who is signed in. */
export function mePage(p: PageContext, props: MePage): Html {
  const t = p.t.access.me;
  const day = new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeZone: "Europe/Brussels" });
  return layout(
    p,
    { title: t.title, scripts: ["passkey.js"] },
    html`<h1>${t.title}</h1>
      ${props.said === "passkey-added" ? notice({ kind: "good" }, html`<p>${t.added}</p>`) : ""}
      ${props.said === "passkey-failed" ? notice({ kind: "wrong" }, html`<p>${p.t.access.signIn.passkeyFailed}</p>`) : ""}
      <p class="account">
        ${p.t.access.choose.account} <strong><bdi>${props.email}</bdi></strong>
      </p>
      <ul>
        ${props.passkeys.map((made) => html`<li>${t.passkeyOf(day.format(made))}</li>`)}
        ${props.recoveryCodesLeft === undefined ? "" : html`<li>${t.password}</li>`}
      </ul>
      ${passkeyForm({
        action: props.passkeyAction,
        way: "create",
        options: props.passkeyOptions,
        label: t.addPasskey,
        hint: p.t.access.choose.passkeyHint,
        failed: p.t.access.signIn.passkeyFailed,
      })}
      ${props.recoveryCodesLeft === undefined ? "" : recoveryForm(p, props.recoveryAction, props.recoveryCodesLeft)}
      <div class="beside">${linkButton(p.t.access.mine.on, props.onHref, { look: "quiet" })}</div>`,
  );
}

const recoveryForm = (p: PageContext, action: string, left: number): Html =>
  html`<form class="stack" method="post" action="${action}">
    <p>${p.t.access.me.left(left)}</p>
    ${submitButton(p.t.access.me.renew, { look: "quiet" })}
  </form>`;
