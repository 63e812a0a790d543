import type { Context } from "koa";
import { byHandPage, type ByHandField } from "../../views/school/roster/by-hand.ts";
import { doubtPage, type DoubtPage } from "../../views/school/roster/doubt.ts";
import type { RefusedLine } from "../../views/school/roster/difference.ts";
import { columnsPage } from "../../views/school/roster/columns.ts";
import { undonePage } from "../../views/school/roster/undo.ts";
import type { ShownReading } from "../../views/school/roster/reading.ts";
import { planPage, type Confirmation, type PlanPage } from "../../views/school/roster/plan.ts";
import { applyingPage, resultPage, stalePage } from "../../views/school/roster/result.ts";
import { rosterTexts } from "../../views/texts/school-roster/texts.ts";
import { localeOf, showPage } from "../http/pages.ts";
import type { Locale } from "../lib/locale.ts";
import { isAbsence, ListPackage, profileOf, reasonText, tellReading, type ReasonCode } from "../rosters/rosters.ts";
import type { ColumnsView, MappingFault, Reading } from "../rosters/rosters.ts";
import { decisionOf, type Refusal } from "./difference.ts";
import type { Visit } from "./gate.ts";
import { classQuestionsIn } from "./roster-class-routes.ts";
import type { PlanRow } from "./queries-roster.ts";
import { listedYear } from "./roster-doubt-form.ts";
import type { DoubtView, ImportView } from "./roster.ts";

type Answer = { status?: number; ticked?: Confirmation[]; problem?: boolean };

/** Shows an import in the state that it is in. */
export function showImport(
  ctx: Context,
  { visit, view }: { visit: Visit; view: ImportView },
  answer: Answer = {},
): void {
  const { frame } = visit;
  const { head, state, confirmations } = view;
  const page = propsOf(view, visit, localeOf(ctx));
  const { status = 200, ticked = [], problem = false } = answer;
  switch (state) {
    case "planned":
      return showPage(ctx, (p) => planPage(p, { ...page, confirmations, ticked, problem }), status);
    case "applying": {
      const progress = { frame, importId: head.id, done: head.chunks, all: head.chunkCount, still: view.still };
      return showPage(ctx, (p) => applyingPage(p, progress), status);
    }
    case "stale":
      return showPage(ctx, (p) => stalePage(p, page), status);
    // its columns are asked for on a page of their own
    case "columns":
      return undefined;
    case "undone":
      return showPage(ctx, (p) => undonePage(p, { ...page, undoneAt: head.undoneAt ?? head.createdAt }), status);
    case "applied":
      return showPage(ctx, (p) => resultPage(p, { ...page, finishedAt: head.finishedAt ?? head.createdAt }), status);
  }
}

function propsOf(
  { head, difference, lines }: ImportView,
  visit: Visit,
  locale: Locale,
): Omit<PlanPage, "confirmations" | "ticked"> {
  const { counts, enrolled, signs, ignoredColumns, columns, reading } = head.summary;
  return {
    frame: visit.frame,
    importId: head.id,
    byHand: head.source === "by-hand",
    fileName: head.fileName,
    at: head.createdAt,
    sameFileAt: head.sameFileAt,
    counts,
    enrolled,
    signs,
    hasFile: head.hasFile,
    taken: columns ?? [],
    ignored: ignoredColumns,
    reading: reading && shownReading(reading, locale),
    lines,
    classes: difference.classes,
    classQuestions: classQuestionsIn(difference.rejected),
    ...partedLines(difference.rejected, { reading, locale }),
    doubts: difference.doubts.map((line) => ({ ...line, ...withReason(line, locale) })),
  };
}

/** The lines that have to be mended, and apart from them those that say themselves that their pupil isn't here. */
function partedLines(all: Refusal[], { reading, locale }: { reading: Reading | undefined; locale: Locale }) {
  const told = reading?.notices.find(({ code }) => code === "absent-lines")?.params?.["count"] ?? 0;
  const lines = (wanted: Refusal[]) => wanted.map((line) => withReason(line, locale));
  return {
    rejected: lines(all.filter(({ code }) => !isAbsence(code))),
    absent: { lines: lines(all.filter(({ code }) => isAbsence(code))), count: Number(told) },
  };
}

