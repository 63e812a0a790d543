/**
 * Rosters: a school's own list of pupils becomes LeerIDs and enrolments. Reads a file, plans what would change, shows it, and
 * applies it. Owns the tables roster_import and roster_row.
 * @see docs/decisions/0022-roster-matching.md
 */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { brusselsDay, getSchool } from "../schools/schools.ts";
import { applyRows } from "./apply.ts";
import { limits } from "./limits.ts";
import type { Counts, Plan } from "./plan.ts";
import { clean } from "./names.ts";
import * as queries from "./queries.ts";
import { readFile } from "./read-file.ts";
import { isStale } from "./stale.ts";
import { compareAndStore, type PlanDeps } from "./store.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { problemText, reasonText, type Params, type ProblemCode } from "./texts.ts";

export { limits } from "./limits.ts";
export { planPupil } from "./by-hand.ts";
export { decideDoubt, type Decision } from "./decide.ts";
export { RefusedDetails } from "./doubt.ts";
export { Before } from "./planned-pupil.ts";
export { Summary } from "./queries.ts";
export { ReasonCode } from "./reason-texts.ts";
export { rosterLocales, type RosterLocale } from "./roster-locales.ts";
export { reasonText } from "./texts.ts";

/** A file or an import that can't go on: `message` says what to do, in the language asked for. */
export type RosterProblem = { ok: false; problem: ProblemCode; message: string };

export type RosterPlan = {
  ok: true;
  importId: ImportId;
  counts: Counts;
  /** lines of which nothing is applied */
  rejected: { line: number; code: ReasonCode; reason: string }[];
  /** lines that may be about a pupil we know; nothing is applied until the file says which, in a column LeerID */
  doubtful: { line: number; code: ReasonCode; reason: string; candidates: string[] }[];
  /** headers of columns that nothing is taken from */
  ignoredColumns: string[];
  /** set when applying needs `allowLeavers`: what to tell the person who decides */
  stop: string | undefined;
};
export type RosterApplied = { ok: true; importId: ImportId; counts: Counts };

type ApplyDeps = Pick<Deps, "db" | "now" | "random">;
export type RosterFile = {
  schoolId: SchoolId;
  bytes: Uint8Array;
  /** as the person's computer calls it: shown beside the plan */
  name?: string | undefined;
  locale?: RosterLocale | undefined;
};

const stopped = (problem: ProblemCode, params: Params, locale: RosterLocale): RosterProblem => ({
  ok: false,
  problem,
  message: problemText(problem, params, locale),
});

/** For who knows the size of a file before reading it. */
export const fileTooLarge = (locale: RosterLocale): RosterProblem =>
  stopped("too-large", { megabytes: limits.fileBytes / 1024 / 1024 }, locale);

/**
 * Reads a roster and works out what would change at this school. Only the plan is stored, national numbers as hashes.
 * @returns the plan, or why the file can't be read
 * @throws AppError school-not-found
 */
export async function planRoster(deps: PlanDeps, file: RosterFile): Promise<RosterPlan | RosterProblem> {
  const locale = file.locale ?? "nl";
  const school = await deps.db.forSchools([file.schoolId], (tx) => getSchool(tx, file.schoolId));
  const columns = await readFile(file.bytes, school.number);
  if (!columns.ok) return stopped(columns.problem, columns.params, locale);
  const { importId, plan } = await deps.db.forSchools([school.id], (tx) =>
    compareAndStore(tx, deps, {
      school,
      columns,
      source: { kind: "file", bytes: file.bytes, name: fileNameOf(file.name) },
    }),
  );
  return present({ importId, plan, ignoredColumns: columns.ignored, locale });
}

/** Never digits in number: somebody may have called a file after a child. */
function fileNameOf(name: string | undefined): string | null {
  const short = clean(name ?? "")
    .slice(-100)
    .toWellFormed();
  return short === "" || /\d{9}/.test(short.replace(/[\s./-]/g, "")) ? null : short;
}

type Planned = { importId: ImportId; plan: Plan; ignoredColumns: string[]; locale: RosterLocale };

