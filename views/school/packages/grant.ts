import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { checkbox } from "../../parts/field.ts";
import { notice } from "../../parts/notice.ts";
import { packageTexts } from "../../texts/packages/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import type { SchoolPackage, Scope } from "./list.ts";

export type GrantPage = {
  frame: StaffFrame;
  adminPackage: SchoolPackage;
  /** Nothing was chosen. */
  problem?: boolean;
};

const scopes: Scope[] = ["roster.write", "roster.read", "activation.read"];

/** What one package may do: the school says it here, thing by thing, or ends it. */
export function grantPage(p: PageContext, { frame, adminPackage, problem }: GrantPage): Html {
  const t = packageTexts[p.locale];
  const { packageId, name, status } = adminPackage;
  const path = `${frame.path}/packages`;
  const isAllowed = adminPackage.scopes.length > 0;
  // roster.write alone is of little use: a package that puts a list reads what came of it
  const usual: Scope[] = isAllowed ? adminPackage.scopes : ["roster.write", "roster.read"];
  const chosen = problem ? [] : usual;
  const back = linkButton(t.back, path, { look: "quiet" });
  const choices = html`<form method="post" action="${path}/${packageId}" class="stack">
    ${problem ? notice({ kind: "wrong", id: "problem" }, html`<p>${t.choose}</p>`) : ""}
    ${scopes.map((scope) =>
      checkbox({ name: scope, label: t.scopes[scope], hint: t.hints[scope], checked: chosen.includes(scope) }),
    )}
    <div class="actions">${submitButton(t.save)} ${back}</div>
  </form>`;
  return staffPage(
    p,
    { frame, page: { title: t.question(name), current: "packages" } },
    html`${
      status === "suspended"
        ? html`${notice({ kind: "stuck" }, html`<p>${t.suspended}</p>`)}
            <p class="actions">${back}</p>`
        : choices
    }
    ${isAllowed ? stopForm(p, `${path}/${packageId}/withdraw`) : ""}`,
  );
}

function stopForm(p: PageContext, action: string): Html {
  const t = packageTexts[p.locale];
  return html`<form method="post" action="${action}" class="sheet">
    <p>${t.stopText}</p>
    ${submitButton(t.stop, { look: "quiet" })}
  </form>`;
}