function shownReading(reading: Reading, locale: Locale): ShownReading {
  const { package: id, packageName: name, notices } = tellReading(reading, locale);
  return {
    package: { id, name },
    packages: ListPackage.options.map((one) => ({ id: one, name: profileOf(one).name })),
    encoding: reading.encoding,
    sheet: reading.sheet,
    // how many lines are not used has a place of its own
    notices: notices.flatMap(({ code, text }) => (code === "absent-lines" ? [] : [text])),
  };
}

const withReason = ({ line, name, className, code, params }: Refusal, locale: Locale): RefusedLine => ({
  line,
  name,
  className,
  reason: reasonText(code, params, locale),
});

/** What each column of a file is; 422 when the form came back with faults. */
export function showColumns(
  ctx: Context,
  { visit, view }: { visit: Visit; view: ColumnsView },
  { importId, faults = [], problem }: { importId: string; faults?: MappingFault[]; problem?: string | undefined },
): void {
  const reading = shownReading(view.reading, localeOf(ctx));
  const page = { frame: visit.frame, importId, ...view, reading, faults, problem };
  showPage(ctx, (p) => columnsPage(p, page), faults.length > 0 || problem !== undefined ? 422 : 200);
}

type DoubtAnswer = { importId: string; problem?: DoubtPage["problem"]; chosen?: string | undefined };

/** The question of one line; 422 when it comes back unanswered. */
export function showDoubt(ctx: Context, { visit, view }: { visit: Visit; view: DoubtView }, answer: DoubtAnswer): void {
  const { row, choices, mayBeNew, mayBeTwice, others, held, waiting } = view;
  const doubt = row.details?.doubt?.row;
  const code = row.reason === null || row.reason === "decided" ? "name-only" : row.reason;
  const name = [doubt?.givenName, doubt?.familyName].filter(Boolean).join(" ");
  const page: DoubtPage = {
    ...answer,
    frame: visit.frame,
    line: row.line,
    code,
    reason: reasonText(code, row.details?.params ?? {}, localeOf(ctx)),
    row: {
      name,
      lost: doubt?.lost,
      classNames: doubt?.classNames ?? [],
      yearChoice: doubt ? listedYear(doubt) : null,
      stamboeknummer: doubt?.stamboeknummer ?? null,
      hasNumber: (doubt?.hash ?? null) !== null,
    },
    choices: choices.map((one) => ({ ...one, name: `${one.givenName} ${one.familyName}`.trim() })),
    mayBeNew,
    mayBeTwice,
    others,
    held,
    waiting: waiting.length,
    chosen: answer.chosen ?? chosenOf(row),
  };
  showPage(ctx, (p) => doubtPage(p, page), answer.problem ? 422 : 200);
}

function chosenOf(row: PlanRow): string | undefined {
  const decided = decisionOf(row);
  return decided === "same" ? `same:${row.loginName ?? ""}` : (decided ?? undefined);
}

const fieldOf: Partial<Record<ReasonCode, ByHandField>> = {
  "name-missing": "given_name",
  "letters-lost": "given_name",
  "name-too-long": "given_name",
  "class-missing": "class_name",
  "class-too-long": "class_name",
  "number-shape": "national_number",
  "number-check": "national_number",
  "number-damaged": "national_number",
  "stamboek-too-long": "stamboeknummer",
  "year-group-wrong": "year_group",
};

export type ByHandProblem = { code: ReasonCode; params: Record<string, string | number> } | { code: "level-missing" };
type ByHand = { visit: Visit; classes: string[] };

/** The form of one pupil, as it was typed. */
export function showByHand(
  ctx: Context,
  { visit, classes }: ByHand,
  { typed, problem }: { typed: Record<string, string>; problem?: ByHandProblem },
): void {
  const locale = localeOf(ctx);
  const said = problem && {
    field: problem.code === "level-missing" ? ("level" as const) : (fieldOf[problem.code] ?? "given_name"),
    text:
      problem.code === "level-missing"
        ? rosterTexts[locale].byHand.levelMissing
        : reasonText(problem.code, problem.params, locale),
  };
  showPage(ctx, (p) => byHandPage(p, { frame: visit.frame, classes, typed, problem: said }), said ? 422 : 200);
}
