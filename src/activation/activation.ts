/**
 * Gives pupils their first secret, in bulk. Owns no table: credentials/ has them.
 * @see docs/decisions/0011-secrets.md
 */
import { record } from "../audit/audit.ts";
import {
  drawFirstSecret,
  hashFirstSecret,
  issueSecrets,
  lockUsedKinds,
  replacedBy,
  type FirstSecretKind,
} from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { PupilId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { newGeneration, type EnrolledPupil } from "../pupils/pupils.ts";
import { endOfSchoolYear } from "../schools/schools.ts";
import type { ActivatedPupil } from "./card.ts";
import { selectPupils, type Selection } from "./selection.ts";

export type { ActivatedPupil } from "./card.ts";
export { CardFileError, openCardFiles, type CardFiles } from "./card-files.ts";

export type ActivationRequest = Selection & {
  secret: FirstSecretKind;
  /** Also pupils who use their LeerID already: they lose what they have. Chosen by login name, they always do. */
  again?: boolean | undefined;
  /** `cli` or a staff id */
  actor: string;
};

export type SkipReason = "suspended" | "already-active" | "not-enrolled-here" | "given-elsewhere";
export type Skipped = { loginName: string; reason: SkipReason };
export type Activation = { cards: ActivatedPupil[]; skipped: Skipped[] };

type ActivationDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs">;
type Pupil = EnrolledPupil & { className: string | undefined };

/** All in memory, for a class or a school. @see activateInChunks */
export async function activate(
  deps: ActivationDeps,
  request: ActivationRequest,
): Promise<Activation & { activated: number }> {
  const all: Activation = { cards: [], skipped: [] };
  for await (const { cards, skipped } of activateInChunks(deps, request)) {
    all.cards.push(...cards);
    all.skipped.push(...skipped);
  }
  return { activated: all.cards.length, ...all };
}

/**
 * Gives the chosen pupils a first secret, some classes at a time: each chunk is one transaction with its audit record, and holds about
 * a thousand pupils and, up to that size, whole classes. By class and name, so that cards come out in the order of the classroom.
 * Stops where the caller stops; done again, it replaces what nobody has used yet.
 * @throws AppError bad-request when a class is unknown: nothing is done then
 */
export async function* activateInChunks(deps: ActivationDeps, request: ActivationRequest): AsyncGenerator<Activation> {
  const now = deps.now();
  const { chunks, unknown } = await selectPupils(deps, request, now);
  if (unknown.length > 0) {
    yield { cards: [], skipped: unknown.map((loginName) => ({ loginName, reason: "not-enrolled-here" })) };
  }
  for (const pupils of chunks) yield await activateChunk(deps, { request, pupils, now });
}

type Chunk = { request: ActivationRequest; pupils: Pupil[]; now: Date };

function activateChunk(deps: ActivationDeps, { request, pupils, now }: Chunk): Promise<Activation> {
  const { schoolId, secret: kind, actor } = request;
  return deps.db.forSchools([schoolId], async (tx) => {
    const used = await lockUsedKinds(tx, idsOf(pupils));
    const skipped = pupils.flatMap((pupil) => skip(pupil, used.has(pupil.pupilId), request));
    const skippedNames = new Set(skipped.map(({ loginName }) => loginName));
    const made = pupils
      .filter(({ loginName }) => !skippedNames.has(loginName))
      .map((pupil) => ({ pupil, secret: drawFirstSecret(deps.random, kind) }));
    const secrets = made.map(({ pupil: { pupilId }, secret }) => {
      return { pupilId, hash: hashFirstSecret(deps.keys, { kind, pupilId, secret }) };
    });
    const given = await issueSecrets(tx, { kind, secrets, now, expiresAt: expiryOf(kind, now) });
    const cards = made.filter(({ pupil }) => given.has(pupil.pupilId));
    const late = made.filter(({ pupil }) => !given.has(pupil.pupilId));
    const ends = replacedBy(kind);
    const replaced = [...given].filter((id) => ends.some((ended) => used.get(id)?.has(ended)));
    await endSessions(deps, tx, replaced);
    const details = { secret: kind, skipped: skipped.length, replaced: replaced.length, pupilIds: [...given] };
    if (given.size > 0) await record(tx, { what: "pupils.activated", actor, at: now, schoolId, details });
    return {
      cards: cards.map(({ pupil, secret }) => cardOf(pupil, kind, secret)),
      skipped: [...skipped, ...late.map(({ pupil }) => skippedFor(pupil, "given-elsewhere"))],
    };
  });
}

const idsOf = (pupils: Pupil[]) => pupils.map(({ pupilId }) => pupilId);
const skippedFor = ({ loginName }: Pupil, reason: SkipReason): Skipped => ({ loginName, reason });

function skip(pupil: Pupil, active: boolean, { again = false, loginNames }: ActivationRequest): Skipped[] {
  if (pupil.status === "suspended") return [skippedFor(pupil, "suspended")];
  if (active && !again && loginNames === undefined) return [skippedFor(pupil, "already-active")];
  return [];
}

function cardOf(pupil: Pupil, kind: FirstSecretKind, secret: string): ActivatedPupil {
  const { loginName, givenName, familyName, className } = pupil;
  return { loginName, givenName, familyName, className, kind, secret };
}

/** Whoever loses a secret that was in use also loses what was opened with it. */
async function endSessions(deps: Pick<Deps, "jobs">, tx: Tx, pupilIds: PupilId[]): Promise<void> {
  if (pupilIds.length === 0) return;
  for (const { accountId } of await newGeneration(tx, pupilIds)) {
    await deps.jobs.enqueue("end-sessions", { accountId }, tx);
  }
}

const dayMs = 24 * 60 * 60 * 1000;
const typedDays = 60;
/** From July on a badge is made for the school year that comes. */
const summerDays = 62;

/** A typed secret waits 60 days for its first use; a badge lasts until the school year ends. */
export function expiryOf(kind: FirstSecretKind, now: Date): Date {
  if (kind === "badge") return endOfSchoolYear(new Date(now.getTime() + summerDays * dayMs));
  return new Date(now.getTime() + typedDays * dayMs);
}
