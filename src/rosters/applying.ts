import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { brusselsDay } from "../schools/schools.ts";
import { applyRows } from "./apply.ts";
import type { Counts } from "./plan.ts";
import * as queries from "./queries.ts";
import { deleteFile } from "./queries-file.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { isStale } from "./stale.ts";
import { stopProblem, stopsOf, type Stop } from "./stops/stops.ts";
import { stopped, type RosterProblem } from "./texts.ts";

export type RosterApplied = { ok: true; importId: ImportId; counts: Counts };

export type ApplyDeps = Pick<Deps, "db" | "now" | "random" | "jobs">;

export type ApplyRequest = {
  schoolId: SchoolId;
  importId: ImportId;
  /** what a person has said yes to; `before`: to the list of a coming year, when there was time to look at it */
  confirmed?: Stop[] | "before" | undefined;
  /** the list is a part of the school's: who isn't in it stays */
  nobodyLeaves?: boolean | undefined;
  /** the day from which it holds, where that isn't today: `2027-09-01` */
  from?: string | undefined;
  actor?: string | undefined;
  locale?: RosterLocale | undefined;
};

/**
 * Applies a plan in transactions of 1,000 rows. After a crash the same call goes on where it stopped; after the end it changes
 * nothing. Two at once take turns.
 * @returns what was applied; or `stale` when the school's list changed since the plan; what nobody confirmed
 * @throws AppError not-found when this school has no such import
 */
export async function applyRoster(deps: ApplyDeps, request: ApplyRequest): Promise<RosterApplied | RosterProblem> {
  for (;;) {
    const step = await again(() => deps.db.forSchools([request.schoolId], (tx) => applyChunk(tx, deps, request)));
    if (step !== "more") return step;
  }
}

/**
 * The same as a job: whoever asked may close the page, and after a crash another process goes on. The job is there when, and only
 * when, the plan has begun.
 * @returns at once: whether it is under way or done; or why it can't begin, and then nothing was done
 * @throws AppError not-found when this school has no such import
 */
export function startApply(
  deps: Pick<Deps, "db" | "now" | "jobs">,
  request: ApplyRequest,
): Promise<{ ok: true; state: "begun" | "under-way" | "applied" } | RosterProblem> {
  const { schoolId, importId, actor = "cli" } = request;
  return deps.db.forSchools([schoolId], async (tx) => {
    // what moves holds the lock of the school for as long as a thousand rows take: nobody waits only to be told so
    const before = await queries.findImport(tx, importId, schoolId);
    if (before?.status === "applying" && !isStill(before.progressAt, deps.now()))
      return { ok: true, state: "under-way" };
    const begun = await begin(tx, deps, request);
    if (!begun.ok) return begun;
    if (begun.plan.status === "applied") return { ok: true, state: "applied" };
    const isNew = begun.plan.status === "planned";
    // what is under way and moves needs no second job; what stands still gets one
    if (isNew || isStill(begun.plan.progressAt, deps.now()))
      await deps.jobs.enqueue("roster-apply", { schoolId, importId, actor }, tx);
    return { ok: true, state: isNew ? "begun" : "under-way" };
  });
}

/** A thousand rows take a second or two: what hasn't moved for so long was cut off. */
const stillMs = 20_000;

/** Whether an import that is under way has stopped moving. */
export const isStill = (progressAt: Date | null, now: Date): boolean =>
  progressAt === null || now.getTime() - progressAt.getTime() > stillMs;

type Begun = { ok: true; plan: queries.StoredImport } | RosterProblem;

/** Under the lock of the school: the plan in the state that it had; from now on it is being applied. */
async function begin(tx: Tx, deps: Pick<Deps, "now">, request: ApplyRequest): Promise<Begun> {
  const { schoolId, importId, actor = "cli", locale = "nl" } = request;
  const at = deps.now();
  await queries.lockSchool(tx, schoolId);
  const plan = await queries.findImport(tx, importId, schoolId);
  if (!plan || plan.status === "columns" || plan.status === "undone")
    throw new AppError("not-found", "This school has no such import to apply");
  if (plan.status === "applied") return { ok: true, plan };
  // what is half in was confirmed when it began
  const { counts } = plan.summary;
  const staying = request.nobodyLeaves === true && plan.status === "planned" ? counts.left : 0;
  const summary = { ...plan.summary, counts: { ...counts, left: counts.left - staying } };
  const stops = plan.status === "applying" || request.confirmed === "before" ? [] : stopsOf(summary);
  const [unheard] = stops.filter((stop) => !request.confirmed?.includes(stop));
  if (unheard) return stopProblem(unheard, summary, locale);
  if (await isStale(tx, request, { ...plan, now: at })) {
    await queries.setStale(tx, importId);
    return stopped("stale", {}, locale);
  }
  if (plan.status === "planned") {
    await queries.setApplying(tx, importId, at);
    await queries.retireOthers(tx, schoolId, importId);
    await deleteFile(tx, importId);
    if (staying > 0) await queries.keepLeavers(tx, importId, summary);
    const said = { ...(stops.length > 0 ? { confirmed: stops } : {}), ...(staying > 0 ? { staying } : {}) };
    await record(tx, { what: "roster.started", actor, at, schoolId, details: { importId, ...said } });
  }
  return { ok: true, plan: { ...plan, summary } };
}

/** Below the lines of all leavers. */
const firstLine = -2_147_483_648;

type Step = "more" | RosterApplied | RosterProblem;

async function applyChunk(tx: Tx, deps: ApplyDeps, request: ApplyRequest): Promise<Step> {
  const { schoolId, importId, actor = "cli" } = request;
  const begun = await begin(tx, deps, request);
  if (!begun.ok) return begun;
  const { plan } = begun;
  const { counts } = plan.summary;
  if (plan.status === "applied") return { ok: true, importId, counts };
  const at = deps.now();
  const to = plan.chunkEnds[plan.chunks];
  if (to === undefined) {
    await queries.finishImport(tx, importId, at);
    await record(tx, { what: "roster.applied", actor, at, schoolId, details: { importId, ...counts } });
    await deps.jobs.enqueue("link-questions", { schoolId }, tx);
    return { ok: true, importId, counts };
  }
  const rows = await queries.chunkRows(tx, importId, { after: plan.chunkEnds[plan.chunks - 1] ?? firstLine, to });
  const { schoolYear } = plan;
  const { random } = deps;
  const { made } = await applyRows(
    tx,
    { importId, schoolId, schoolYear, today: request.from ?? brusselsDay(at), at, random },
    rows,
  );
  await queries.countChunk(tx, importId, { at, made });
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
