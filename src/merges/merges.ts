/**
 * Two records that turn out to be one child, and back again. Owns the table pupil_merge.
 * @see docs/decisions/0027-school-year.md
 */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { MergeId, PupilId, SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { lockPair, mergeRecords, newGeneration, parseLoginName, splitRecords, type Pair } from "../pupils/pupils.ts";
import { mergePseudonyms, splitPseudonyms } from "../pseudonyms/pseudonyms.ts";
import { retirePlans } from "../rosters/rosters.ts";
import * as queries from "./queries.ts";

export { listMerges } from "./queries.ts";

type MergeDeps = Pick<Deps, "db" | "now" | "jobs">;
type By = {
  actor: string;
  /** For a person of schools: every school that has one of the records today must be among these. Without it: the platform. */
  within?: SchoolId[] | undefined;
};

/** `same`: one record twice; `merged`: one of them is part of another already; `elsewhere`: another school has a say too. */
export type Merged = { ok: true; mergeId: MergeId } | { ok: false; problem: "same" | "merged" | "elsewhere" };

/**
 * The other record becomes part of the one that stays: its numbers, enrolments, classes and pseudonyms lead to that child from now on, and
 * nobody signs in with it any more. Applications go on knowing the child by the pseudonym that they know.
 * @throws AppError pupil-not-found
 */
export function mergePupils(deps: MergeDeps, { actor, within, ...pair }: Pair & By): Promise<Merged> {
  const at = deps.now();
  if (pair.keep === pair.other) return Promise.resolve({ ok: false, problem: "same" });
  return deps.db.platform.transaction(async (tx) => {
    const locked = await lockPair(tx, pair);
    if (!locked) throw new AppError("pupil-not-found", "One of these pupils isn't there");
    const { keep, other, schools } = locked;
    if (keep.mergedInto !== null || other.mergedInto !== null) return { ok: false, problem: "merged" };
    const open = schools.filter((one) => one.open).map(({ schoolId }) => schoolId);
    if (within && !open.every((id) => within.includes(id))) return { ok: false, problem: "elsewhere" };
    const schoolIds = schools.map(({ schoolId }) => schoolId);
    await endPlans(tx, schoolIds);
    await endSessions(tx, deps, pair.other);
    const moved = { records: await mergeRecords(tx, pair), pseudonyms: await mergePseudonyms(tx, pair) };
    const otherLoginName = other.loginName;
    const { id } = await queries.insertMerge(tx, { ...pair, otherLoginName, schoolIds, moved, at, actor });
    const details = {
      mergeId: id,
      otherId: pair.other,
      enrolments: moved.records.enrolments.length,
      pseudonyms: moved.pseudonyms.length,
    };
    await recordFor(tx, schoolIds, { what: "pupil.merged", actor, at, pupilId: pair.keep, details });
    return { ok: true, mergeId: id };
  });
}

/** What was planned about one of the records would go wrong now. */
async function endPlans(tx: Tx, schoolIds: SchoolId[]): Promise<void> {
  for (const schoolId of schoolIds) await retirePlans(tx, schoolId);
}

async function endSessions(tx: Tx, { jobs }: MergeDeps, pupilId: PupilId): Promise<void> {
  for (const { accountId } of await newGeneration(tx, [pupilId])) await jobs.enqueue("end-sessions", { accountId }, tx);
}

type Event = Omit<Parameters<typeof record>[1], "schoolId">;

/** Each school finds it in its own audit. */
async function recordFor(tx: Tx, schoolIds: SchoolId[], event: Event): Promise<void> {
  if (schoolIds.length === 0) await record(tx, event);
  for (const schoolId of schoolIds) await record(tx, { ...event, schoolId });
}

/** `merged`: the record that stayed is part of another one by now, and that is to be split first; `elsewhere` as with a merge. */
export type Split = { ok: true } | { ok: false; problem: "merged" | "elsewhere" };

/**
 * They are two children after all: every piece goes back, and the other can sign in again. What the record that stayed was given since
 * the merge stays with it. The sessions of both end: who they are to applications has changed.
 * @throws AppError not-found for a merge that doesn't stand
 */
export function splitPupils(deps: MergeDeps, { mergeId, actor, within }: By & { mergeId: MergeId }): Promise<Split> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const merge = await queries.lockMerge(tx, mergeId);
    if (!merge) throw new AppError("not-found", "There is no such merge");
    const { moved, schoolIds, ...pair } = merge;
    const locked = await lockPair(tx, pair);
    if (!locked || locked.keep.mergedInto !== null) return { ok: false, problem: "merged" };
    const now = locked.schools.filter((one) => one.open).map(({ schoolId }) => schoolId);
    const affected = [...new Set([...schoolIds, ...now])].sort();
    if (within && !affected.every((id) => within.includes(id))) return { ok: false, problem: "elsewhere" };
    await endPlans(tx, affected);
    await endSessions(tx, deps, pair.keep);
    await splitRecords(tx, pair, moved.records);
    await splitPseudonyms(tx, pair, moved.pseudonyms);
    await queries.setSplit(tx, mergeId, { at, actor });
    const details = { mergeId, otherId: pair.other };
    await recordFor(tx, affected, { what: "pupil.split", actor, at, pupilId: pair.keep, details });
    return { ok: true };
  });
}

/** The merge by which this login name became part of another record. @throws AppError pupil-not-found */
export async function getMergeOf(db: Db, typed: string): Promise<MergeId> {
  const parsed = parseLoginName(typed);
  const found = parsed.ok ? await queries.findMergeOf(db, parsed.loginName) : undefined;
  if (!found) throw new AppError("pupil-not-found", "This login name is part of no other record");
  return found.id;
}
