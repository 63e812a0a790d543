/**
 * Two records that turn out to be one child, and back again. Owns the table pupil_merge.
 * @see docs/decisions/0027-school-year.md
 */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { mergeSecrets, noSecrets, splitSecrets } from "../credentials/credentials.ts";
import type { CredentialId, LinkId, MergeId, PupilId, SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import {
  listClaims,
  listSchools,
  lockPair,
  mergeRecords,
  newGeneration,
  parseLoginName,
  splitRecords,
  type LoginName,
  type Pair,
} from "../pupils/pupils.ts";
import { countKnownTwice, mergePseudonyms, splitPseudonyms } from "../pseudonyms/pseudonyms.ts";
import { retirePlans } from "../rosters/rosters.ts";
import { judgeNumbers } from "./number-rule.ts";
import * as queries from "./queries.ts";

export { listMerges } from "./queries.ts";

type MergeDeps = Pick<Deps, "db" | "now" | "jobs">;
type By = {
  actor: string;
  /** For a person of schools: every school that has one of the records today must be among these. Without it: the platform. */
  within?: SchoolId[] | undefined;
};

/**
 * `same`: one record twice; `merged`: one of them is part of another already; `elsewhere`: another school has a say too; the others as
 * `judgeNumbers` says.
 */
export type MergeProblem = "same" | "merged" | "elsewhere" | "needs-reason" | "through-links";
export type Merged = { ok: true; mergeId: MergeId } | { ok: false; problem: MergeProblem };

/**
 * The other record becomes part of the one that stays: its enrolments with their numbers, classes and pseudonyms lead to that child from
 * now on, and so does its login name. Applications go on knowing the child by the pseudonym that they know.
 * @param wish.reason why two different final numbers are one child; stays in the audit
 * @throws AppError pupil-not-found
 */
export function mergePupils(
  deps: MergeDeps,
  { actor, within, reason, ...pair }: Pair & By & { reason?: string | undefined },
): Promise<Merged> {
  if (pair.keep === pair.other) return Promise.resolve({ ok: false, problem: "same" });
  return deps.db.platform.transaction(async (tx) => {
    const locked = await lockBoth(tx, pair);
    if (locked.merged) return { ok: false, problem: "merged" };
    const open = locked.schools.filter((one) => one.open).map(({ schoolId }) => schoolId);
    if (within && !open.every((id) => within.includes(id))) return { ok: false, problem: "elsewhere" };
    const judged = judgeNumbers(await listClaims(tx, pair), reason);
    if (judged !== "fine") return { ok: false, problem: judged };
    const details = reason === undefined ? {} : { reason };
    const { mergeId } = await become(tx, deps, { ...locked, pair, actor, what: "pupil.merged", details });
    return { ok: true, mergeId };
  });
}

type Linking = {
  actor: string;
  linkId: LinkId;
  stands: () => Promise<boolean>;
  /** a secret that the pupil has typed this moment: the one that was used last */
  proven?: CredentialId | undefined;
};

/**
 * The same for two records of which both sides have said that they are one child: the older one is kept. Part of the caller's
 * transaction.
 * @param wish.stands asked when nobody can change either record any more
 * @returns undefined when one of them became part of another meanwhile, or it doesn't stand
 */
export async function mergeLinked(
  tx: Tx,
  deps: MergeDeps,
  { actor, linkId, stands, proven, ...pair }: Pair & Linking,
): Promise<MergeId | undefined> {
  const locked = await lockBoth(tx, pair);
  if (locked.merged || !(await stands())) return undefined;
  const { mergeId } = await become(tx, deps, {
    ...locked,
    pair,
    actor,
    what: "pupil.linked",
    details: { linkId },
    proven,
  });
  return mergeId;
}

type Both = { merged: boolean; otherLoginName: LoginName; schools: { schoolId: SchoolId; open: boolean }[] };

/** In the order of an import that is being applied: schools first, then pupils. What was planned about one of them would go wrong now. */
async function lockBoth(tx: Tx, pair: Pair): Promise<Both> {
  await endPlans(tx, await listSchools(tx, pair));
  const locked = await lockPair(tx, pair);
  if (!locked) throw new AppError("pupil-not-found", "One of these pupils isn't there");
  const { keep, other, schools } = locked;
  return { merged: keep.mergedInto !== null || other.mergedInto !== null, otherLoginName: other.loginName, schools };
}

type Becoming = Both & {
  pair: Pair;
  actor: string;
  what: "pupil.merged" | "pupil.linked";
  details: NonNullable<Event["details"]>;
  proven?: CredentialId | undefined;
};

async function become(
  tx: Tx,
  deps: MergeDeps,
  { pair, actor, what, ...about }: Becoming,
): Promise<{ mergeId: MergeId }> {
  const at = deps.now();
  const schoolIds = about.schools.map(({ schoolId }) => schoolId);
  await endSessions(tx, deps, pair.other);
  const linked = what === "pupil.linked";
  const knownTwice = await countKnownTwice(tx, pair);
  const moved = {
    records: await mergeRecords(tx, pair),
    pseudonyms: await mergePseudonyms(tx, pair),
    // by a person's word the secrets of the record that stays count; a link has two that a child may use
    secrets: linked ? await mergeSecrets(tx, { ...pair, at, proven: about.proven }) : noSecrets,
  };
  // whoever came in with a secret that has ended is out
  if (moved.secrets.ended.length > 0 && !moved.secrets.ownStays) await endSessions(tx, deps, pair.keep);
  const { otherLoginName } = about;
  const row = { ...pair, otherLoginName, schoolIds, moved, at, actor, linked, knownTwice };
  const { id: mergeId } = await queries.insertMerge(tx, row);
  const details = {
    ...about.details,
    mergeId,
    otherId: pair.other,
    enrolments: moved.records.enrolments.length,
    pseudonyms: moved.pseudonyms.length,
    knownTwice,
  };
  await recordFor(tx, schoolIds, { what, actor, at, pupilId: pair.keep, details });
  return { mergeId };
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
export const splitPupils = (deps: MergeDeps, wish: By & { mergeId: MergeId }): Promise<Split> =>
  deps.db.platform.transaction((tx) => splitWithin(tx, deps, wish));

/** The same as part of the caller's transaction. */
export async function splitWithin(
  tx: Tx,
  deps: MergeDeps,
  { mergeId, actor, within }: By & { mergeId: MergeId },
): Promise<Split> {
  const at = deps.now();
  const merge = await queries.lockMerge(tx, mergeId);
  if (!merge) throw new AppError("not-found", "There is no such merge");
  const { moved, schoolIds, mergedAt, ...pair } = merge;
  const locked = await lockPair(tx, pair);
  if (!locked || locked.keep.mergedInto !== null) return { ok: false, problem: "merged" };
  const now = locked.schools.filter((one) => one.open).map(({ schoolId }) => schoolId);
  const affected = [...new Set([...schoolIds, ...now])].sort();
  if (within && !affected.every((id) => within.includes(id))) return { ok: false, problem: "elsewhere" };
  await endPlans(tx, affected);
  await endSessions(tx, deps, pair.keep);
  await splitRecords(tx, pair, moved.records);
  await splitPseudonyms(tx, pair, moved.pseudonyms);
  await splitSecrets(tx, { ...pair, mergedAt }, moved.secrets);
  await queries.setSplit(tx, mergeId, { at, actor });
  const details = { mergeId, otherId: pair.other };
  await recordFor(tx, affected, { what: "pupil.split", actor, at, pupilId: pair.keep, details });
  return { ok: true };
}

/** The merge by which this login name became part of another record. @throws AppError pupil-not-found */
export async function getMergeOf(db: Db, typed: string): Promise<MergeId> {
  const parsed = parseLoginName(typed);
  const found = parsed.ok ? await queries.findMergeOf(db, parsed.loginName) : undefined;
  if (!found) throw new AppError("pupil-not-found", "This login name is part of no other record");
  return found.id;
}
