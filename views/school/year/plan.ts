import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { checkbox } from "../../parts/field.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { yearTexts } from "../../texts/school-year/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { figures, lineParts, moment, refusedLines, type Counts, type RefusedLine } from "../roster/difference.ts";
import { whyDoubt } from "../roster/plan.ts";
import { firstDay, type YearStatus } from "./home.ts";
import { changesOf, type YearChanges } from "./changes.ts";

export type YearStop = "leavers" | "classes" | "this-year" | "foreign";
export type YearDoubt = Omit<RefusedLine, "reason"> & {
  code: string;
  reason: string;
  decided: "same" | "new" | "twice" | null;
  canDecide: boolean;
};
export type YearPlanPage = {
  frame: StaffFrame;
  planId: string;
  schoolYear: string;
  status: YearStatus;
  /** Its school year has begun: agreeing lets it take effect at once. */
  due: boolean;
  fileName: string | null;
  at: Date;
  counts: Counts;
  signs: {
    rows: number;
    enrolled: number;
    left: number;
    classesNow: number;
    classesNext: number;
    sameClasses: number;
    here: number;
  };
  changes: YearChanges;
  rejected: RefusedLine[];
  doubts: YearDoubt[];
  ignored: string[];
  /** What has to be ticked. */
  stops: YearStop[];
  ticked: YearStop[];
  /** The form came back without what has to be ticked. */
  problem?: boolean;
};

const pathOf = ({ frame, planId }: Pick<YearPlanPage, "frame" | "planId">) => `${frame.path}/year/${planId}`;

/** What a list of the coming year changes, and the word that lets it. */
export function yearPlanPage(p: PageContext, props: YearPlanPage): Html {
  const t = yearTexts[p.locale].plan;
  const { frame, schoolYear, doubts, rejected } = props;
  const open = doubts.filter(({ decided }) => decided === null).length;
  const name = props.fileName ?? yearTexts[p.locale].home.noName;
  return staffPage(
    p,
    { frame, page: { title: t.title(schoolYear), current: "roster" } },
    html`${standing(p, props)}
      <p>${t.source(name, moment(p, props.at))}</p>
      ${figures(p, props.counts, { rejected: rejected.length, doubts: open })}
      ${doubts.length > 0 ? doubtSection(p, props) : ""} ${rejected.length > 0 ? rejectedSection(p, rejected) : ""}
      ${changesOf(p, props.changes)}
      <p class="actions">
        ${linkButton(yearTexts[p.locale].pupils.show, `${pathOf(props)}/pupils`, { look: "quiet" })}
      </p>
      ${props.status === "running" ? "" : agreeForm(p, props)}
      ${
        props.ignored.length > 0
          ? html`<p class="small">${rosterTexts[p.locale].plan.ignored(props.ignored.join(", "))}</p>`
          : ""
      }`,
  );
}

/** In what state the list is, said first. */
function standing(p: PageContext, { status, schoolYear }: YearPlanPage): Html {
  const t = yearTexts[p.locale].plan;
  const day = firstDay(p, schoolYear);
  switch (status) {
    case "agreed":
      return notice({ kind: "good" }, html`<p>${t.agreed(day)}</p>`);
    case "running":
      return notice({ kind: "good" }, html`<p>${t.running}</p>`);
    case "stopped":
      return notice({ kind: "wrong" }, html`<p>${t.stopped}</p>`);
    case "rehearsal":
    case "in-effect":
    case "replaced":
    case "withdrawn":
      return html`<p><strong>${t.nothingYet(day)}</strong></p>`;
  }
}

function agreeForm(p: PageContext, props: YearPlanPage): Html {
  const t = yearTexts[p.locale].plan;
  const path = pathOf(props);
  const back = linkButton(t.back, `${props.frame.path}/year`, { look: "quiet" });
  const withdraw = html`<form class="sheet" method="post" action="${path}/withdraw">
    <p>${t.withdrawText}</p>
    ${submitButton(t.withdraw, { look: "quiet" })}
  </form>`;
  if (props.status === "agreed" && !props.due)
    return html`<p class="actions">${back}</p>
      ${withdraw}`;
  return html`<form class="confirm" method="post" action="${path}/agree">
      ${props.problem ? notice({ kind: "wrong" }, html`<p>${t.mustConfirm}</p>`) : ""}
      ${props.stops.map((one) => stop(p, { ...props, one }))}
      <div class="actions">${submitButton(props.due ? t.agreeNow : t.agree)} ${back}</div>
    </form>
    ${withdraw}`;
}

/** What looks wrong with the list, and the words with which a person says that it is right. */
function stop(p: PageContext, { one, signs, frame, ticked }: YearPlanPage & { one: YearStop }): Html {
  const t = yearTexts[p.locale].plan.stops;
  const words = {
    leavers: [t.leavers.what(signs.left, signs.enrolled), t.leavers.yes(signs.left)],
    classes: [t.classes.what(signs.classesNext, signs.classesNow), t.classes.yes],
    "this-year": [t["this-year"].what(signs.sameClasses), t["this-year"].yes],
    foreign: [t.foreign.what(signs.here, signs.rows), t.foreign.yes(frame.school.name)],
  } satisfies Record<YearStop, [string, string]>;
  const [what, label] = words[one];
  return notice(
    { kind: "stuck" },
    html`<p>${what}</p>
      ${checkbox({ name: one, label, hint: t[one].hint, checked: ticked.includes(one) })}`,
  );
}

function rejectedSection(p: PageContext, rejected: RefusedLine[]): Html {
  const t = rosterTexts[p.locale].plan;
  return html`<section aria-labelledby="rejected">
    <h2 id="rejected">${t.rejected(rejected.length)}</h2>
    <p>${t.rejectedText}</p>
    ${refusedLines(p, rejected)}
  </section>`;
}

function doubtSection(p: PageContext, props: YearPlanPage): Html {
  const t = rosterTexts[p.locale].plan;
  const line = (doubt: YearDoubt): Html => {
    const { decided, canDecide } = doubt;
    const label = decided === null ? t.decideLine(doubt.line) : t.changeLine(doubt.line);
    const link = html`<a href="${pathOf(props)}/doubt/${doubt.line}" aria-label="${label}"
      >${decided === null ? t.decide : t.change}</a
    >`;
    return html`<li>
      ${lineParts(p, { ...doubt, reason: whyDoubt(p, doubt.code) ?? doubt.reason })}
      <span>${decided === null ? t.open : html`<strong>${t.decided[decided]}</strong>`} ${canDecide ? link : ""}</span>
    </li>`;
  };
  return html`<section aria-labelledby="doubts">
    <h2 id="doubts">${t.doubts(props.doubts.length)}</h2>
    <p>${t.doubtsText}</p>
    <ul class="lines">
      ${props.doubts.map((one) => line(one))}
    </ul>
  </section>`;
}

/** A list whose lines are gone. */
export function yearGonePage(p: PageContext, { frame }: { frame: StaffFrame }): Html {
  const t = yearTexts[p.locale].plan;
  return staffPage(
    p,
    { frame, page: { title: t.gone, current: "roster" } },
    html`<p>${t.goneText}</p>
      <p class="actions">${linkButton(t.back, `${frame.path}/year`)}</p>`,
  );
}
