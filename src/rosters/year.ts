import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolId, YearPlanId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { listKnownPupils } from "../pupils/pupils.ts";
import {
  firstDayOf,
  comingSchoolYear,
  getSchool,
  previousSchoolYear,
  schoolYearOf,
  type School,
} from "../schools/schools.ts";
import { withSaidClasses } from "./classes/said.ts";
import { columnsOf, type Columns } from "./columns.ts";
import { classesOf } from "./classes/class-reader.ts";
import { isAllowed, type Decision } from "./decide.ts";
import { fileNameOf } from "./file-name.ts";
import { createHashNumber } from "./identity.ts";
import { knownColumns } from "./known-columns.ts";
import * as queries from "./queries-year.ts";
import { lockSchool } from "./queries.ts";
import { readRoster } from "./read-file.ts";
import { readRows } from "./rows.ts";
import { stopped, type RosterProblem } from "./texts.ts";
import type { RosterFile } from "./upload.ts";
import { compareYear, type YearComparison } from "./year-compare.ts";
import type { YearContent, YearDecisions } from "./year-content.ts";
import { yearStops, type YearStop } from "./year-rules.ts";

type YearDeps = Pick<Deps, "db" | "now">;
export type YearKey = { schoolId: SchoolId; planId: YearPlanId };
type By = { actor: string };

/** `without`: as if nobody had decided this line. */
export type YearQuestion = YearKey & { without?: number | undefined };

/** The list of a coming year with what it would change, were it to take effect now. */
export type YearView = YearComparison & {
  head: queries.YearHead;
  content: YearContent;
  decisions: YearDecisions;
  /** what a person must say yes to */
  stops: YearStop[];
};

/** Lists on which somebody can still act. */
const waiting = ["rehearsal", "agreed", "stopped"] satisfies queries.YearStatus[];
const isWaiting = (status: queries.YearStatus) => waiting.some((one) => one === status);

/**
 * Reads the list of the coming school year and keeps its lines, national numbers as hashes. Nothing changes by it, not even for a
 * list that was agreed to before. It takes the place of a list that nobody agreed to.
 * @returns the plan, or why the file can't be read
 * @throws AppError school-not-found; bad-request outside June, July and August
 */
export async function rehearseYear(
  deps: YearDeps & Pick<Deps, "keys">,
  file: RosterFile & By,
): Promise<{ ok: true; planId: YearPlanId } | RosterProblem> {
  const { schoolId, bytes, name, actor, locale = "nl" } = file;
  const at = deps.now();
  const schoolYear = comingSchoolYear(at);
  if (schoolYear === undefined)
    throw new AppError("bad-request", "The list of the coming school year comes in from 1 June to 31 August");
  const school = await deps.db.forSchools([schoolId], (tx) => getSchool(tx, schoolId));
  const today = firstDayOf(schoolYear);
  const { choices = {} } = file;
  const head = await readRoster(bytes, { schoolNumber: school.number, today, choices });
  if (!head.ok) return stopped(head.problem, head.params, locale);
  return deps.db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    const known = await knownColumns(tx, deps.keys, { school, head, choices, of: "coming-year" });
    const problem = known.refused ?? known.missing;
    if (problem) return stopped(problem.problem, problem.params, locale);
    const content = await readLines(tx, deps, {
      school,
      columns: withSaidClasses(columnsOf(known.head, known.at), choices.classes),
      schoolYear,
    });
    await queries.endYearPlans(tx, { schoolId, schoolYear, statuses: ["rehearsal"] }, { status: "replaced", at });
    const { id } = await queries.insertYearPlan(tx, {
      schoolId,
      schoolYear,
      fileName: fileNameOf(name),
      content,
      at,
      actor,
    });
    const details = { planId: id, schoolYear, rows: content.count };
    await record(tx, { what: "school-year.rehearsed", actor, at, schoolId, details });
    return { ok: true, planId: id };
  });
}

async function readLines(
  tx: Tx,
  { keys }: Pick<Deps, "keys">,
  { school, columns, schoolYear }: { school: School; columns: Columns; schoolYear: string },
): Promise<YearContent> {
  const years = { schoolYear, yearBefore: previousSchoolYear(schoolYear) };
  const known = await listKnownPupils(tx, { schoolId: school.id, ...years, today: firstDayOf(schoolYear) });
  const { notices: _told, ...read } = readRows(columns, {
    hashNumber: createHashNumber(keys),
    startYear: Number(schoolYear.slice(0, 4)),
    knownLevels: known.filter(({ open }) => open).map(({ level }) => level),
    knownClasses: classesOf(known),
    schoolName: school.name,
    schoolNumber: school.number,
    today: firstDayOf(schoolYear),
  });
  return { ...read, ignoredColumns: columns.ignored };
}

export const listYearPlans = (tx: Db, schoolId: SchoolId): Promise<queries.YearHead[]> =>
  queries.listYearPlans(tx, schoolId);

/**
 * A list in the state that it is in, compared with the school as it is now; undefined when its lines are gone, because it has taken
 * effect, or was replaced or withdrawn. Two statements.
 * @throws AppError not-found when this school has no such list
 */
