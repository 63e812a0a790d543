import { record } from "../audit/audit.ts";
import {
  drawFirstSecret,
  firstSecrets,
  hashFirstSecret,
  issueSecrets,
  lockInUse,
  replacedBy,
  type FirstSecretKind,
} from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { PupilId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Random } from "../lib/random.ts";
import { newGeneration } from "../pupils/pupils.ts";
import type { ActivatedPupil } from "./card.ts";
import type { PlacedPupil } from "./selection.ts";

export type SkipReason = "suspended" | "already-active" | "not-enrolled-here" | "given-elsewhere";
export type Skipped = { loginName: string; reason: SkipReason };
export type Activation = { cards: ActivatedPupil[]; skipped: Skipped[] };

export type IssueDeps = Pick<Deps, "keys" | "random" | "jobs">;
export type Issue = {
  schoolId: SchoolId;
  pupils: PlacedPupil[];
  kind: FirstSecretKind;
  /** Also pupils who use their LeerID already: they lose what they have. */
  again: boolean;
  /** `cli`, or `staff:` and an id */
  actor: string;
  now: Date;
  /** Where a pupil's secret is drawn from, when it must be drawn the same again. */
  drawsOf?: (pupilId: PupilId) => Random;
};

/**
 * Gives these pupils a first secret inside the caller's transaction, with its record in the audit. Until it commits no card may leave us.
 * @returns also who got one, as ids
 */
export async function issueCards(deps: IssueDeps, tx: Tx, issue: Issue): Promise<Activation & { given: PupilId[] }> {
  const { schoolId, pupils, kind, actor, now, drawsOf = () => deps.random } = issue;
  const inUse = await lockInUse(tx, idsOf(pupils), now);
  const skipped = pupils.flatMap((pupil) => skip(pupil, inUse.get(pupil.pupilId)?.works === true, issue.again));
  const skippedNames = new Set(skipped.map(({ loginName }) => loginName));
  const made = pupils
    .filter(({ loginName }) => !skippedNames.has(loginName))
    .map((pupil) => ({ pupil, secret: drawFirstSecret(drawsOf(pupil.pupilId), kind) }));
  const secrets = made.map(({ pupil: { pupilId }, secret }) => {
    return { pupilId, hash: hashFirstSecret(deps.keys, { kind, pupilId, secret }) };
  });
  const given = await issueSecrets(tx, { kind, secrets, now, expiresAt: firstSecrets[kind].expiresAt(now) });
  const cards = made.filter(({ pupil }) => given.has(pupil.pupilId));
  const late = made.filter(({ pupil }) => !given.has(pupil.pupilId));
  const ends = replacedBy(kind);
  const replaced = [...given].filter((id) => ends.some((ended) => inUse.get(id)?.kinds.has(ended)));
  await endSessions(deps, tx, replaced);
  const details = { secret: kind, skipped: skipped.length, replaced: replaced.length, pupilIds: [...given] };
  if (given.size > 0) await record(tx, { what: "pupils.activated", actor, at: now, schoolId, details });
  return {
    given: [...given],
    cards: cards.map(({ pupil, secret }) => cardOf(pupil, kind, secret)),
    skipped: [...skipped, ...late.map(({ pupil }) => skippedFor(pupil, "given-elsewhere"))],
  };
}

const idsOf = (pupils: PlacedPupil[]) => pupils.map(({ pupilId }) => pupilId);
const skippedFor = ({ loginName }: PlacedPupil, reason: SkipReason): Skipped => ({ loginName, reason });

function skip(pupil: PlacedPupil, active: boolean, again: boolean): Skipped[] {
  if (pupil.status === "suspended") return [skippedFor(pupil, "suspended")];
  if (active && !again) return [skippedFor(pupil, "already-active")];
  return [];
}

export function cardOf(pupil: PlacedPupil, kind: FirstSecretKind, secret: string): ActivatedPupil {
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
