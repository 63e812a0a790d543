import type { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { ActivationRunId, PupilId } from "../ids.ts";
import type { Random } from "../lib/random.ts";
import { seededRandom } from "../lib/seeded-random.ts";

/** 32 random bytes of which every secret of a run is drawn. In clear it is in memory only. */
export type RunKey = Buffer;

const contextOf = (id: ActivationRunId): string => `activation-run ${id}`;

/** A new key, as the run keeps it: sealed, and bound to this run. */
export const newSeed = ({ keys, random }: Pick<Deps, "keys" | "random">, id: ActivationRunId): Buffer =>
  keys.seal(random.bytes(32), contextOf(id), "activationRun");

/** @throws when the bytes were changed, or belong to another run or another master secret */
export const openSeed = ({ keys }: Pick<Deps, "keys">, { id, seed }: { id: ActivationRunId; seed: Buffer }): RunKey =>
  keys.open(seed, contextOf(id), "activationRun");

/** The draws of one pupil: the same whenever they are asked for, and nobody else's. */
export const drawsOf = (key: RunKey, { pupilId, kind }: { pupilId: PupilId; kind: FirstSecretKind }): Random =>
  seededRandom(key, "first-secret", kind, pupilId);
