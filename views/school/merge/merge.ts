import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { arranged, type Arranged } from "../../parts/arranged.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { checkbox, field } from "../../parts/field.ts";
import { notice } from "../../parts/notice.ts";
import { filterForm, sortHeading } from "../../parts/table.ts";
import { yearTexts } from "../../texts/school-year/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { moment } from "../roster/difference.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export type ListedMerge = {
  id: string;
  name: string | null;
  loginName: string | null;
  otherLoginName: string;
  mergedAt: Date;
};
export type MergeProblem = "same" | "merged" | "elsewhere" | "through-links";
export type MergeHomePage = {
  frame: StaffFrame;
  merges: Arranged<ListedMerge>;
  typed: Partial<Record<string, string>>;
  /** What is wrong with a login name. */
  wrong: Partial<Record<"keep" | "other", "unknown" | "typo">>;
  problem?: MergeProblem | "split-elsewhere" | undefined;
  done: boolean;
};

/** Two records of one child: which they are, and those that were merged before. */
export function mergeHomePage(p: PageContext, props: MergeHomePage): Html {
  const t = yearTexts[p.locale].merge;
  const { frame, merges, problem } = props;
  const words = { ...t.problems, "split-elsewhere": t.splitElsewhere, "through-links": t.numbers["through-links"] };
  const said = problem && words[problem];
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`${props.done ? notice({ kind: "good" }, html`<p>${t.done}</p>`) : ""}
      ${said ? notice({ kind: "wrong" }, html`<p>${said}</p>`) : ""}
      <p>${t.intro}</p>
      <form class="stack narrow" method="post" action="${frame.path}/merge">
        ${nameField(p, props, "keep")} ${nameField(p, props, "other")}
        <div class="actions">${submitButton(t.look)}</div>
      </form>
      ${merges.all === 0 ? "" : mergeList(p, frame, merges)}`,
  );
}

function nameField(p: PageContext, { typed, wrong }: MergeHomePage, name: "keep" | "other"): Html {
  const t = yearTexts[p.locale].merge;
  const hint = name === "keep" ? t.keepHint : t.otherHint;
  const fault = wrong[name];
  const problem = fault && (fault === "typo" ? t.typo : t.unknown);
  return field({ name, label: t[name], hint, autocomplete: "off", value: typed[name], problem, maxLength: 40 });
}

function mergeList(p: PageContext, frame: StaffFrame, merges: Arranged<ListedMerge>): Html {
  const t = yearTexts[p.locale].merge;
  return html`<section aria-labelledby="merged">
    <h2 id="merged">${t.list}</h2>
    <p>${t.splitText}</p>
    ${filterForm(p, merges.view, { names: [], fields: "" })}
    ${arranged(p, merges, { table: () => mergeTable(p, frame, merges), takeAlong: `${frame.path}/merge/export` })}
  </section>`;
}

function mergeTable(p: PageContext, frame: StaffFrame, { shown, view }: Arranged<ListedMerge>): Html {
  const t = yearTexts[p.locale].merge;
  const row = ({ id, name, loginName, otherLoginName, mergedAt }: ListedMerge): Html =>
    html`<tr>
      <th scope="row">
        ${name ?? t.gone} ${loginName ? html`<span class="login-name small">${loginName}</span>` : ""}
      </th>
      <td>${t.listed(otherLoginName, moment(p, mergedAt))}</td>
      <td>
        <form method="post" action="${frame.path}/merge/${id}/split">
          <button class="button quiet" aria-label="${t.split}: ${otherLoginName}">${t.split}</button>
        </form>
      </td>
    </tr>`;
  return scrollTable({
    name: { id: "merged" },
    heads: html`${sortHeading(view, "name", t.stays)} ${sortHeading(view, "when", t.goes)}
      <th scope="col">${t.split}</th>`,
    rows: shown.map((one) => row(one)),
  });
}

type MergeSide = { name: string; loginName: string; classNames: string[]; hasNumber: boolean; used: boolean };
export type MergeCheckPage = {
  frame: StaffFrame;
  keep: MergeSide;
  other: MergeSide;
  /** two different national numbers: the page asks for a reason */
  problem?: "not-sure" | "needs-reason" | undefined;
};

/** Both records side by side, before they become one. */
export function mergeCheckPage(p: PageContext, { frame, keep, other, problem }: MergeCheckPage): Html {
  const t = yearTexts[p.locale].merge;
  return staffPage(
    p,
    { frame, page: { title: t.check, current: "roster" } },
    html`${problem === "not-sure" ? notice({ kind: "wrong" }, html`<p>${t.mustSure}</p>`) : ""}
      <section class="sheet" aria-labelledby="stays">
        <h2 id="stays">${t.stays}</h2>
        ${facts(p, keep)}
      </section>
      <section class="sheet" aria-labelledby="goes">
        <h2 id="goes">${t.goes}</h2>
        ${facts(p, other)}
        <p class="hint">${t.otherHint}</p>
      </section>
      <form class="confirm" method="post" action="${frame.path}/merge/confirm">
        <input type="hidden" name="keep" value="${keep.loginName}" />
        <input type="hidden" name="other" value="${other.loginName}" />
        ${problem === "needs-reason" ? reasonField(p) : ""}
        ${checkbox({ name: "sure", label: t.sure, hint: t.sureHint, checked: false })}
        <div class="actions">
          ${submitButton(t.merge)} ${linkButton(t.cancel, `${frame.path}/merge`, { look: "quiet" })}
        </div>
      </form>`,
  );
}

function reasonField(p: PageContext): Html {
  const t = yearTexts[p.locale].merge;
  const problem = t.numbers["needs-reason"];
  return field({ name: "reason", label: t.reason, hint: t.reasonHint, problem, autocomplete: "off", maxLength: 200 });
}

function facts(p: PageContext, { name, loginName, classNames, hasNumber, used }: MergeSide): Html {
  const t = yearTexts[p.locale].merge;
  const all: [string, string][] = [
    [t.classes, classNames.join(", ") || "–"],
    [t.number, hasNumber ? t.known : t.unknownNumber],
    [t.used, used ? t.usedYes : t.usedNo],
  ];
  return html`<p><strong>${name}</strong> <span class="login-name">${loginName}</span></p>
    <dl class="legend">
      ${all.map(
        ([term, value]) =>
          html`<dt>${term}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
}
