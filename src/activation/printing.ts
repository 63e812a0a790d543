import { timingSafeEqual } from "node:crypto";
import type { Writable } from "node:stream";
import { record } from "../audit/audit.ts";
import { drawFirstSecret, hashFirstSecret, listUnused, type FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ActivationRunId, PupilId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { listEnrolled, type EnrolledPupil } from "../pupils/pupils.ts";
import { schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import type { ActivatedPupil } from "./card.ts";
import { openCardsPdf } from "./cards-pdf.ts";
import { CardLocale, type CardsWriter } from "./cards-writer.ts";
import { cardOf } from "./issue.ts";
import { LetterLocale } from "./letter-texts.ts";
import { openLettersPdf } from "./letters-pdf.ts";
import * as queries from "./queries-printing.ts";
import { holdRun, runs, seedOf, type RunRow } from "./queries-runs.ts";
import { drawsOf, openSeed, type RunKey } from "./run-key.ts";
import { byName } from "./selection.ts";

type PrintingDeps = Pick<Deps, "db" | "keys" | "now" | "config" | "log">;
export type PrintRequest = { schoolId: SchoolId; schoolName: string; runId: ActivationRunId; actor: string };

/**
 * `making`: not yet; `busy`: another file of this run is on its way; `nobody`: whoever was given a secret has another one by now, or uses
 * it; `over`: there is nothing to fetch any more.
 * `print` writes the file; it never throws, and says what became of it.
 */
export type Printing =
  | { ok: true; print: (out: Writable, left: Promise<unknown>) => Promise<"whole" | "broken"> }
  | { ok: false; reason: "making" | "busy" | "nobody" | "over" };

/** Without a sign of life for this long, who was printing is taken for dead. */
const leaseMs = 15_000;
const heartbeatMs = 4_000;

/**
 * Takes the run for one file with everything that was made. The secrets are drawn anew from the run's key while the file is written; on
 * it are those that are still what lets their pupil in. A file that breaks is fetched again, and is the same; one that left us whole is
 * the last.
 * @throws AppError not-found
 */
export async function startPrinting(deps: PrintingDeps, request: PrintRequest): Promise<Printing> {
  const begun = await deps.db.forSchools([request.schoolId], (tx) => claim(tx, deps, request));
  if (!begun.ok) return begun;
  const job = await open(deps, begun);
  if (job?.classes.some((one) => cardsOf(deps, job.key, one).length > 0))
    return { ok: true, print: (out, left) => print(deps, job, { out, left }) };
  if (!job) return { ok: false, reason: "over" };
  await deps.db.forSchools([request.schoolId], (tx) => handOut(tx, job, { counts: [], at: deps.now() }));
  return { ok: false, reason: "nobody" };
}

type Claimed = PrintRequest & { run: RunRow; parts: MadePart[] };
type MadePart = { position: number; className: string | null; pupils: EnrolledPupil[] };

async function claim(
  tx: Tx,
  { now }: PrintingDeps,
  request: PrintRequest,
): Promise<({ ok: true } & Claimed) | Extract<Printing, { ok: false }>> {
  const { schoolId, runId } = request;
  const at = now();
  const claimed = await queries.claimRun(tx, { id: runId, now: at, leaseUntil: leaseFrom(at) });
  const [run] = await runs(tx, { schoolId, id: runId });
  if (!run) throw new AppError("not-found");
  if (!claimed) return { ok: false, reason: refusal(run, at) };
  const year = { schoolYear: schoolYearOf(at), yearBefore: yearStillUnderstood(at) };
  const enrolled = new Map((await listEnrolled(tx, { schoolId, ...year })).map((pupil) => [pupil.pupilId, pupil]));
  const parts = (await queries.madeParts(tx, runId)).map(({ pupilIds, ...part }) => {
    return { ...part, pupils: pupilIds.flatMap((id) => enrolled.get(id) ?? []).sort(byName) };
  });
  return { ...request, ok: true, run, parts };
}

const leaseFrom = (now: Date): Date => new Date(now.getTime() + leaseMs);

function refusal(run: RunRow, now: Date): "making" | "busy" | "over" {
  if (run.status === "making") return "making";
  return run.leaseUntil !== null && run.leaseUntil > now ? "busy" : "over";
}

type Unused = Awaited<ReturnType<typeof listUnused>>[number];
/** A class of the run with what its pupils could sign in with when the file was begun. */
type ClassOfRun = Omit<MadePart, "pupils"> & { pupils: { pupil: EnrolledPupil; unused: Unused[] }[] };
type Job = PrintRequest & { run: RunRow; key: RunKey; classes: ClassOfRun[] };
type Way = { out: Writable; left: Promise<unknown> };

/** The key and the hashes, which the role of a school can't read: of this run, which it has just shown to be its own. */
async function open(deps: PrintingDeps, { parts, ...claimed }: Claimed): Promise<Job | undefined> {
  const { platform } = deps.db;
  const sealed = await seedOf(platform, claimed.runId);
  if (!sealed) return undefined;
  const ids = parts.flatMap(({ pupils }) => pupils.map(({ pupilId }) => pupilId));
  const unused = Map.groupBy(await listUnused(platform, ids, deps.now()), ({ pupilId }) => pupilId);
  const classes = parts.map(({ pupils, ...part }) => {
    return { ...part, pupils: pupils.map((pupil) => ({ pupil, unused: unused.get(pupil.pupilId) ?? [] })) };
  });
  return { ...claimed, key: openSeed(deps, { id: claimed.runId, seed: sealed.seed }), classes };
}

/** Cards of those whose secret is the one that this run gave them: not of who got another one since, or used it, or left. */
function cardsOf({ keys }: PrintingDeps, key: RunKey, { className, pupils }: ClassOfRun): ActivatedPupil[] {
  const secretOf = (pupilId: PupilId, kind: FirstSecretKind) => drawFirstSecret(drawsOf(key, { pupilId, kind }), kind);
  return pupils.flatMap(({ pupil, unused }) =>
    unused.flatMap(({ kind, hash }) => {
      const { pupilId } = pupil;
      const secret = secretOf(pupilId, kind);
      if (!timingSafeEqual(hash, hashFirstSecret(keys, { kind, pupilId, secret }))) return [];
      return [cardOf({ ...pupil, className: className ?? undefined }, kind, secret)];
    }),
  );
}

async function print(deps: PrintingDeps, job: Job, { out, left }: Way): Promise<"whole" | "broken"> {
  left.catch(() => {});
  const beat = setInterval(() => {
    void stayAlive(deps, job).catch((error: unknown) => deps.log.warn({ err: error }, "a lease was not extended"));
  }, heartbeatMs);
  try {
    const writer = await openPaper(out, deps.config.issuer, job);
    const counts = await writeAll(deps, job, writer);
    await left;
    await deps.db.forSchools([job.schoolId], async (tx) => {
      if ((await holdRun(tx, job.runId))?.attempt !== job.run.attempt) throw new Error(takenOver);
      await handOut(tx, job, { counts, at: deps.now() });
    });
    return "whole";
  } catch (error) {
    deps.log.warn({ err: error, run: job.runId }, "a file with cards did not come out whole");
    out.destroy(error instanceof Error ? error : new Error("the file broke"));
    await letGo(deps, job).catch((cause: unknown) => deps.log.warn({ err: cause }, "a run could not be let go"));
    return "broken";
  } finally {
    clearInterval(beat);
  }
}

const takenOver = "another file of this run was begun";

function openPaper(out: Writable, issuer: string, { run, schoolName }: Job): Promise<CardsWriter> {
  if (run.document === "letters")
    return openLettersPdf(out, { schoolName, issuer, locale: LetterLocale.parse(run.locale) });
  return openCardsPdf(out, { schoolName, issuer, locale: CardLocale.parse(run.locale) });
}

const stayAlive = ({ db, now }: PrintingDeps, { schoolId, runId, run }: Job): Promise<number> =>
  db.forSchools([schoolId], (tx) =>
    queries.extendLease(tx, { id: runId, attempt: run.attempt, leaseUntil: leaseFrom(now()) }),
  );

/** @returns how many cards of each class are on it */
async function writeAll(deps: PrintingDeps, job: Job, writer: CardsWriter): Promise<number[]> {
  const counts: number[] = [];
  for (const one of job.classes) {
    const cards = cardsOf(deps, job.key, one);
    await writer.add(cards);
    counts.push(cards.length);
  }
  // a PDF without its end shows nothing: whoever was taken for dead never ends one
  if ((await stayAlive(deps, job)) === 0) throw new Error(takenOver);
  await writer.end();
  return counts;
}

/** The file has left us, whole: nothing of it is made again. */
async function handOut(tx: Tx, job: Job, { counts, at }: { counts: number[]; at: Date }): Promise<void> {
  const { schoolId, runId, run, actor, classes } = job;
  const printed = classes.map((_, index) => counts[index] ?? 0);
  await queries.markHandedOut(tx, runId, {
    positions: classes.map(({ position }) => position),
    counts: printed,
    now: at,
  });
  await queries.endRun(tx, runId);
  const pupils = printed.reduce((sum, count) => sum + count, 0);
  const given = run.parts.reduce((sum, part) => sum + part.given, 0);
  const details = {
    runId,
    document: run.document,
    classes: classes.map(({ className }) => className ?? ""),
    pupils,
    leftOut: given - pupils,
  };
  await record(tx, { what: "cards.printed", actor, at, schoolId, details });
}

/** The file broke: whoever asks next begins anew at once. */
async function letGo(deps: PrintingDeps, { schoolId, runId, run, actor }: Job): Promise<void> {
  const at = deps.now();
  await deps.db.forSchools([schoolId], async (tx) => {
    const held = await holdRun(tx, runId);
    if (held?.attempt !== run.attempt || held.status === "done") return;
    await queries.endLease(tx, runId);
    await record(tx, { what: "cards.interrupted", actor, at, schoolId, details: { runId } });
  });
}
