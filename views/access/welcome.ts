import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";

export type WelcomeStaffPage = {
  /** Gets `token`: the whole link of the invitation, or what stands behind its `#`. */
  action: string;
  /** For who has an account already. */
  mineHref: string;
  problem?:
    | "missing"
    | "unknown"
    | "expired"
    | "used"
    | "withdrawn"
    | "suspended"
    | "has-account"
    | "begin-again"
    | "upstream-failed"
    | "upstream-alone"
    | "upstream-taken"
    | undefined;
};

/** Where the link of an invitation leads: its script takes what stands behind the "#"; without scripts one pastes it. */
export function welcomeStaffPage(p: PageContext, props: WelcomeStaffPage): Html {
  const t = p.t.access.welcome;
  const problem = props.problem && problemText(p, props.problem);
  const missing = props.problem === "missing";
  return layout(
    p,
    { title: problem ? `${problem} ${t.title}` : t.title, scripts: ["welcome.js"] },
    html`<h1>${t.title}</h1>
      ${problem && !missing ? notice({ kind: "stuck" }, html`<p>${problem}</p>`) : ""}
      ${props.problem === "has-account" || props.problem === "used" ? html`<p>${linkButton(t.toMine, props.mineHref)}</p>` : ""}
      <form class="stack" method="post" action="${props.action}" novalidate data-invitation>
        <p>${t.text}</p>
        ${field({
          name: "token",
          label: t.token,
          autocomplete: "off",
          autofocus: true,
          maxLength: 400,
          problem: missing ? problem : undefined,
        })}
        ${submitButton(t.submit, props.problem && !missing ? { look: "quiet" } : {})}
      </form>`,
  );
}

function problemText(p: PageContext, problem: NonNullable<WelcomeStaffPage["problem"]>): string {
  const t = p.t.access.welcome;
  return {
    missing: p.t.signIn.missing,
    unknown: t.unknown,
    expired: t.expired,
    used: t.used,
    withdrawn: t.withdrawn,
    suspended: t.suspended,
    "has-account": t.hasAccount,
    "begin-again": t.beginAgain,
    "upstream-failed": t.upstreamFailed,
    "upstream-alone": t.upstreamAlone,
    "upstream-taken": t.upstreamTaken,
  }[problem];
}