function present({ importId, plan, ignoredColumns, locale }: Planned): RosterPlan {
  const lines = plan.refused.map((row) => ({ ...row, reason: reasonText(row.code, row.params, locale) }));
  const { left } = plan.counts;
  return {
    ok: true,
    importId,
    counts: plan.counts,
    rejected: lines
      .filter((row) => row.action === "rejected")
      .map(({ line, code, reason }) => ({ line, code, reason })),
    doubtful: lines
      .filter((row) => row.action === "doubtful")
      .map(({ line, code, reason, candidates }) => ({ line, code, reason, candidates })),
    ignoredColumns,
    stop: tooMany(left, plan.enrolled)
      ? problemText("too-many-leavers", { left, enrolled: plan.enrolled }, locale)
      : undefined,
  };
}

/** Whether so many leavers need a person's word. */
export const tooMany = (left: number, enrolled: number) => left > enrolled * limits.leavers;

export type ApplyRequest = {
  schoolId: SchoolId;
  importId: ImportId;
  /** a person has confirmed that so many pupils leave */
  allowLeavers?: boolean | undefined;
  actor?: string | undefined;
  locale?: RosterLocale | undefined;
};

/**
 * Applies a plan in transactions of 1,000 rows. After a crash the same call goes on where it stopped; after the end it changes
 * nothing. Two at once take turns.
 * @returns what was applied; or `stale` when the school's list changed since the plan, `too-many-leavers` when nobody confirmed
 * @throws AppError not-found when this school has no such import
 */
export async function applyRoster(deps: ApplyDeps, request: ApplyRequest): Promise<RosterApplied | RosterProblem> {
  for (;;) {
    const step = await again(() => deps.db.forSchools([request.schoolId], (tx) => applyChunk(tx, deps, request)));
    if (step !== "more") return step;
  }
}

/** Below the lines of all leavers. */
const firstLine = -2_147_483_648;

type Step = "more" | RosterApplied | RosterProblem;

async function applyChunk(tx: Tx, deps: ApplyDeps, request: ApplyRequest): Promise<Step> {
  const { schoolId, importId, actor = "cli", locale = "nl" } = request;
  const at = deps.now();
  await queries.lockSchool(tx, schoolId);
  const plan = await queries.findImport(tx, importId, schoolId);
  if (!plan) throw new AppError("not-found", "This school has no such import");
  const { counts, enrolled } = plan.summary;
  if (plan.status === "applied") return { ok: true, importId, counts };
  if (!request.allowLeavers && tooMany(counts.left, enrolled))
    return stopped("too-many-leavers", { left: counts.left, enrolled }, locale);
  if (await isStale(tx, request, { ...plan, now: at })) {
    await queries.setStatus(tx, importId, "stale");
    return stopped("stale", {}, locale);
  }
  if (plan.status === "planned") {
    await queries.setStatus(tx, importId, "applying");
    await queries.retireOthers(tx, schoolId, importId);
    await record(tx, { what: "roster.started", actor, at, schoolId, details: { importId } });
  }
  const to = plan.chunkEnds[plan.chunks];
  if (to === undefined) {
    await queries.finishImport(tx, importId, at);
    await record(tx, { what: "roster.applied", actor, at, schoolId, details: { importId, ...counts } });
    return { ok: true, importId, counts };
  }
  const rows = await queries.chunkRows(tx, importId, { after: plan.chunkEnds[plan.chunks - 1] ?? firstLine, to });
  const { schoolYear } = plan;
  await applyRows(tx, { schoolId, schoolYear, today: brusselsDay(at), at, random: deps.random }, rows);
  await queries.countChunk(tx, importId);
  return "more";
}

/** Two schools may take the same login name, or enter the same child, at the same moment: the second looks again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (tries === 5 || (code !== "23505" && code !== "40P01")) throw error;
    }
  }
}

/** Deletes imports, applied or not, that are older than 30 days: their rows hold names. How many it deleted. */
export function purgeRosters(db: Db, now: Date): Promise<number> {
  return queries.deleteImportsBefore(db, new Date(now.getTime() - 30 * 24 * 3600 * 1000));
}
