import type { Deps } from "../deps.ts";
import type { CredentialId, LinkId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { mergeLinked } from "../merges/merges.ts";
import { brusselsDay } from "../schools/schools.ts";
import { namesAgree } from "./agreement.ts";
import * as queries from "./queries.ts";
import type { LinkState, Undo } from "./queries.ts";

export type LinkDeps = Pick<Deps, "db" | "now" | "jobs">;

/** How long the school that no longer enrolled the child can take a link back. */
const undoDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

type Verdict = { one: boolean; state?: LinkState | undefined; undo: Undo | null };

/**
 * Whether the two are one now: both sides said yes, or no school enrols the older one any more and both call the child the same. Then
 * the last school isn't asked but told.
 */
async function judge(tx: Tx, id: LinkId, at: Date): Promise<Verdict> {
  const today = brusselsDay(at);
  const [state] = await queries.listStates(tx, { ids: [id], today });
  if (!state) return { one: false, undo: null };
  if (state.olderYes && state.newerYes) return { one: true, state, undo: null };
  const [last] = state.olderSchools;
  if (state.olderEnrolled || !state.newerEnrolled || last === undefined) return { one: false, undo: null };
  const names = await queries.compareNames(tx, state, today);
  if (!names || names.contested) return { one: false, undo: null };
  const older = { givenName: names.olderGiven, familyName: names.olderFamily };
  const newer = { givenName: names.newerGiven, familyName: names.newerFamily };
  const until = new Date(at.getTime() + undoDays * dayMs);
  return { one: namesAgree(older, newer), state, undo: { schoolId: last, until } };
}

/** `proven`: the secret of the older one that the pupil has typed this moment. */
type Settling = { id: LinkId; actor: string; proven?: CredentialId | undefined };

/**
 * Makes one LeerID of the two of a question, when it is time. In the caller's transaction, which holds nothing of pupils or schools yet.
 * @returns whether they became one
 */
export async function settle(tx: Tx, deps: LinkDeps, { id, actor, proven }: Settling): Promise<boolean> {
  const at = deps.now();
  const held = await queries.lockOpen(tx, id);
  const first = held && (await judge(tx, id, at));
  if (!first?.one || !first.state) return false;
  const { older: keep, newer: other } = first.state;
  let verdict = first;
  const stands = async () => {
    verdict = await judge(tx, id, at);
    return verdict.one;
  };
  const mergeId = await mergeLinked(tx, deps, { keep, other, actor, linkId: id, proven, stands });
  if (mergeId === undefined) return false;
  const otherSchoolId = verdict.state?.newerSchools[0] ?? null;
  await queries.setLinked(tx, { id, mergeId, at, actor, undo: verdict.undo, otherSchoolId });
  return true;
}

/** Each in a transaction of its own, so that nobody waits for a whole school. @returns how many became one */
export async function settleEach(deps: LinkDeps, ids: LinkId[], actor: string): Promise<number> {
  let linked = 0;
  for (const id of ids)
    if (await again(() => deps.db.platform.transaction((tx) => settle(tx, deps, { id, actor })))) linked += 1;
  return linked;
}

/** A list that is applied at this moment may hold the one pupil while we hold the other: one of us begins again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (tries === 5 || code !== "40P01") throw error;
    }
  }
}
