import { html, type Html } from "../../src/lib/html.ts";
import { submitButton } from "./button.ts";

/** `groupName`: undefined for the one that is for all staff. */
export type UpstreamButton = { id: string; button: string; groupName: string | undefined };

type UpstreamForms = {
  /** Gets `upstream`: the id of one. */
  action: string;
  title: string;
  /** On the button beside a list. */
  submit: string;
  upstreams: UpstreamButton[];
  /** Goes with each form. */
  token?: string;
};

/** So many stand side by side; more are a list to choose from. */
const most = 4;

/** Ways in by an account elsewhere: a button each, or one list where there are many. */
export function upstreamForms({ action, title, submit, upstreams, token }: UpstreamForms): Html | string {
  if (upstreams.length === 0) return "";
  const hidden = token === undefined ? "" : html`<input type="hidden" name="token" value="${token}" />`;
  const called = ({ button, groupName }: UpstreamButton): string => (groupName ? `${button} (${groupName})` : button);
  const one = (upstream: UpstreamButton): Html =>
    html`<form method="post" action="${action}">
      ${hidden}<input type="hidden" name="upstream" value="${upstream.id}" />
      ${submitButton(called(upstream), { look: "quiet" })}
    </form>`;
  const list = html`<form class="stack" method="post" action="${action}">
    ${hidden}
    <select name="upstream" aria-labelledby="elsewhere">
      ${upstreams.map((upstream) => html`<option value="${upstream.id}">${called(upstream)}</option>`)}
    </select>
    ${submitButton(submit, { look: "quiet" })}
  </form>`;
  return html`<section class="stack elsewhere" aria-labelledby="elsewhere">
    <h2 id="elsewhere">${title}</h2>
    ${upstreams.length > most ? list : upstreams.map((upstream) => one(upstream))}
  </section>`;
}
