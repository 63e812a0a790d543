import { record } from "../audit/audit.ts";
import type { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ActivationRunId, SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { listEnrolled, type EnrolledPupil } from "../pupils/pupils.ts";
import { schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import type { CardLocale } from "./cards-writer.ts";
import type { LetterLocale } from "./letter-texts.ts";
import * as queries from "./queries-runs.ts";
import { newSeed } from "./run-key.ts";
import { byClass } from "./selection.ts";
import { inOrder } from "../lib/in-order.ts";

export type Chosen =
  /** Whole classes; null: pupils without one. */
  | { classNames: (string | null)[] }
  /** These pupils, also when they use their LeerID already. */
  | { loginNames: string[] };

/** What is printed, and in which language. */
export type Paper = { document: "cards"; locale: CardLocale } | { document: "letters"; locale: LetterLocale };

export type NewRun = Chosen & {
  schoolId: SchoolId;
  /** Undefined: by the age of each pupil. */
  secret: FirstSecretKind | undefined;
  /** Also pupils who use their LeerID already: they lose what they have. */
  again: boolean;
  paper: Paper;
  actor: string;
};

/**
 * `making`: a job makes the secrets. `ready`: all are made, and wait to be fetched. `stopped`: some are made and wait, the rest never
 * comes. `printing`: a file is on its way. `interrupted`: it did not leave us whole, and can be fetched again. `done`, `cancelled`: all
 * that was made is on paper. `expired`: it was not fetched in time, and nobody can any more.
 */
export type RunState = "making" | "ready" | "stopped" | "printing" | "interrupted" | "done" | "cancelled" | "expired";
/** `lost`: made, and on paper never. */
export type PartState = "waiting" | "made" | "handed-out" | "lost";
/** `given`: who got a secret; `printed`: for how many of them there was a card, once it is handed out. */
export type RunPart = {
  className: string | null;
  given: number;
  skipped: number;
  printed: number | null;
  state: PartState;
};
export type Run = {
  id: ActivationRunId;
  createdAt: Date;
  secret: FirstSecretKind | undefined;
  document: "cards" | "letters";
  /** For pupils that were chosen one by one, not for whole classes. */
  forPupils: boolean;
  state: RunState;
  /** Being made, and not moving for a while: a person may have it taken up again. */
  still: boolean;
  parts: RunPart[];
};

type RunDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs">;

/**
 * Notes down who is to get a card, with the key from which their secrets are drawn, and adds the job that makes them.
 * @throws AppError not-found for a class or pupil that this school doesn't have: nothing is noted then
 */
export async function addRun(deps: RunDeps, run: NewRun): Promise<ActivationRunId> {
  const now = deps.now();
  return deps.db.forSchools([run.schoolId], async (tx) => {
    const { classNames, pupils } = await resolve(tx, run, now);
    const pupilIds = pupils?.map(({ pupilId }) => pupilId);
    const { id } = await queries.newRunId(tx);
    await queries.insertRun(tx, { ...run, ...run.paper, id, now, pupilIds, seed: newSeed(deps, id) });
    await queries.insertParts(tx, { id, schoolId: run.schoolId, classNames });
    await deps.jobs.enqueue("activation-make", { schoolId: run.schoolId, runId: id }, tx);
    const details = {
      runId: id,
      classes: classNames.map((name) => name ?? ""),
      pupils: pupilIds?.length ?? null,
      secret: run.secret ?? "by-age",
      document: run.paper.document,
      again: run.again,
    };
    await record(tx, { what: "activation.prepared", actor: run.actor, at: now, schoolId: run.schoolId, details });
    return id;
  });
}

async function resolve(tx: Tx, run: NewRun, now: Date) {
  const { schoolId } = run;
  const year = { schoolYear: schoolYearOf(now), yearBefore: yearStillUnderstood(now) };
  if ("classNames" in run) {
    const named = run.classNames.filter((name) => name !== null);
    const present = classesIn(await listEnrolled(tx, { schoolId, ...year, named }));
    const classNames = inClassOrder(new Set(run.classNames));
    if (classNames.length === 0 || classNames.some((name) => !present.has(name))) throw new AppError("not-found");
    return { classNames, pupils: undefined };
  }
  const wanted = new Set(run.loginNames);
  const pupils = await listEnrolled(tx, { schoolId, ...year, loginNames: [...wanted] });
  if (pupils.length === 0 || pupils.length < wanted.size) throw new AppError("not-found");
  const classNames = byClass(pupils, []).map(([first]) => first?.className ?? null);
  return { classNames, pupils };
}

/** Null stands for pupils without a class. */
const classesIn = (pupils: EnrolledPupil[]): Set<string | null> =>
  new Set(pupils.flatMap(({ classNames }): (string | null)[] => (classNames.length > 0 ? classNames : [null])));

const inClassOrder = (names: Set<string | null>): (string | null)[] =>
  [...names].sort((a, b) => Number(a === null) - Number(b === null) || inOrder.compare(a ?? "", b ?? ""));

/** A run of this school. */
export async function findRun(
  db: Db,
  { schoolId, id, now }: { schoolId: SchoolId; id: ActivationRunId; now: Date },
): Promise<Run | undefined> {
  const [row] = await queries.runs(db, { schoolId, id });
  return row && describe(row, now);
}

const dayMs = 24 * 60 * 60 * 1000;
/** So long a run waits to be fetched. */
const fetchDays = 7;
/** So long the board speaks of it: also of what was not fetched in time. */
const openDays = 14;
const keptDays = 30;
const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

/** Runs of the last two weeks that want something of a person, the newest first. */
export async function listOpenRuns(db: Db, { schoolId, now }: { schoolId: SchoolId; now: Date }): Promise<Run[]> {
  const openSince = daysBefore(now, openDays);
  return (await queries.runs(db, { schoolId, openSince })).map((row) => describe(row, now));
}

/** A class takes a moment, and another process takes over within half a minute. */
const stillMs = 40_000;

function describe(row: queries.RunRow, now: Date): Run {
  const { id, createdAt, secret, document, status, progressAt } = row;
  const state = stateOf(row, now);
  const made: PartState = state === "expired" ? "lost" : "made";
  return {
    id,
    createdAt,
    secret: secret ?? undefined,
    document,
    forPupils: row.pupilIds !== null,
    state,
    still: status === "making" && progressAt !== null && now.getTime() - progressAt.getTime() > stillMs,
    parts: row.parts.map(({ className, given, skipped, printed, ...part }) => {
      const about = { className, given, skipped, printed };
      return { ...about, state: part.handedOut ? "handed-out" : part.made ? made : "waiting" };
    }),
  };
}

function stateOf({ status, hasSeed, leaseUntil, attempt, parts }: queries.RunRow, now: Date): RunState {
  if (status === "making" || status === "done") return status;
  if (!hasSeed) return parts.some(({ given, handedOut }) => given > 0 && !handedOut) ? "expired" : "cancelled";
  if (leaseUntil !== null && leaseUntil > now) return "printing";
  if (attempt > 0) return "interrupted";
  return status === "ready" ? "ready" : "stopped";
}

type ByStaff = { schoolId: SchoolId; id: ActivationRunId; actor: string };

/**
 * Makes no further class: what is made stays, and can be fetched. Where nothing is being made it does nothing.
 * @throws AppError not-found
 */
export async function cancelRun(deps: Pick<Deps, "db" | "now">, { schoolId, id, actor }: ByStaff): Promise<void> {
  const at = deps.now();
  await deps.db.forSchools([schoolId], async (tx) => {
    const run = await queries.holdRun(tx, id);
    if (!run) throw new AppError("not-found");
    if ((await queries.cancel(tx, id)) === 0) return;
    await queries.endEmpty(tx, id);
    await record(tx, { what: "activation.cancelled", actor, at, schoolId, details: { runId: id } });
  });
}

/**
 * One more job for what stands still. Where it moves after all, or is made, that job does nothing.
 * @throws AppError not-found
 */
export async function resumeRun(
  { db, now, jobs }: Pick<Deps, "db" | "now" | "jobs">,
  { schoolId, id }: Omit<ByStaff, "actor">,
): Promise<void> {
  await db.forSchools([schoolId], async (tx) => {
    const run = await findRun(tx, { schoolId, id, now: now() });
    if (!run) throw new AppError("not-found");
    if (run.still) await jobs.enqueue("activation-make", { schoolId, runId: id }, tx);
  });
}

/** Erases the keys of runs that nobody fetched in a week, and deletes runs after 30 days: the audit keeps what was printed. */
export async function purgeRuns(db: Db, now: Date): Promise<{ erased: number; deleted: number }> {
  return db.transaction(async (tx) => {
    const erased = await queries.eraseSeeds(tx, { before: daysBefore(now, fetchDays), now });
    for (const { id, schoolId } of erased)
      await record(tx, { what: "cards.expired", actor: "job:purge", at: now, schoolId, details: { runId: id } });
    return { erased: erased.length, deleted: await queries.deleteBefore(tx, daysBefore(now, keptDays)) };
  });
}
