import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { checkbox } from "../../parts/field.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { classQuestions, type ClassQuestion } from "./class-questions.ts";
import { absentSection, type AbsentLines } from "./absent.ts";
import { takenColumns, type TakenColumn } from "./columns.ts";
import {
  classChanges,
  figures,
  lineParts,
  moment,
  refusedLines,
  type ClassChange,
  type Counts,
  type RefusedLine,
} from "./difference.ts";
import { linesLink } from "./lines.ts";
import { readingPart, type ShownReading } from "./reading.ts";
import { toldLines } from "./told.ts";

export type Confirmation = "leavers" | "foreign" | "last-year";
export type DoubtLine = Omit<RefusedLine, "reason"> & {
  code: string;
  reason: string;
  decided: "same" | "new" | "twice" | null;
  /** Without this only the file can be corrected. */
  canDecide: boolean;
};

export type PlanPage = {
  frame: StaffFrame;
  importId: string;
  byHand: boolean;
  fileName: string | null;
  at: Date;
  /** When this very file was carried out before. */
  sameFileAt: Date | null;
  counts: Counts;
  /** Pupils who are enrolled now. */
  enrolled: number;
  signs: { here: number; lastYear: number };
  /** What was taken from which column of a file. */
  taken: TakenColumn[];
  ignored: string[];
  /** As what the file was read. */
  reading?: ShownReading | undefined;
  /** The file is still kept: its columns can be corrected. */
  hasFile: boolean;
  classes: ClassChange[];
  rejected: RefusedLine[];
  absent: AbsentLines;
  /** What a spreadsheet made of classes, to say which they were. */
  classQuestions: ClassQuestion[];
  doubts: DoubtLine[];
  /** How many lines were not read, and how many doubts wait: of very many a page shows the first. */
  lines: { rejected: number; doubts: number };
  /** What has to be ticked before anything is carried out. */
  confirmations: Confirmation[];
  ticked: Confirmation[];
  /** The form came back without what has to be ticked. */
  problem?: boolean;
};

/** The difference between the list and the school, before anything changes. */
export function planPage(p: PageContext, props: PlanPage): Html {
  const t = rosterTexts[p.locale].plan;
  const { frame, counts, doubts, rejected, classes } = props;
  const path = `${frame.path}/roster/${props.importId}`;
  const source = props.byHand
    ? t.byHandSource(moment(p, props.at))
    : t.source(props.fileName ?? rosterTexts[p.locale].upload.noName, moment(p, props.at));
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`<p>${source} ${props.byHand ? "" : t.rows(counts.rows)}</p>
      ${props.reading ? readingPart(p, props.reading, props.hasFile ? `${path}/columns` : undefined) : ""}
      ${props.sameFileAt ? notice({ kind: "stuck" }, html`<p>${t.sameFile(moment(p, props.sameFileAt))}</p>`) : ""}
      ${doubts.length > 0 && props.confirmations.includes("foreign") ? foreignNotice(p, props) : ""}
      ${figures(p, counts, { ...props.lines, rejected: props.lines.rejected - props.absent.count })}
      ${props.byHand ? "" : html`<p class="actions">${linesLink(p, path)}</p>`}
      ${takenColumns(p, { href: props.hasFile ? `${path}/columns` : undefined, taken: props.taken, ignored: props.ignored })}
      ${
        props.hasFile && props.classQuestions.length > 0 ? classQuestions(p, { path, asked: props.classQuestions }) : ""
      }
      ${doubts.length > 0 ? doubtSection(p, props) : ""} ${rejected.length > 0 ? rejectedSection(p, props) : ""}
      ${absentSection(p, props.absent)}
      ${props.hasFile && props.lines.rejected + props.lines.doubts > 0 ? toldLines(p, path) : ""}
      ${
        classes.length > 0
          ? html`<section aria-labelledby="classes">
              <h2 id="classes">${t.perClass}</h2>
              ${classChanges(p, classes, path)}
            </section>`
          : ""
      }
      ${confirmForm(p, props)}`,
  );
}

function confirmForm(p: PageContext, props: PlanPage): Html {
  const t = rosterTexts[p.locale].plan;
  const { added, moved, changed, left } = props.counts;
  const changes = added + moved + changed + left;
  const back = linkButton(t.cancel, `${props.frame.path}/roster`, { look: "quiet" });
  const { doubts, rejected } = props.lines;
  const open = doubts + rejected - props.absent.count;
  if (changes === 0)
    return html`<p><strong>${open > 0 ? t.nothingYet : t.nothing}</strong></p>
      <p class="actions">${back}</p>`;
  return html`<form class="confirm" method="post" action="${props.frame.path}/roster/${props.importId}/apply">
    ${props.problem ? notice({ kind: "wrong" }, html`<p>${t.mustConfirm}</p>`) : ""}
    ${props.confirmations.map((one) => confirmation(p, { ...props, one }))}
    <div class="actions">${submitButton(t.confirmCount(changes))} ${left > 0 ? stayButton(p) : ""} ${back}</div>
    ${left > 0 ? html`<p class="hint">${t.stayHint}</p>` : ""}
  </form>`;
}

