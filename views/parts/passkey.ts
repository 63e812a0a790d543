import { html, type Html } from "../../src/lib/html.ts";
import { submitButton } from "./button.ts";

export type PasskeyForm = {
  /** Gets `response`: what the browser answered, as JSON. */
  action: string;
  way: "create" | "get";
  /** For the browser, as JSON. */
  options: string;
  label: string;
  hint: string;
  /** Shown when the browser made or found none. */
  failed: string;
  /** Goes with the form. */
  token?: string;
};

/** Appears only where the browser knows passkeys; needs the module passkey.js. */
export const passkeyForm = (props: PasskeyForm): Html =>
  html`<form
    class="stack passkey"
    method="post"
    action="${props.action}"
    hidden
    data-passkey="${props.way}"
    data-options="${props.options}"
  >
    ${props.token === undefined ? "" : html`<input type="hidden" name="token" value="${props.token}" />`}
    <input type="hidden" name="response" />
    <p class="hint">${props.hint}</p>
    ${submitButton(props.label)}
    <p class="hint" hidden data-failed role="status">${props.failed}</p>
  </form>`;
