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
import * as queries from "./queries.ts";
import { byClass, inOrder } from "./selection.ts";

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

/** `interrupted`: a file was begun and did not leave us whole; nobody has what was on it. */
export type RunState = "waiting" | "printing" | "interrupted" | "done" | "cancelled";
/** `lost`: made in a file that did not leave us whole. It is made again with the next file. */
export type PartState = "waiting" | "made" | "lost" | "handed-out";
export type RunPart = { className: string | null; given: number; skipped: number; state: PartState };
export type Run = {
  id: ActivationRunId;
  createdAt: Date;
  secret: FirstSecretKind | undefined;
  document: "cards" | "letters";
  /** For pupils that were chosen one by one, not for whole classes. */
  forPupils: boolean;
  state: RunState;
  parts: RunPart[];
};

/**
 * Notes down who is to get a card. Nobody has one by this: secrets are drawn when the file is fetched.
 * @throws AppError not-found for a class or pupil that this school doesn't have: nothing is noted then
 */
export async function addRun(deps: Pick<Deps, "db" | "now">, run: NewRun): Promise<ActivationRunId> {
  const now = deps.now();
  return deps.db.forSchools([run.schoolId], async (tx) => {
    const { classNames, pupils } = await resolve(tx, run, now);
    const pupilIds = pupils?.map(({ pupilId }) => pupilId);
    const { id } = await queries.insertRun(tx, { ...run, ...run.paper, now, pupilIds });
    await queries.insertParts(tx, { id, schoolId: run.schoolId, classNames });
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

const openDays = 7;
const dayMs = 24 * 60 * 60 * 1000;

/** Runs of the last week that are not finished, the newest first. */
export async function listOpenRuns(db: Db, { schoolId, now }: { schoolId: SchoolId; now: Date }): Promise<Run[]> {
  const openSince = new Date(now.getTime() - openDays * dayMs);
  return (await queries.runs(db, { schoolId, openSince })).map((row) => describe(row, now));
}

function describe(row: queries.RunRow, now: Date): Run {
  const { id, createdAt, secret, document } = row;
  const live = row.leaseUntil !== null && row.leaseUntil > now && row.status !== "done";
  return {
    id,
    createdAt,
    secret: secret ?? undefined,
    document,
    forPupils: row.pupilIds !== null,
    state: stateOf(row, live),
    parts: row.parts.map(({ className, given, skipped, attempt, handedOut }) => {
      const made: PartState = live && attempt === row.attempt ? "made" : "lost";
      return { className, given, skipped, state: handedOut ? "handed-out" : attempt === null ? "waiting" : made };
    }),
  };
}

function stateOf({ status, parts }: queries.RunRow, live: boolean): RunState {
  if (status === "done" || status === "cancelled") return status;
  if (status === "printing" && live) return "printing";
  return parts.some(({ attempt }) => attempt !== null) ? "interrupted" : "waiting";
}

/**
 * Makes no further class: a file that is under way ends with the class that it is at, and holds good.
 * @throws AppError not-found
 */
export async function cancelRun(
  deps: Pick<Deps, "db" | "now">,
  { schoolId, id, actor }: { schoolId: SchoolId; id: ActivationRunId; actor: string },
): Promise<void> {
  const at = deps.now();
  await deps.db.forSchools([schoolId], async (tx) => {
    const run = await queries.holdRun(tx, id);
    if (!run) throw new AppError("not-found");
    if ((await queries.cancel(tx, id)) === 0) return;
    await record(tx, { what: "activation.cancelled", actor, at, schoolId, details: { runId: id } });
  });
}

const keptDays = 30;

/** Deletes runs after 30 days: the audit keeps what was printed. @returns how many */
export function purgeRuns(db: Db, now: Date): Promise<number> {
  return queries.purge(db, new Date(now.getTime() - keptDays * dayMs));
}