/** Of a part of a list nobody leaves, and then nobody has to say so. */
const stayButton = ({ locale }: PageContext): Html =>
  submitButton(rosterTexts[locale].plan.stay, { look: "quiet", name: "stay", value: "yes" });

/** Before anybody decides over hundreds of lines of a list that isn't theirs; below it is asked. */
const foreignNotice = (p: PageContext, { signs, counts, frame }: PlanPage): Html => {
  const t = rosterTexts[p.locale].plan;
  return notice(
    { kind: "stuck" },
    html`<p>${t.foreign(signs.here, counts.rows)} ${t.foreignText}</p>
      <p class="actions">
        ${linkButton(wizardTexts[p.locale].columns.another, `${frame.path}/roster`, { look: "quiet" })}
      </p>`,
  );
};

/** What looks wrong with the file, and the words with which a person says that it is right. */
function confirmation(
  p: PageContext,
  { one, counts, enrolled, signs, frame, ticked }: PlanPage & { one: Confirmation },
): Html {
  const t = rosterTexts[p.locale].plan;
  const words = {
    leavers: [t.leavers(counts.left, enrolled), t.leaversText, t.leaversYes(counts.left), t.leaversHint],
    foreign: [t.foreign(signs.here, counts.rows), t.foreignText, t.foreignYes(frame.school.name), t.foreignHint],
    "last-year": [t.lastYear(signs.lastYear), t.lastYearText, t.lastYearYes, t.lastYearHint],
  } satisfies Record<Confirmation, [string, string, string, string]>;
  const [what, question, label, hint] = words[one];
  return notice(
    { kind: "stuck" },
    html`<p>${what}</p>
      <p>${question}</p>
      ${checkbox({ name: one, label, hint, checked: ticked.includes(one) })}`,
  );
}

function rejectedSection(p: PageContext, { rejected, lines, absent }: PlanPage): Html {
  const t = rosterTexts[p.locale].plan;
  const all = lines.rejected - absent.count;
  return html`<section aria-labelledby="rejected">
    <h2 id="rejected">${t.rejected(all)}</h2>
    <p>${t.rejectedText}</p>
    ${refusedLines(p, rejected)} ${rejected.length < all ? html`<p>${wizardTexts[p.locale].classes.moreLines}</p>` : ""}
  </section>`;
}

function doubtSection(p: PageContext, { frame, importId, doubts, lines }: PlanPage): Html {
  const t = rosterTexts[p.locale].plan;
  const all = Math.max(doubts.length, lines.doubts);
  const first = doubts.find(({ decided, canDecide }) => decided === null && canDecide);
  return html`<section aria-labelledby="doubts">
    <h2 id="doubts">${t.doubts(all)}</h2>
    <p>${t.doubtsText}</p>
    <ul class="lines">
      ${doubts.map((one) => doubtLine(p, pathOf({ frame, importId }), one))}
    </ul>
    ${doubts.length < all ? html`<p>${wizardTexts[p.locale].classes.moreLines}</p>` : ""}
    ${
      first
        ? html`<p class="actions">
            ${linkButton(t.decideFirst(all), doubtHref(pathOf({ frame, importId }), first.line))}
          </p>`
        : ""
    }
  </section>`;
}

const pathOf = ({ frame, importId }: Pick<PlanPage, "frame" | "importId">) => `${frame.path}/roster/${importId}`;
const doubtHref = (path: string, line: number) => `${path}/doubt/${line}`;

function doubtLine(p: PageContext, path: string, doubt: DoubtLine): Html {
  const t = rosterTexts[p.locale].plan;
  const { line, code, reason, decided, canDecide } = doubt;
  const label = decided === null ? t.decideLine(line) : t.changeLine(line);
  const link = html`<a href="${doubtHref(path, line)}" aria-label="${label}"
    >${decided === null ? t.decide : t.change}</a
  >`;
  return html`<li>
    ${lineParts(p, { ...doubt, reason: whyDoubt(p, code) ?? reason })}
    <span>${decided === null ? t.open : html`<strong>${t.decided[decided]}</strong>`} ${canDecide ? link : ""}</span>
  </li>`;
}

/** Why a line is doubtful, in words for a page where it can be decided; undefined where there are none of our own. */
export const whyDoubt = (p: PageContext, code: string): string | undefined =>
  Object.entries(rosterTexts[p.locale].doubt.why).find(([name]) => name === code)?.[1];
