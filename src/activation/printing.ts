import type { Writable } from "node:stream";
import { record } from "../audit/audit.ts";
import type { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ActivationRunId, SchoolId } from "../ids.ts";
import { listEnrolled } from "../pupils/pupils.ts";
import { schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import type { ActivatedPupil } from "./card.ts";
import { openCardsPdf } from "./cards-pdf.ts";
import { CardLocale, type CardsWriter } from "./cards-writer.ts";
import { issueCards } from "./issue.ts";
import { bandOf, getLadder, type Ladder } from "./ladder.ts";
import { LetterLocale } from "./letter-texts.ts";
import { openLettersPdf } from "./letters-pdf.ts";
import * as queries from "./queries.ts";
import { byClass, type PlacedPupil } from "./selection.ts";

export type PrintingDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs" | "config" | "log">;
export type PrintRequest = { schoolId: SchoolId; schoolName: string; runId: ActivationRunId; actor: string };

/**
 * `busy`: another file of this run is on its way; `over`: all of it is on paper, or it was cancelled.
 * `print` draws the secrets and writes the file; it never throws, and says what became of it.
 */
export type Printing =
  | { ok: true; print: (out: Writable, left: Promise<unknown>) => Promise<"whole" | "broken"> }
  | { ok: false; reason: "busy" | "over" };

/** Without a sign of life for this long, who was printing is taken for dead. */
const leaseMs = 15_000;
const heartbeatMs = 4_000;

/**
 * Takes the run for one file: cards of every class that isn't on paper yet. What a file that broke had on it is made again, since
 * nobody has it. Each class is one transaction: its secrets, its record, its mark in the run; its cards go out after that.
 * @throws AppError not-found
 */
export async function startPrinting(deps: PrintingDeps, request: PrintRequest): Promise<Printing> {
  const { schoolId, runId } = request;
  const now = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    const claimed = await queries.claimRun(tx, { id: runId, now, leaseUntil: leaseFrom(now) });
    const [run] = await queries.runs(tx, { schoolId, id: runId });
    if (!run) throw new AppError("not-found");
    if (!claimed) return { ok: false, reason: run.status === "printing" ? "busy" : "over" };
    const ladder = await getLadder(tx, schoolId);
    const classNames = run.parts.flatMap(({ className }) => className ?? []);
    const all = run.pupilIds !== null || classNames.length < run.parts.length;
    const enrolled = await listEnrolled(tx, {
      schoolId,
      schoolYear: schoolYearOf(now),
      yearBefore: yearStillUnderstood(now),
      classNames: all ? undefined : classNames,
      named: classNames,
    });
    const wanted = run.pupilIds && new Set(run.pupilIds);
    const chosen = enrolled.filter(({ pupilId }) => wanted?.has(pupilId) ?? true);
    const members = new Map(byClass(chosen, classNames).map((pupils) => [pupils[0]?.className ?? null, pupils]));
    const job: Job = { ...request, run, ladder, members };
    return { ok: true, print: (out, left) => print(deps, job, { out, left }) };
  });
}

const leaseFrom = (now: Date): Date => new Date(now.getTime() + leaseMs);

type Job = PrintRequest & { run: queries.RunRow; ladder: Ladder; members: Map<string | null, PlacedPupil[]> };
type Way = { out: Writable; left: Promise<unknown> };

