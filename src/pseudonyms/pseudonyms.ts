/** Who a pupil is to a sector: drawn once, kept for good. Owns the table pseudonym. */
import type { PupilId, SectorId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { randomText, type Random } from "../lib/random.ts";
import * as queries from "./queries.ts";
import type { MovedPseudonym, Pseudonym } from "./queries.ts";

export type { MovedPseudonym, Pseudonym } from "./queries.ts";

/** No vowels, so that no words appear in a child's address, and nothing that looks like something else. */
const letters = "bcdfghjkmnpqrstvwxz";
const alphabet = `${letters}23456789`;

/**
 * The pupil's pseudonym in a sector; drawn at the first sign-in. It depends on nothing that can change: not on class, school, name,
 * login name, key or the address of an application. Any number of first sign-ins at one moment get the same one.
 * @returns `sub`: 28 characters, 133 bits; `emailLocal`: 16 characters, for people to read
 */
export async function getOrAddPseudonym(
  db: Db,
  { pupilId, sectorId, random, now }: { pupilId: PupilId; sectorId: SectorId; random: Random; now: Date },
): Promise<Pseudonym> {
  // one try is enough, unless a short address is somebody else's already
  for (let tries = 0; tries < 5; tries += 1) {
    const found = await queries.findPseudonymRow(db, { pupilId, sectorId });
    if (found) return found;
    const sub = randomText(random, alphabet, 28);
    const emailLocal = randomText(random, letters, 1) + randomText(random, alphabet, 15);
    const added = await queries.addPseudonymRow(db, { pupilId, sectorId, sub, emailLocal, at: now });
    if (added === 1) return { sub, emailLocal };
  }
  const found = await queries.findPseudonymRow(db, { pupilId, sectorId });
  if (!found) throw new Error("Every pseudonym that was drawn is taken: the source of randomness is broken");
  return found;
}

/** Whose pseudonym this is, of any generation, but only within its sector: an application can't ask with another one's. */
export async function findPupilBySub(db: Db, sectorId: SectorId, sub: string): Promise<PupilId | undefined> {
  return (await queries.findPupilRow(db, { sectorId, sub }))?.pupilId;
}

/** The pseudonym that a pupil has in a sector, if there is one yet. */
export const findPseudonym = (db: Db, key: { pupilId: PupilId; sectorId: SectorId }): Promise<Pseudonym | undefined> =>
  queries.findPseudonymRow(db, key);

/** In how many sectors both records are known: there the pseudonym of the one that stays will count. */
export const countKnownTwice = async (tx: Tx, pair: { keep: PupilId; other: PupilId }): Promise<number> =>
  (await queries.countSharedSectors(tx, pair)).count;

/**
 * Two records turn out to be one child. Where only the other is known, its pseudonym goes on as it is; where both are, the one of the
 * record that stays is used, and the other's still leads to the child.
 * @returns what `splitPseudonyms` needs to put all back
 */
export const mergePseudonyms = (tx: Tx, pair: { keep: PupilId; other: PupilId }): Promise<MovedPseudonym[]> =>
  queries.movePseudonyms(tx, pair);

/** They were two children after all: each is known again as before. What was drawn since stays with the record that stayed. */
export async function splitPseudonyms(
  tx: Tx,
  pair: { keep: PupilId; other: PupilId },
  moved: MovedPseudonym[],
): Promise<void> {
  if (moved.length > 0) await queries.returnPseudonyms(tx, pair, moved);
}