export async function viewYear(tx: Tx, { without, ...key }: YearQuestion): Promise<YearView | undefined> {
  return viewYearPlan(tx, await getPlan(tx, key), without);
}

/** The same of a list that was read already. One statement. */
export async function viewYearPlan(
  tx: Tx,
  { content, decisions, ...head }: queries.YearPlanRow,
  without: number | undefined,
): Promise<YearView | undefined> {
  if (content === null) return undefined;
  const comparison = await compareYear(tx, { ...head, content, decisions: withoutLine(decisions, without) });
  return { ...comparison, head, content, decisions, stops: yearStops(comparison.signs) };
}

function withoutLine(decisions: YearDecisions, line: number | undefined): YearDecisions {
  return Object.fromEntries(Object.entries(decisions).filter(([one]) => one !== String(line)));
}

async function getPlan(tx: Tx, { schoolId, planId }: YearKey): Promise<queries.YearPlanRow> {
  const plan = await queries.findYearPlan(tx, planId, schoolId);
  if (!plan) throw new AppError("not-found", "This school has no such list");
  return plan;
}

/** `missing`: what has to be said yes to first; `ended`: somebody withdrew it or handed in another one meanwhile. */
export type YearAgreed =
  | { ok: true }
  | { ok: false; problem: "ended" }
  | { ok: false; problem: "missing"; missing: YearStop[] };

/**
 * A person says that this list is to take effect when its school year begins: at once, where it has begun already. It takes the place
 * of one that was agreed to before.
 * @throws AppError not-found
 */
export function agreeYear(deps: YearDeps, agree: YearKey & By & { said: YearStop[] }): Promise<YearAgreed> {
  const { schoolId, planId, actor, said } = agree;
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    const view = await viewYear(tx, agree);
    if (!view || !isWaiting(view.head.status) || view.head.schoolYear < schoolYearOf(at))
      return { ok: false, problem: "ended" };
    const missing = view.stops.filter((stop) => !said.includes(stop));
    if (missing.length > 0) return { ok: false, problem: "missing", missing };
    const { schoolYear } = view.head;
    const others = { schoolId, schoolYear, statuses: [...waiting], except: planId };
    await queries.endYearPlans(tx, others, { status: "replaced", at });
    const { left } = view.signs;
    await queries.setAgreed(tx, planId, { agreed: { stops: view.stops, left }, at, actor });
    const details = { planId, schoolYear, left, confirmed: view.stops };
    await record(tx, { what: "school-year.agreed", actor, at, schoolId, details });
    return { ok: true };
  });
}

/** The list is forgotten, and nothing takes effect. False when it was too late, or done already. @throws AppError not-found */
export function withdrawYear(deps: YearDeps, { schoolId, planId, actor }: YearKey & By): Promise<boolean> {
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    const { status, schoolYear } = await getPlan(tx, { schoolId, planId });
    if (!isWaiting(status)) return false;
    await queries.endYearPlans(tx, { schoolId, schoolYear, statuses: [status] }, { status: "withdrawn", at });
    await record(tx, { what: "school-year.withdrawn", actor, at, schoolId, details: { planId, schoolYear } });
    return true;
  });
}

export type YearDecided = { ok: true } | { ok: false; problem: "ended" | "contradicts" | "taken" };

/**
 * Settles a doubtful line, or opens it again, as long as the list waits.
 * @returns `contradicts` when a number in the line is proof of the opposite, `taken` when another line is that pupil
 * @throws AppError not-found when the school has no such list, or it no such doubt
 */
export function decideYearDoubt(
  deps: YearDeps,
  decide: YearKey & By & { line: number; decision: Decision },
): Promise<YearDecided> {
  const { schoolId, planId, actor, line, decision } = decide;
  return deps.db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    const plan = await getPlan(tx, { schoolId, planId });
    const { content, decisions } = plan;
    if (content === null || !isWaiting(plan.status)) return { ok: false, problem: "ended" };
    const others = withoutLine(decisions, line);
    const open = await compareYear(tx, { ...plan, content, decisions: others });
    const refused = open.plan.refused.find((row) => row.line === line);
    if (!refused?.doubt) throw new AppError("not-found", "This list has no such doubt");
    const next = { ...others };
    if (decision.is !== "open") {
      if (!isAllowed(decision, refused.doubt)) return { ok: false, problem: "contradicts" };
      next[String(line)] = { ...decision, code: refused.code };
      const settled = (await compareYear(tx, { ...plan, content, decisions: next })).plan.refused;
      const still = settled.find((row) => row.line === line);
      if (still) return { ok: false, problem: still.code === "same-pupil" ? "taken" : "contradicts" };
    }
    await queries.setDecisions(tx, planId, next);
    const details = { planId, line, decision: decision.is };
    await record(tx, { what: "school-year.decided", actor, at: deps.now(), schoolId, details });
    return { ok: true };
  });
}

/** Forgets lists that ended 30 days ago, and those that nobody agreed to before 30 days of their school year had passed. */
export function purgeYearPlans(db: Db, now: Date): Promise<number> {
  const ended = new Date(now.getTime() - 30 * 24 * 3600 * 1000);
  return queries.deleteYearPlansBefore(db, { ended, schoolYear: schoolYearOf(ended) });
}
