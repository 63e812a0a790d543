/**
 * The board of one class, for who helps its pupils: its teachers and the admins of the school.
 * @see docs/decisions/0026-class-passes.md
 */
import { addRun, bandOf, getLadder, makeRun, type Ladder } from "../activation/activation.ts";
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ActivationRunId, ClassGroupId, ClassPassId, PupilId, StaffId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Locale } from "../lib/locale.ts";
import { brusselsDay, schoolYearOf } from "../schools/schools.ts";
import {
  endPass,
  findTrouble,
  givePasses,
  liftHold,
  listPasses,
  listPresent,
  openForPasses,
  type PassGives,
  type PassSeen,
} from "../sessions/sessions.ts";
import { pupilNow, type PupilNow } from "./class-state.ts";
import { findClass, listClasses, type ClassInList, type ClassPupil, type ClassScope } from "./queries-class.ts";

/** Somebody of staff with the classes that are theirs at this moment. */
export type Helper = ClassScope & { staffId: StaffId };

type BoardDeps = Pick<Deps, "db" | "now" | "keys" | "counter" | "artifacts">;
const momentOf = (now: Date) => ({ now, today: brusselsDay(now), schoolYear: schoolYearOf(now) });

/** The classes of this year that somebody may help. One statement. */
export function classesOf({ db, now }: Pick<Deps, "db" | "now">, helper: Helper): Promise<ClassInList[]> {
  return db.forSchools([helper.schoolId], (tx) => listClasses(tx, helper, momentOf(now())));
}

export type PupilOnBoard = {
  id: PupilId;
  loginName: string;
  givenName: string;
  familyName: string;
  now: PupilNow;
  pass: PassSeen | undefined;
};
export type ClassBoard = { classId: ClassGroupId; name: string; at: Date; pupils: PupilOnBoard[] };

/**
 * Who is in, who is stuck and why, who was never activated. Two statements, one look at the counters and one at the sessions, however
 * large the class.
 * @throws AppError not-your-class
 */
export async function boardOf(deps: BoardDeps, helper: Helper, classId: ClassGroupId): Promise<ClassBoard> {
  const now = deps.now();
  const { found, passes } = await deps.db.forSchools([helper.schoolId], async (tx) => ({
    found: await getClass(tx, helper, { classId, now }),
    passes: await listPasses(tx, deps, { classId, now }),
  }));
  const names = found.pupils.map(({ loginName }) => loginName);
  const [trouble, present] = await Promise.all([findTrouble(deps, names), listPresent(deps, found.pupils)]);
  const pupils = found.pupils.map((pupil) => ({
    id: pupil.pupilId,
    loginName: pupil.loginName,
    givenName: pupil.givenName,
    familyName: pupil.familyName,
    now: pupilNow(pupil, { since: present.get(pupil.pupilId), trouble: trouble.get(pupil.loginName) }),
    pass: passes.get(pupil.pupilId),
  }));
  return { classId, name: found.name, at: now, pupils };
}

async function getClass(tx: Tx, helper: Helper, { classId, now }: { classId: ClassGroupId; now: Date }) {
  const found = await findClass(tx, helper, { classId, ...momentOf(now) });
  if (!found) throw new AppError("not-your-class");
  return found;
}

type Chosen = { classId: ClassGroupId; pupilIds: PupilId[] };

/** These pupils of this class. @throws AppError not-your-class, or not-found when one isn't in it: then nothing happens to the others */
async function getPupils(tx: Tx, helper: Helper, { classId, pupilIds, now }: Chosen & { now: Date }) {
  const { pupils } = await getClass(tx, helper, { classId, now });
  const chosen = pupils.filter(({ pupilId, status }) => status === "active" && pupilIds.includes(pupilId));
  if (chosen.length === 0 || chosen.length < new Set(pupilIds).size) throw new AppError("not-found");
  return chosen;
}

export type Help = "secret" | "lesson";

/**
 * Gives these pupils a pass each. A new secret is what the ladder says for the age: words, or a password that they choose. A badge can't
 * be shown on a screen and kept, so who would get one gets words.
 * @throws AppError not-your-class, not-found
 */
export async function help(deps: BoardDeps, helper: Helper, wish: Chosen & { help: Help }): Promise<void> {
  const now = deps.now();
  const { schoolId, staffId } = helper;
  const loginNames = await deps.db.forSchools([schoolId], async (tx) => {
    const chosen = await getPupils(tx, helper, { ...wish, now });
    const ladder = await getLadder(tx, schoolId);
    const pupils = chosen.map((pupil) => ({ pupilId: pupil.pupilId, gives: givesTo(pupil, wish.help, ladder) }));
    await givePasses(tx, { schoolId, classId: wish.classId, staffId, pupils, now });
    return chosen.map(({ loginName }) => loginName);
  });
  await openForPasses(deps, loginNames);
}

function givesTo(pupil: ClassPupil, wanted: Help, ladder: Ladder): PassGives {
  if (wanted === "lesson") return "lesson";
  return ladder[bandOf(pupil)] === "code" ? "password" : "words";
}

/** Takes a pass back. Twice is the same as once. @throws AppError not-your-class */
export async function takeBack(
  { db, now }: Pick<Deps, "db" | "now">,
  helper: Helper,
  { classId, passId }: { classId: ClassGroupId; passId: ClassPassId },
): Promise<void> {
  const at = now();
  const { schoolId, staffId } = helper;
  await db.forSchools([schoolId], async (tx) => {
    await getClass(tx, helper, { classId, now: at });
    await endPass(tx, { id: passId, classId, schoolId, staffId, now: at });
  });
}

/** These pupils may try again at once. @throws AppError not-your-class, not-found */
export async function unlock(deps: BoardDeps, helper: Helper, chosen: Chosen): Promise<void> {
  const at = deps.now();
  const { schoolId, staffId } = helper;
  const pupils = await deps.db.forSchools([schoolId], async (tx) => {
    const found = await getPupils(tx, helper, { ...chosen, now: at });
    for (const { pupilId } of found)
      await record(tx, { what: "pupil.unlocked", actor: `staff:${staffId}`, at, schoolId, pupilId });
    return found;
  });
  await Promise.all(pupils.map(({ loginName }) => liftHold(deps, loginName)));
}

/** One pupil who is to get a card. @throws AppError not-your-class, not-found */
export async function pupilForCard(
  { db, now }: Pick<Deps, "db" | "now">,
  helper: Helper,
  { classId, pupilId }: { classId: ClassGroupId; pupilId: PupilId },
): Promise<ClassPupil> {
  const at = now();
  const [pupil] = await db.forSchools([helper.schoolId], (tx) =>
    getPupils(tx, helper, { classId, pupilIds: [pupilId], now: at }),
  );
  if (!pupil) throw new AppError("not-found");
  return pupil;
}

/**
 * Makes a card for this pupil, of the kind that the ladder says, ready to be fetched. A class waits for it, so it is made here and now;
 * the job of the run is for a process that dies in between.
 */
export async function prepareCard(
  deps: Pick<Deps, "db" | "keys" | "random" | "now" | "jobs">,
  helper: Helper,
  { loginName, locale }: { loginName: string; locale: Locale },
): Promise<ActivationRunId> {
  const { schoolId, staffId } = helper;
  const runId = await addRun(deps, {
    loginNames: [loginName],
    schoolId,
    secret: undefined,
    again: true,
    paper: { document: "cards", locale },
    actor: `staff:${staffId}`,
  });
  await makeRun(deps, { schoolId, runId });
  return runId;
}
