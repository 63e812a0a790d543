import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { errorCode } from "../parts/error-code.ts";
import { deviceChoice, type AskedDevice } from "../parts/device.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";
import { helpCode } from "../parts/pictures.ts";
import { wayBack } from "../parts/way-back.ts";

export type PassPageProblem = "missing" | "shape" | "typo" | "code-wrong" | "throttled";
export type PassPage = {
  /** Gets `login_name`, `code` and what was said of the device. */
  action: string;
  /** The page with the login name and the secret. */
  backHref: string;
  /** Gets an empty POST and goes back to the application, without signing in. */
  leaveAction?: string | undefined;
  loginName?: string | undefined;
  device: AskedDevice;
  applicationName?: string | undefined;
  problem?: PassPageProblem | undefined;
  /** With `throttled`. */
  retryAfterSeconds?: number | undefined;
  /** Four characters by which a teacher finds this attempt, with every problem. */
  helpCode?: string | undefined;
};

/** The teacher's screen shows a code: with it this pupil gets in, or gets a new secret here. */
export function passPage(p: PageContext, props: PassPage): Html {
  const t = p.t.pass;
  const problem = props.problem && problemText(p, props.problem);
  return layout(
    p,
    { title: problem ? `${problem} ${t.title}` : t.title, applicationName: props.applicationName },
    html`<h1>${t.title}</h1>
      <p>${t.intro}</p>
      ${problem && !fieldOf(props) ? whatHappened(p, props, problem) : ""}
      <form class="stack" method="post" action="${props.action}" novalidate>
        ${fields(p, props, problem)} ${deviceChoice(p, props.device)} ${submitButton(t.submit)}
      </form>
      <div class="beside">${linkButton(p.t.badge.instead, props.backHref, { look: "quiet" })}</div>
      ${wayBack(p, props)} ${props.helpCode && fieldOf(props) ? errorCode(p, props.helpCode) : ""}`,
  );
}

function fields(p: PageContext, props: PassPage, problem: string | undefined): Html {
  const about = fieldOf(props);
  return html`${field({
    name: "login_name",
    label: p.t.signIn.loginName,
    autocomplete: "username",
    value: props.loginName,
    problem: about === "loginName" ? problem : undefined,
    autofocus: about === "loginName" || !props.loginName,
  })}
  ${field({
    name: "code",
    label: p.t.pass.code,
    autocomplete: "one-time-code",
    inputMode: "numeric",
    maxLength: 40,
    problem: about === "code" ? problem : undefined,
    describedBy: problem && !about ? "happened" : undefined,
    autofocus: about !== "loginName" && Boolean(props.loginName),
  })}`;
}

const whatHappened = (p: PageContext, props: PassPage, problem: string): Html =>
  notice(
    { kind: props.problem === "throttled" ? "stuck" : "wrong", id: "happened" },
    html`<p>${problem}</p>
      ${props.retryAfterSeconds ? html`<p>${p.t.common.newTryIn(props.retryAfterSeconds)}</p>` : ""}
      ${props.helpCode ? helpCode(p, props.helpCode) : ""}`,
  );

function fieldOf({ problem, loginName }: PassPage): "loginName" | "code" | undefined {
  if (problem === "typo" || problem === "shape") return "loginName";
  if (problem === "missing") return loginName ? "code" : "loginName";
  return undefined;
}

const problemText = ({ t }: PageContext, problem: PassPageProblem): string =>
  ({
    missing: t.signIn.missing,
    typo: t.signIn.typo,
    shape: t.signIn.shape,
    "code-wrong": t.pass.wrong,
    throttled: t.signIn.throttled,
  })[problem];
