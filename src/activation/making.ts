import { firstSecretKinds, type FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { ActivationRunId, PupilId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { listEnrolled } from "../pupils/pupils.ts";
import { schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import { issueCards } from "./issue.ts";
import { bandOf, getLadder, type Ladder } from "./ladder.ts";
import * as queries from "./queries-runs.ts";
import { drawsOf, openSeed, type RunKey } from "./run-key.ts";
import { byClass, type PlacedPupil } from "./selection.ts";

type MakingDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs">;
type RunOf = { schoolId: SchoolId; runId: ActivationRunId };

/**
 * Makes the secrets of a run, class by class: the job `activation-make`. A class is one transaction: the hashes of its secrets, their
 * record, the mark that it is made. Called again, after a crash or by two at once, it goes on with the classes that aren't made; where
 * there is nothing to make it does nothing.
 * @throws what PostgreSQL throws; the classes before it stand
 */
export async function makeRun(deps: MakingDeps, of: RunOf): Promise<void> {
  const work = await deps.db.forSchools([of.schoolId], (tx) => read(tx, deps, of));
  const sealed = work && (await queries.seedOf(deps.db.platform, of.runId));
  if (!sealed) return;
  const key = openSeed(deps, { id: of.runId, seed: sealed.seed });
  for (const part of work.run.parts.filter(({ made }) => !made)) {
    const goesOn = await deps.db.forSchools([of.schoolId], (tx) => makePart(tx, deps, { ...work, ...of, key, part }));
    if (!goesOn) return;
  }
}

type Work = { run: queries.RunRow; ladder: Ladder; members: Map<string | null, PlacedPupil[]> };

/** Who is in which class is asked once: it is the same for all classes, so that nobody falls between two of them. */
async function read(tx: Tx, deps: MakingDeps, { schoolId, runId }: RunOf): Promise<Work | undefined> {
  const now = deps.now();
  const [run] = await queries.runs(tx, { schoolId, id: runId });
  if (run?.status !== "making") return undefined;
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
  return { run, ladder: await getLadder(tx, schoolId), members };
}

type PartWork = Work & RunOf & { key: RunKey; part: queries.RunRow["parts"][number] };

/** @returns false when the run was stopped, or is gone */
async function makePart(tx: Tx, deps: MakingDeps, work: PartWork): Promise<boolean> {
  const { schoolId, runId, run, key, ladder, members, part } = work;
  const now = deps.now();
  const held = await queries.holdRun(tx, runId);
  if (held?.status !== "making") return false;
  if (!(await queries.findUnmade(tx, runId, part.position))) return true;
  const pupils = await withoutGiven(tx, runId, members.get(part.className) ?? []);
  const given: PupilId[] = [];
  let skipped = 0;
  const about = { schoolId, again: run.again || run.pupilIds !== null, actor: run.createdBy, now };
  for (const [kind, ofKind] of byKind(pupils, run.secret ?? ladder)) {
    const draws = (pupilId: PupilId) => drawsOf(key, { pupilId, kind });
    const issued = await issueCards(deps, tx, { ...about, pupils: ofKind, kind, drawsOf: draws });
    given.push(...issued.given);
    skipped += issued.skipped.length;
  }
  await queries.markMade(tx, runId, { position: part.position, pupilIds: given, skipped, now });
  await queries.moveOn(tx, runId, now);
  await queries.endEmpty(tx, runId);
  return true;
}

/** Who changed class between two halves of a run has a secret of it already. */
async function withoutGiven(tx: Tx, runId: ActivationRunId, pupils: PlacedPupil[]): Promise<PlacedPupil[]> {
  const ids = pupils.map(({ pupilId }) => pupilId);
  const given = new Set((await queries.givenBefore(tx, runId, ids)).map(({ pupilId }) => pupilId));
  return pupils.filter(({ pupilId }) => !given.has(pupilId));
}

/** Always in the same order, so that two runs at the same moment can't block each other. */
function byKind(pupils: PlacedPupil[], secret: FirstSecretKind | Ladder): [FirstSecretKind, PlacedPupil[]][] {
  const kindOf = (pupil: PlacedPupil) => (typeof secret === "string" ? secret : secret[bandOf(pupil)]);
  const groups = firstSecretKinds.map((kind): [FirstSecretKind, PlacedPupil[]] => [
    kind,
    pupils.filter((p) => kindOf(p) === kind),
  ]);
  return groups.filter(([, members]) => members.length > 0);
}
