import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";
import { deviceChoice, type AskedDevice } from "../parts/device.ts";
import { errorCode } from "../parts/error-code.ts";
import { field } from "../parts/field.ts";
import { icon } from "../parts/icon.ts";
import { wayBack } from "../parts/way-back.ts";
import type { Texts } from "../texts/nl.ts";

export type PasswordProblem = "missing" | "too-short" | "too-long" | "too-easy" | "same-as-code" | "not-equal";
/** What makes a password easy to guess. */
export type PasswordHint = keyof Texts["choosePassword"]["hints"];

export type ChoosePasswordPage = {
  /** Gets `password`, `repeat` and what was said of the device. */
  action: string;
  /** Gets an empty POST and goes back to the application, without signing in. */
  leaveAction?: string | undefined;
  loginName: string;
  device: AskedDevice;
  applicationName?: string | undefined;
  problem?: PasswordProblem | undefined;
  hint?: PasswordHint | undefined;
  /** What staff type to learn what went wrong, with every problem. */
  helpCode?: string | undefined;
  /** Default 12. */
  minLength?: number;
  /** Default 64. */
  maxLength?: number;
};

export function choosePasswordPage(p: PageContext, props: ChoosePasswordPage): Html {
  const t = p.t.choosePassword;
  const problem = props.problem && passwordProblem(p.t, props.problem, props);
  const title = problem ? `${problem} ${t.title}` : t.title;
  return layout(
    p,
    { title, applicationName: props.applicationName, scripts: ["show-secret.js"] },
    html`<h1>${t.title}</h1>
      <p>${t.intro}</p>
      <p class="tip">${icon("help")}<span>${t.example}</span></p>
      <form class="stack" method="post" action="${props.action}" novalidate>
        <p class="account">
          ${t.account} <strong><bdi>${props.loginName}</bdi></strong>
        </p>
        ${forManagers(props.loginName)} ${fields(p, props, problem)} ${deviceChoice(p, props.device)}
        ${submitButton(t.submit)}
      </form>
      ${wayBack(p, props)} ${props.helpCode ? errorCode(p, props.helpCode) : ""}`,
  );
}

/** A password manager must learn whose password this is. */
const forManagers = (loginName: string): Html =>
  html`<input
    class="for-managers"
    type="text"
    name="login_name"
    value="${loginName}"
    autocomplete="username"
    readonly
    tabindex="-1"
    aria-hidden="true"
  />`;

function fields(p: PageContext, props: ChoosePasswordPage, problem: string | undefined): Html {
  const t = p.t.choosePassword;
  const onRepeat = props.problem === "not-equal";
  const common = {
    type: "password",
    autocomplete: "new-password",
    show: { show: p.t.common.show, hide: p.t.common.hide },
  } as const;
  const [onFirst, onSecond] = onRepeat ? [undefined, problem] : [problem, undefined];
  return html`${field({
    ...common,
    name: "password",
    label: t.password,
    hint: t.rule(props.minLength ?? 12),
    problem: onFirst,
    autofocus: true,
  })}
  ${field({ ...common, name: "repeat", label: t.repeat, problem: onSecond })}`;
}

export function passwordProblem(
  texts: Texts,
  problem: PasswordProblem,
  props: Pick<ChoosePasswordPage, "hint" | "minLength" | "maxLength">,
): string {
  const t = texts.choosePassword;
  const { hint, minLength = 12, maxLength = 64 } = props;
  return {
    missing: texts.signIn.missing,
    "too-short": t.tooShort(minLength),
    "too-long": t.tooLong(maxLength),
    "too-easy": hint ? `${t.tooEasy} ${t.hints[hint]}` : t.tooEasy,
    "same-as-code": t.sameAsCode,
    "not-equal": t.notEqual,
  }[problem];
}
