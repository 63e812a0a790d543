import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { errorCode } from "../parts/error-code.ts";
import { deviceChoice, type AskedDevice } from "../parts/device.ts";
import { field } from "../parts/field.ts";
import { icon } from "../parts/icon.ts";
import { notice } from "../parts/notice.ts";
import { helpCode } from "../parts/pictures.ts";
import { wayBack } from "../parts/way-back.ts";
import type { Texts } from "../texts/nl.ts";

/** Why the page comes back. `suspended` reads as `wrong`: who guesses learns nothing from it. */
export type SignInProblem =
  | "missing"
  | "typo"
  | "shape"
  | "wrong"
  | "wrong-ask-teacher"
  | "expired"
  | "used"
  | "throttled"
  | "suspended"
  | "badge-unknown";

export type SignInPage = {
  /** Gets `login_name`, `secret` and what was said of the device. */
  action: string;
  applicationName?: string | undefined;
  /** What was typed; the secret never comes back. */
  loginName?: string | undefined;
  device: AskedDevice;
  problem?: SignInProblem | undefined;
  /** With `throttled`. */
  retryAfterSeconds?: number | undefined;
  /** Four characters by which a teacher finds this attempt, with every problem. */
  helpCode?: string | undefined;
  /** The badge page; a POST there gets `badge`. */
  badgeAction: string;
  /** The page for a code that the teacher shows. */
  passHref: string;
  /** Gets an empty POST and goes back to the application, without signing in. */
  leaveAction?: string | undefined;
  /** Somebody is signed in on this device: an address alone must not put them into another pupil's account. */
  someoneIsIn?: boolean | undefined;
};

export function signInPage(p: PageContext, props: SignInPage): Html {
  const t = p.t.signIn;
  const problem = props.problem && problemText(t, props.problem);
  const title = problem ? `${problem} ${t.title}` : t.title;
  const scripts = ["show-secret.js", ...(props.someoneIsIn ? [] : ["badge.js"])];
  return layout(
    p,
    { title, applicationName: props.applicationName, scripts },
    html`<h1>${t.title}</h1>
      ${problem && !fieldOf(props) ? whatHappened(p, props, problem) : ""}
      <form class="stack" method="post" action="${props.action}" novalidate>
        ${nameField(p, props, problem)} ${secretField(p, props, problem)} ${deviceChoice(p, props.device)}
        ${submitButton(t.submit)}
      </form>
      <div class="beside">
        ${linkButton(t.badge, props.badgeAction, { look: "quiet", icon: "badge" })}
        <details>
          <summary>${icon("help")}<span>${p.t.common.help}</span></summary>
          <p>${t.helpText}</p>
          ${passLink(p, props)}
        </details>
      </div>
      ${wayBack(p, props)} ${props.someoneIsIn ? "" : badgeForm(props)}
      ${props.helpCode && !needsTeacher(props) ? errorCode(p, props.helpCode) : ""}`,
  );
}

/** Who can't go on alone gets the pictures as well. */
const needsTeacher = ({ problem }: SignInPage): boolean =>
  problem === "wrong-ask-teacher" || problem === "throttled" || problem === "expired";

const passLink = (p: PageContext, { passHref }: SignInPage): Html =>
  linkButton(p.t.pass.link, passHref, { look: "quiet" });

/** A badge's address may lead here: its script takes what stands behind the "#". */
const badgeForm = (props: SignInPage): Html =>
  html`<form method="post" action="${props.badgeAction}" hidden data-badge>
    <input type="hidden" name="badge" autocomplete="off" />
  </form>`;

function nameField(p: PageContext, props: SignInPage, problem: string | undefined): Html {
  const about = fieldOf(props) === "loginName";
  return field({
    name: "login_name",
    label: p.t.signIn.loginName,
    autocomplete: "username",
    value: props.loginName,
    problem: about ? problem : undefined,
    autofocus: about || !props.loginName,
  });
}

function secretField(p: PageContext, props: SignInPage, problem: string | undefined): Html {
  const about = fieldOf(props);
  return field({
    name: "secret",
    label: p.t.signIn.secret,
    type: "password",
    autocomplete: "current-password",
    hint: p.t.signIn.secretHint,
    problem: about === "secret" ? problem : undefined,
    describedBy: problem && !about ? "happened" : undefined,
    autofocus: about !== "loginName" && Boolean(props.loginName),
    show: { show: p.t.common.show, hide: p.t.common.hide },
  });
}

function whatHappened(p: PageContext, props: SignInPage, problem: string): Html {
  const kind = props.problem === "throttled" ? "stuck" : "wrong";
  return notice(
    { kind, id: "happened" },
    html`<p>${problem}</p>
      ${props.retryAfterSeconds ? html`<p>${p.t.common.newTryIn(props.retryAfterSeconds)}</p>` : ""}
      ${props.helpCode && needsTeacher(props) ? html`${helpCode(p, props.helpCode)} ${passLink(p, props)}` : ""}`,
  );
}

function fieldOf({ problem, loginName }: SignInPage): "loginName" | "secret" | undefined {
  if (problem === "typo" || problem === "shape") return "loginName";
  if (problem === "missing") return loginName ? "secret" : "loginName";
  return undefined;
}

const problemText = (t: Texts["signIn"], problem: SignInProblem): string =>
  ({
    missing: t.missing,
    typo: t.typo,
    shape: t.shape,
    wrong: t.wrong,
    suspended: t.wrong,
    "wrong-ask-teacher": t.askTeacher,
    expired: t.expired,
    used: t.used,
    throttled: t.throttled,
    "badge-unknown": t.badgeUnknown,
  })[problem];
