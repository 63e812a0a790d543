import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { icon } from "../parts/icon.ts";
import { problemText, whatHappened, type StaffSignInPage } from "./sign-in.ts";

export type CodePage = {
  /** Both get `code`. */
  codeAction: string;
  recoveryAction: string;
  /** Back to the password. */
  backHref: string;
  /** Which of the two was tried. */
  kind: "totp" | "recovery";
} & Pick<StaffSignInPage, "problem" | "retryAfterSeconds">;

/** The second step; the recovery codes wait behind a question. */
export function codePage(p: PageContext, props: CodePage): Html {
  const t = p.t.access.code;
  const problem = problemText(p, props);
  const recovery = props.kind === "recovery";
  return layout(
    p,
    { title: problem ? `${problem} ${t.title}` : t.title },
    html`<h1>${t.title}</h1>
      ${problem ? whatHappened(p, props, problem) : ""}
      <p>${t.text}</p>
      <form class="stack" method="post" action="${props.codeAction}" novalidate>
        ${field({
          name: "code",
          label: t.code,
          autocomplete: "one-time-code",
          inputMode: "numeric",
          autofocus: !recovery,
          describedBy: problem && !recovery ? "happened" : undefined,
          maxLength: 10,
        })}
        ${submitButton(p.t.access.signIn.submit)}
      </form>
      <div class="beside">
        ${linkButton(p.t.common.back, props.backHref, { look: "quiet" })}
        <details ${recovery ? html`open` : ""}>
          <summary>${icon("help")}<span>${t.lost}</span></summary>
          <form class="stack" method="post" action="${props.recoveryAction}" novalidate>
            <p>${t.lostText}</p>
            ${field({ name: "code", id: "recovery", label: t.recovery, autocomplete: "off", autofocus: recovery, maxLength: 40 })}
            ${submitButton(t.recoverySubmit, { look: "quiet" })}
          </form>
        </details>
      </div>`,
  );
}
