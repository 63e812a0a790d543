/** What lets a pupil in when two records become one: the secret that was used last, and no other. */
import { z } from "zod";
import { CredentialId, type PupilId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import * as queries from "./queries-merge.ts";

/**
 * `moved`: went from the other record to the one that stays; `ownStays`: one of the record that stays goes on; `ended`: was alive until
 * then, on either.
 */
export const MovedSecrets = z.object({
  moved: CredentialId.nullable(),
  ownStays: z.boolean(),
  ended: z.array(CredentialId),
});
export type MovedSecrets = z.infer<typeof MovedSecrets>;

export const noSecrets: MovedSecrets = { moved: null, ownStays: true, ended: [] };

type Pair = { keep: PupilId; other: PupilId };

type Merging = Pair & { at: Date; proven: CredentialId | undefined };

/**
 * Of everything that lets one of the two in, the one that was used last lets the child in from now on, with either login name. What
 * nobody has used ends: whoever keeps it may be somebody else. Somebody who chooses a password at this moment is waited for.
 */
export async function mergeSecrets(tx: Tx, { keep, other, at, proven }: Merging): Promise<MovedSecrets> {
  await queries.lockLive(tx, [keep, other]);
  const live = await queries.listLive(tx, { pupilIds: [keep, other], at });
  const [used] = live
    .flatMap((one) => (one.lastUsedAt === null || !one.works ? [] : [{ ...one, lastUsedAt: one.lastUsedAt }]))
    .toSorted(
      (a, b) =>
        b.lastUsedAt.getTime() - a.lastUsedAt.getTime() || Number(b.pupilId === keep) - Number(a.pupilId === keep),
    );
  const last = live.find(({ id }) => id === proven) ?? used;
  const ended = live.filter(({ id }) => id !== last?.id).map(({ id }) => id);
  await queries.end(tx, ended, at);
  const moved = last?.pupilId === other ? last.id : null;
  if (moved !== null) await queries.move(tx, { id: moved, to: keep });
  return { moved, ownStays: last?.pupilId === keep, ended };
}

/** Each gets its own back, except where the record that stayed was given a new one since: that one counts. */
export async function splitSecrets(
  tx: Tx,
  { keep, other, mergedAt }: Pair & { mergedAt: Date },
  { moved, ended }: MovedSecrets,
): Promise<void> {
  await queries.lockLive(tx, [keep, other]);
  if (moved !== null) await queries.move(tx, { id: moved, to: other });
  await queries.revive(tx, { ids: ended, endedAt: mergedAt });
}
