import { record } from "../audit/audit.ts";
import { replaceSecret } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ClassGroupId, ClassPassId, PupilId, SchoolId, StaffId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { newGeneration, parseLoginName } from "../pupils/pupils.ts";
import { brusselsDay } from "../schools/schools.ts";
import { isPassCode, passCode, passCodeFrom } from "./class-pass-code.ts";
import * as passes from "./queries-pass.ts";
import type { PassGives, TriedPass } from "./queries-pass.ts";
import { findAccountById } from "./queries.ts";
import { noteIn, placeOf, type From } from "./place.ts";
import type { FirstUse, Proved } from "./sessions.ts";
import type { DeviceChoice } from "./whose-device.ts";
import { liftHold, takeAttempt } from "./throttle.ts";

/**
 * A pass: a teacher lets one pupil in, once. `lesson` for one sign-in, with nothing changed; `words` and `password` to a new secret on the
 * pupil's own screen, which ends every old one. The pupil types a code of six digits that only the teacher's screen shows.
 * @see docs/decisions/0026-class-passes.md
 */
const minute = 60_000;
const lasts: Record<PassGives, number> = { words: 5 * minute, password: 5 * minute, lesson: 20 * minute };
/** Wrong codes that end a pass. */
const mostTries = 5;
/** New words are typed the moment that they are shown; a new password is chosen within the quarter of an hour of any first use. */
const newSecretMs = 15 * minute;
/** The board tells what happened in this lesson and the one before. */
const toldMs = 120 * minute;
const keptMs = 24 * 60 * minute;

export type Giving = {
  schoolId: SchoolId;
  classId: ClassGroupId;
  staffId: StaffId;
  pupils: { pupilId: PupilId; gives: PassGives }[];
  now: Date;
};

/**
 * Gives each of these pupils a pass in the place of the one they had. The caller has checked that the class is this person's and the pupils
 * are in it; row-level security refuses the rest. Once it is in, call `openForPasses`.
 */
export async function givePasses(tx: Tx, { pupils, ...giving }: Giving): Promise<void> {
  const { schoolId, classId, staffId, now } = giving;
  const made = pupils.map((one) => ({ ...one, expiresAt: new Date(now.getTime() + lasts[one.gives]) }));
  await passes.endOpen(tx, { schoolId, pupilIds: pupils.map(({ pupilId }) => pupilId), now });
  const given = new Set((await passes.insertPasses(tx, { ...giving, passes: made })).map(({ pupilId }) => pupilId));
  for (const gives of new Set(pupils.map((one) => one.gives))) {
    const pupilIds = pupils.filter((one) => one.gives === gives && given.has(one.pupilId)).map((one) => one.pupilId);
    const details = { classId, gives, pupilIds };
    if (pupilIds.length > 0)
      await record(tx, { what: "pass.given", actor: `staff:${staffId}`, at: now, schoolId, details });
  }
}

const whoOf = (loginName: string): string => `pass ${loginName}`;

/** Wrong codes of earlier passes don't count for a new one. */
export async function openForPasses(deps: Pick<Deps, "keys" | "counter">, loginNames: string[]): Promise<void> {
  await Promise.all(loginNames.map((name) => liftHold(deps, whoOf(name))));
}

/** @returns false when there is no such pass in this class, or it is over already */
export async function endPass(
  tx: Tx,
  { id, classId, schoolId, staffId, now }: Omit<Giving, "pupils"> & { id: ClassPassId },
): Promise<boolean> {
  if ((await passes.endPass(tx, { id, classId, now })) === 0) return false;
  const details = { classId, passId: id };
  await record(tx, { what: "pass.ended", actor: `staff:${staffId}`, at: now, schoolId, details });
  return true;
}

/** What a teacher sees of a pass. A code is there only while it works. */
export type PassSeen =
  | { state: "open"; id: ClassPassId; gives: PassGives; code: string; expiresAt: Date }
  | { state: "used"; gives: PassGives; at: Date }
  | { state: "guessed" };

/** The newest pass of each pupil of a class, of the last two hours. One statement. */
export async function listPasses(
  tx: Tx,
  { keys }: Pick<Deps, "keys">,
  { classId, now }: { classId: ClassGroupId; now: Date },
): Promise<Map<PupilId, PassSeen>> {
  const rows = await passes.latestPasses(tx, { classId, since: new Date(now.getTime() - toldMs) });
  const seen = new Map<PupilId, PassSeen>();
  for (const { pupilId, id, gives, expiresAt, tries, usedAt, endedAt } of rows) {
    if (usedAt) seen.set(pupilId, { state: "used", gives, at: usedAt });
    else if (endedAt || expiresAt <= now) continue;
    else if (tries >= mostTries) seen.set(pupilId, { state: "guessed" });
    else seen.set(pupilId, { state: "open", id, gives, code: passCode(keys, id), expiresAt });
  }
  return seen;
}

