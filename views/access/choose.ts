import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";
import { passkeyForm } from "../parts/passkey.ts";
import { upstreamForms, type UpstreamButton } from "../parts/upstream.ts";
import { passwordProblem, type PasswordHint, type PasswordProblem } from "../sessions/choose-password.ts";

export type ChoosePage = {
  givenName: string;
  email: string;
  role: "operator" | "group-admin" | "school-admin" | "teacher" | null;
  /** Of a teacher. */
  classNames: readonly string[] | null;
  /** The school, or the group. */
  placeName: string | null;
  /** Goes with each form. */
  token: string;
  /** Gets `password` and `repeat`. */
  passwordAction: string;
  passkeyAction: string;
  /** For the browser, as JSON. */
  passkeyOptions: string;
  /** Gets `upstream`: the id of one. */
  upstreamAction: string;
  upstreams: UpstreamButton[];
  problem?: PasswordProblem | "passkey-failed" | undefined;
  hint?: PasswordHint | undefined;
};

/** An invitation that counts: by passkey, or by password and authenticator. */
export function choosePage(p: PageContext, props: ChoosePage): Html {
  const t = p.t.access.choose;
  const title = p.t.launcher.hello(props.givenName);
  const { problem } = props;
  const failed = problem === "passkey-failed";
  const wrong = problem && !failed ? passwordProblem(p.t, problem, props) : undefined;
  return layout(
    p,
    { title: wrong ? `${wrong} ${title}` : title, scripts: ["show-secret.js", "passkey.js"] },
    html`<h1>${title}</h1>
      <p>${roleText(p, props)}${props.placeName ? html` <strong><bdi>${props.placeName}</bdi></strong>` : ""}</p>
      ${failed ? notice({ kind: "wrong" }, html`<p>${p.t.access.signIn.passkeyFailed}</p>`) : ""}
      ${passkeyForm({
        action: props.passkeyAction,
        way: "create",
        options: props.passkeyOptions,
        label: t.passkey,
        hint: t.passkeyHint,
        failed: p.t.access.signIn.passkeyFailed,
        token: props.token,
      })}
      ${passwordForm(p, props, wrong)}
      ${upstreamForms({ action: props.upstreamAction, title: t.upstream, submit: p.t.access.signIn.submit, upstreams: props.upstreams, token: props.token })}`,
  );
}

function passwordForm(p: PageContext, props: ChoosePage, wrong: string | undefined): Html {
  const t = p.t.access.choose;
  return html`<form class="stack" method="post" action="${props.passwordAction}" novalidate>
    <h2>${t.withPassword}</h2>
    <p>${t.passwordText}</p>
    <input type="hidden" name="token" value="${props.token}" />
    <p class="account">
      ${t.account} <strong><bdi>${props.email}</bdi></strong>
    </p>
    <input
      class="for-managers"
      type="text"
      name="email"
      value="${props.email}"
      autocomplete="username"
      readonly
      tabindex="-1"
      aria-hidden="true"
    />
    ${passwordFields(p, props.problem, wrong)} ${submitButton(t.submit)}
  </form>`;
}

function passwordFields(p: PageContext, problem: ChoosePage["problem"], wrong: string | undefined): Html {
  const onRepeat = problem === "not-equal";
  const common = {
    type: "password",
    autocomplete: "new-password",
    show: { show: p.t.common.show, hide: p.t.common.hide },
  } as const;
  const { password, repeat, rule } = p.t.choosePassword;
  return html`${field({ ...common, name: "password", label: password, hint: rule(12), problem: onRepeat ? undefined : wrong })}
  ${field({ ...common, name: "repeat", label: repeat, problem: onRepeat ? wrong : undefined })}`;
}

export function roleText(p: PageContext, { role, classNames }: Pick<ChoosePage, "role" | "classNames">): string {
  const t = p.t.access.roles;
  if (role === null) return t.again;
  if (role === "teacher") return t.teacher(listOf(p, classNames ?? []));
  return { operator: t.operator, "group-admin": t.groupAdmin, "school-admin": t.schoolAdmin }[role];
}

/** `3A, 3B en 4A`. */
const listOf = (p: PageContext, names: readonly string[]): string =>
  new Intl.ListFormat(p.locale, { type: "conjunction" }).format(names);
