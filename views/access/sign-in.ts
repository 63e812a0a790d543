import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";
import { passkeyForm } from "../parts/passkey.ts";
import { upstreamForms, type UpstreamButton } from "../parts/upstream.ts";

export type StaffSignInPage = {
  /** Gets `email` and `password`. */
  action: string;
  passkeyAction: string;
  /** For the browser, as JSON. */
  passkeyOptions: string;
  email: string;
  /** Somebody is signed in and shows once more who they are. */
  again: boolean;
  /** Gets `upstream`: the id of one. */
  upstreamAction: string;
  upstreams: UpstreamButton[];
  problem?:
    | "missing"
    | "wrong"
    | "code-wrong"
    | "passkey-unknown"
    | "throttled"
    | "upstream-failed"
    | "upstream-unknown"
    | "upstream-alone"
    | undefined;
  /** With `throttled`. */
  retryAfterSeconds?: number | undefined;
};

export function staffSignInPage(p: PageContext, props: StaffSignInPage): Html {
  const t = p.t.access.signIn;
  const title = props.again ? t.againTitle : t.title;
  const problem = problemText(p, props);
  const missing = props.problem === "missing";
  return layout(
    p,
    { title: problem ? `${problem} ${title}` : title, scripts: ["show-secret.js", "passkey.js"] },
    html`<h1>${title}</h1>
      ${props.again ? html`<p>${t.againText}</p>` : ""} ${problem && !missing ? whatHappened(p, props, problem) : ""}
      ${passkeyForm({
        action: props.passkeyAction,
        way: "get",
        options: props.passkeyOptions,
        label: t.passkey,
        hint: t.passkeyHint,
        failed: t.passkeyFailed,
      })}
      <form class="stack" method="post" action="${props.action}" novalidate>
        ${fields(p, props, problem)} ${submitButton(t.submit)}
      </form>
      ${upstreamForms({ action: props.upstreamAction, title: t.upstream, submit: p.t.access.signIn.submit, upstreams: props.upstreams })}
      <div class="beside">${linkButton(t.pupil, "/sign-in", { look: "quiet" })}</div>
      <p class="small">${t.lost}</p>`,
  );
}

function fields(p: PageContext, { email, problem }: StaffSignInPage, text: string | undefined): Html {
  const t = p.t.access.signIn;
  const missing = problem === "missing" ? text : undefined;
  return html`${field({
    name: "email",
    label: t.email,
    autocomplete: "username",
    value: email,
    problem: email ? undefined : missing,
    autofocus: !email,
  })}
  ${field({
    name: "password",
    label: t.password,
    type: "password",
    autocomplete: "current-password",
    problem: email ? missing : undefined,
    describedBy: text && !missing ? "happened" : undefined,
    autofocus: Boolean(email),
    maxLength: 1000,
    show: { show: p.t.common.show, hide: p.t.common.hide },
  })}`;
}

export const whatHappened = (
  p: PageContext,
  { problem, retryAfterSeconds }: Pick<StaffSignInPage, "problem" | "retryAfterSeconds">,
  text: string,
): Html =>
  notice(
    { kind: problem === "throttled" ? "stuck" : "wrong", id: "happened" },
    html`<p>${text}</p>
      ${retryAfterSeconds ? html`<p>${p.t.common.newTryIn(retryAfterSeconds)}</p>` : ""}`,
  );

export function problemText(p: PageContext, { problem }: Pick<StaffSignInPage, "problem">): string | undefined {
  const t = p.t.access.signIn;
  return (
    problem &&
    {
      missing: p.t.signIn.missing,
      wrong: t.wrong,
      "code-wrong": p.t.access.code.wrong,
      "passkey-unknown": t.passkeyUnknown,
      throttled: p.t.signIn.throttled,
      "upstream-failed": t.upstreamFailed,
      "upstream-unknown": t.upstreamUnknown,
      "upstream-alone": t.upstreamAlone,
    }[problem]
  );
}