export type PassProblem =
  | { problem: "missing" | "shape" | "typo" | "code-wrong" }
  | { problem: "throttled"; retryAfterSeconds: number };
export type PassOutcome =
  | { kind: "signed-in"; loginName: string; proved: Proved }
  | { kind: "choose-password"; loginName: string; firstUse: FirstUse }
  /** To be shown on this screen, once. */
  | { kind: "new-words"; words: string; loginName: string }
  | ({ kind: "problem" } & PassProblem);

export type TypedPass = { loginName: string; code: string; choice: DeviceChoice; from: From };
type PassDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs" | "counter">;

/**
 * Checks a login name and the code from the teacher's screen, and uses the pass up: of any number at the same moment one wins. A name that
 * nobody has, a pupil without a pass and a wrong code get the same answer.
 * @throws AppError busy when a card was made for this pupil this very moment: nothing has changed, and the code still works
 */
export async function redeemPass(deps: PassDeps, typed: TypedPass): Promise<PassOutcome> {
  if (!typed.loginName.trim() || !typed.code.trim()) return { kind: "problem", problem: "missing" };
  const parsed = parseLoginName(typed.loginName);
  if (!parsed.ok) return { kind: "problem", problem: parsed.reason };
  const { loginName } = parsed;
  const place = placeOf(deps, loginName, typed.from);
  const attempt = await takeAttempt(deps, whoOf(loginName), place);
  if (!attempt.allowed) return { kind: "problem", problem: "throttled", retryAfterSeconds: attempt.retryAfterSeconds };
  const now = deps.now();
  const tried = await passes.takeTries(deps.db.signIn, { loginName, now, today: brusselsDay(now), mostTries });
  const code = passCodeFrom(typed.code);
  const right = tried.filter(({ id }) => code !== undefined && isPassCode(deps.keys, id, code));
  const [pass] = right;
  const outcome = pass && (await use(deps, pass, { ...typed, loginName }));
  if (!outcome) return { kind: "problem", problem: "code-wrong" };
  await noteIn(deps, loginName, place);
  return outcome;
}

/** @returns undefined when it was used or taken back meanwhile */
async function use(deps: PassDeps, pass: TriedPass, typed: TypedPass): Promise<PassOutcome | undefined> {
  const { pupilId, schoolId, gives } = pass;
  const secret = await deps.db.forSchools([schoolId], (tx) => useInside(deps, tx, pass));
  if (secret === undefined) return undefined;
  const { loginName, choice } = typed;
  if (gives !== "lesson") await liftHold(deps, loginName);
  if (gives === "words") return { kind: "new-words", words: secret, loginName };
  const account = await findAccountById(deps.db.signIn, { pupilId, today: brusselsDay(deps.now()) });
  if (account?.status !== "active") return undefined;
  // For this lesson only: a device that is the pupil's own forgets it as well.
  if (gives === "lesson") {
    const { generation } = account;
    const proved = { pupilId, generation, method: "lesson-code", sharedByDefault: true } as const;
    return { kind: "signed-in", loginName, proved };
  }
  const credentialId = account.credentials.find(({ kind }) => kind === "code")?.id;
  return (
    credentialId && { kind: "choose-password", loginName, firstUse: { pupilId, credentialId, choice, byPass: true } }
  );
}

/** All of it or nothing, with its record, as the school that lets the pupil in. @returns the new secret, "" for none; undefined: too late */
async function useInside(deps: PassDeps, tx: Tx, pass: TriedPass): Promise<string | undefined> {
  const { id, pupilId, schoolId, staffId, gives } = pass;
  const at = deps.now();
  if ((await passes.usePass(tx, id, at)) === 0) return undefined;
  const details = { passId: id, gives, staffId };
  await record(tx, { what: "pass.used", actor: "pupil", at, schoolId, pupilId, details });
  if (gives === "lesson") return "";
  const kind = gives === "words" ? "words" : "code";
  const expiresAt = new Date(at.getTime() + newSecretMs);
  const secret = await replaceSecret(tx, deps, { pupilId, kind, now: at, expiresAt });
  if (secret === undefined) throw new AppError("busy", "A card is made for this pupil at this moment");
  for (const { accountId } of await newGeneration(tx, [pupilId]))
    await deps.jobs.enqueue("end-sessions", { accountId }, tx);
  return secret;
}

/** Deletes passes of yesterday and before: the audit keeps who let whom in. @returns how many */
export const purgePasses = (db: Db, now: Date): Promise<number> =>
  passes.purgePasses(db, new Date(now.getTime() - keptMs));
