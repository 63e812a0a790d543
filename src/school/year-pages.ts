import type { Context } from "koa";
import { doubtPage, type DoubtPage } from "../../views/school/roster/doubt.ts";
import { yearHomePage } from "../../views/school/year/home.ts";
import { yearPlanPage, type YearDoubt, type YearPlanPage } from "../../views/school/year/plan.ts";
import { AppError } from "../errors.ts";
import { localeOf, showPage } from "../http/pages.ts";
import type { Locale } from "../lib/locale.ts";
import { yearChoiceOf } from "../pupils/pupils.ts";
import { reasonText, type Plan, type YearStop } from "../rosters/rosters.ts";
import { yearStillUnderstood } from "../schools/schools.ts";
import type { Visit } from "./gate.ts";
import { listedYear } from "./roster-doubt-form.ts";
import type { YearHome, YearPlanView } from "./year.ts";

type Home = { visit: Visit; home: YearHome; now: Date };

/** Where the year stands; 422 when a file came that can't be used. */
export function showYearHome(ctx: Context, { visit, home, now }: Home, problem?: string): void {
  const { coming, schoolYear, plans } = home;
  // 1 June of the calendar year in which this school year ends
  const opensOn = new Date(`${schoolYear.slice(5)}-06-01T10:00:00Z`);
  const bothNames = yearStillUnderstood(now) !== undefined;
  const page = { frame: visit.frame, coming, opensOn, plans, bothNames, problem };
  showPage(ctx, (p) => yearHomePage(p, page), problem === undefined ? 200 : 422);
}

type Answer = { ticked?: YearStop[]; problem?: boolean };

/** One list; 422 when it comes back without what has to be ticked. */
export function showYearPlan(
  ctx: Context,
  { visit, view }: { visit: Visit; view: YearPlanView },
  { ticked = [], problem = false }: Answer = {},
): void {
  const { head, plan, content, difference } = view;
  const locale = localeOf(ctx);
  const lineOf = (row: Plan["refused"][number]) => ({
    line: row.line,
    name: `${row.shown.givenName} ${row.shown.familyName}`.trim(),
    className: row.shown.className,
    reason: reasonText(row.code, row.params, locale),
  });
  const page: YearPlanPage = {
    frame: visit.frame,
    planId: head.id,
    schoolYear: head.schoolYear,
    status: head.status,
    due: view.due,
    fileName: head.fileName,
    at: head.createdAt,
    counts: plan.counts,
    signs: view.signs,
    changes: difference,
    rejected: plan.refused.filter(({ action }) => action === "rejected").map((row) => lineOf(row)),
    doubts: [
      ...plan.refused
        .filter(({ action }) => action === "doubtful")
        .map((row) => ({ ...lineOf(row), code: row.code, decided: null, canDecide: row.doubt !== null })),
      ...settledDoubts(view, locale),
    ].sort((a, b) => a.line - b.line),
    ignored: content.ignoredColumns,
    stops: view.stops,
    ticked,
    problem,
  };
  showPage(ctx, (p) => yearPlanPage(p, page), problem ? 422 : 200);
}

/** Lines that a person has decided, as long as the decision holds. */
function settledDoubts({ decisions, content, plan }: YearPlanView, locale: Locale): YearDoubt[] {
  const open = new Set(plan.refused.map(({ line }) => line));
  return content.rows.flatMap(({ line, givenName, familyName, classNames }) => {
    const decision = decisions[String(line)];
    if (!decision || open.has(line)) return [];
    const name = `${givenName} ${familyName}`.trim();
    const reason = reasonText(decision.code, { line, lines: line }, locale);
    const shown = { line, name, className: classNames.join(", "), reason, code: decision.code };
    return [{ ...shown, decided: decision.is, canDecide: true }];
  });
}

type Asked = { visit: Visit; view: YearPlanView; line: number; chosen?: string | undefined };

/**
 * The question of one line, as if nobody had decided it; 422 when it comes back unanswered.
 * @param view without the decision about this line
 * @throws AppError not-found when it is no doubt
 */
export function showYearDoubt(
  ctx: Context,
  { visit, view, line, chosen }: Asked,
  problem?: "choose" | "taken" | "contradicts",
): void {
  const refused = view.plan.refused.find((row) => row.line === line);
  if (!refused?.doubt) throw new AppError("not-found", "This list has no such doubt");
  const { row, choices, mayBeNew, mayBeTwice, others, held } = refused.doubt;
  const page: DoubtPage = {
    frame: visit.frame,
    importId: view.head.id,
    path: `${visit.frame.path}/year/${view.head.id}`,
    line,
    code: refused.code,
    reason: reasonText(refused.code, refused.params, localeOf(ctx)),
    row: {
      name: `${row.givenName} ${row.familyName}`.trim(),
      lost: row.lost,
      classNames: row.classNames,
      yearChoice: listedYear(row),
      stamboeknummer: row.stamboeknummer,
      hasNumber: row.hash !== null,
    },
    choices: candidatesOf(view, choices),
    mayBeNew,
    mayBeTwice,
    others,
    held: held.map(({ before }) => `${before.givenName} ${before.familyName}`.trim()),
    waiting: view.plan.refused.filter(({ action }) => action === "doubtful").length,
    problem,
    chosen,
  };
  showPage(ctx, (p) => doubtPage(p, page), problem ? 422 : 200);
}

function candidatesOf({ known }: YearPlanView, choices: string[]): DoubtPage["choices"] {
  const candidates = new Set(choices);
  return known
    .filter(({ loginName }) => candidates.has(loginName))
    .map((one) => ({
      ...one,
      yearChoice: yearChoiceOf(one),
      name: `${one.givenName} ${one.familyName}`.trim(),
      classNames: one.classNamesBefore,
      hasNumber: one.hashes.length > 0,
    }));
}