async function print(deps: PrintingDeps, job: Job, { out, left }: Way): Promise<"whole" | "broken"> {
  left.catch(() => {});
  const beat = setInterval(() => {
    void stayAlive(deps, job).catch((error: unknown) => deps.log.warn({ err: error }, "a lease was not extended"));
  }, heartbeatMs);
  try {
    const writer = await openPaper(out, deps.config.issuer, job);
    const stopped = await makeAll(deps, job, writer);
    await writer.end();
    await left;
    await finish(deps, job);
    if (stopped !== undefined) throw stopped;
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

function openPaper(out: Writable, issuer: string, { run, schoolName }: Job): Promise<CardsWriter> {
  if (run.document === "letters")
    return openLettersPdf(out, { schoolName, issuer, locale: LetterLocale.parse(run.locale) });
  return openCardsPdf(out, { schoolName, issuer, locale: CardLocale.parse(run.locale) });
}

const stayAlive = ({ db, now }: PrintingDeps, { schoolId, runId, run }: Job): Promise<number> =>
  db.forSchools([schoolId], (tx) =>
    queries.extendLease(tx, { id: runId, attempt: run.attempt, leaseUntil: leaseFrom(now()) }),
  );

/** @returns what stopped it before the end, when the classes that came before hold good. @throws when nobody can get them any more */
async function makeAll(deps: PrintingDeps, job: Job, writer: CardsWriter): Promise<Error | undefined> {
  let written = 0;
  for (const part of job.run.parts.filter(({ handedOut }) => !handedOut)) {
    let made: ActivatedPupil[] | "cancelled" | "taken-over";
    try {
      made = await makePart(deps, job, part);
    } catch (error) {
      if (written === 0) throw error;
      return error instanceof Error ? error : new Error("a class could not be made");
    }
    if (made === "taken-over") throw new Error("another file of this run was begun");
    if (made === "cancelled") return undefined;
    await writer.add(made);
    written += 1;
  }
  return undefined;
}

type Part = queries.RunRow["parts"][number];

function makePart(
  deps: PrintingDeps,
  { schoolId, runId, run, ladder, members, actor }: Job,
  { className, position }: Part,
): Promise<ActivatedPupil[] | "cancelled" | "taken-over"> {
  const now = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    const held = await queries.holdRun(tx, runId);
    if (held?.attempt !== run.attempt) return "taken-over";
    if (held.status !== "printing") return "cancelled";
    const cards: ActivatedPupil[] = [];
    let skipped = 0;
    const again = run.again || run.pupilIds !== null;
    for (const [kind, pupils] of byKind(members.get(className) ?? [], run.secret ?? ladder)) {
      const issued = await issueCards(deps, tx, { schoolId, pupils, kind, again, actor, now });
      cards.push(...issued.cards);
      skipped += issued.skipped.length;
    }
    await queries.markMade(tx, runId, { position, attempt: run.attempt, given: cards.length, skipped });
    await queries.extendLease(tx, { id: runId, attempt: run.attempt, leaseUntil: leaseFrom(now) });
    return cards;
  });
}

/** Always in the same order, so that two files at the same moment can't block each other. */
function byKind(pupils: PlacedPupil[], secret: FirstSecretKind | Ladder): [FirstSecretKind, PlacedPupil[]][] {
  const kinds: FirstSecretKind[] = ["badge", "words", "code"];
  const kindOf = (pupil: PlacedPupil) => (typeof secret === "string" ? secret : secret[bandOf(pupil)]);
  const groups = kinds.map((kind): [FirstSecretKind, PlacedPupil[]] => [
    kind,
    pupils.filter((p) => kindOf(p) === kind),
  ]);
  return groups.filter(([, members]) => members.length > 0);
}

/** The file has left us, whole: what is on it counts as handed out. */
async function finish(deps: PrintingDeps, { schoolId, runId, run, actor }: Job): Promise<void> {
  const at = deps.now();
  await deps.db.forSchools([schoolId], async (tx) => {
    const held = await queries.holdRun(tx, runId);
    if (held?.attempt !== run.attempt) throw new Error("another file of this run was begun");
    await queries.markHandedOut(tx, { id: runId, attempt: run.attempt, now: at });
    const [after] = await queries.runs(tx, { schoolId, id: runId });
    const parts = after?.parts ?? [];
    const left = parts.some(({ handedOut }) => !handedOut);
    await queries.setStatus(tx, runId, held.status === "cancelled" ? "cancelled" : left ? "waiting" : "done");
    const printed = parts.filter(({ handedOut, attempt }) => handedOut && attempt === run.attempt);
    const details = {
      runId,
      document: run.document,
      classes: printed.map(({ className }) => className ?? ""),
      pupils: printed.reduce((sum, { given }) => sum + given, 0),
    };
    await record(tx, { what: "cards.printed", actor, at, schoolId, details });
  });
}

/** The file broke: whoever asks next begins anew at once. */
async function letGo(deps: PrintingDeps, { schoolId, runId, run, actor }: Job): Promise<void> {
  const at = deps.now();
  await deps.db.forSchools([schoolId], async (tx) => {
    const held = await queries.holdRun(tx, runId);
    if (held?.attempt !== run.attempt || held.status === "done") return;
    await queries.setStatus(tx, runId, held.status === "cancelled" ? "cancelled" : "waiting");
    await record(tx, { what: "cards.interrupted", actor, at, schoolId, details: { runId } });
  });
}
