import { record } from "../audit/audit.ts";
import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { UpstreamId, type SchoolGroupId, type StaffId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { nextGeneration } from "./queries.ts";
import * as queries from "./queries-upstream.ts";
import type { LinkedStaff } from "./queries-upstream.ts";
import { recordAbout } from "./record-about.ts";

export type { LinkedStaff } from "./queries-upstream.ts";

/** Another OpenID provider by which staff may sign in. */
export type Upstream = {
  /** `platform`, or the id of a group's. It is part of the address that the provider answers to. */
  id: string;
  /** Undefined for the one of the platform, which is for all staff. */
  group: { id: SchoolGroupId; name: string } | undefined;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  button: string;
  /** Values of `acr` that stand for two factors; `mfa` in `amr` always does. */
  mfaAcr: string[];
};
/** Somebody's account there. */
export type UpstreamAccount = { issuer: string; subject: string };

type Reading = Pick<Deps, "db" | "keys" | "config">;
const contextOf = (id: UpstreamId): string => `staff-upstream ${id}`;

const ofPlatform = ({ upstream }: Pick<Config, "upstream">): Upstream[] =>
  upstream ? [{ ...upstream, id: "platform", group: undefined }] : [];

/** The platform's first, then those of the groups by name; with their secrets, so for the server alone. */
export const listUpstreams = (deps: Reading): Promise<Upstream[]> => listOf(deps);

/** Where somebody may link an account: the platform's provider, and those of the groups that they work for. One statement. */
export const listUpstreamsFor = (deps: Reading, staffId: StaffId): Promise<Upstream[]> => listOf(deps, staffId);

async function listOf({ db, keys, config }: Reading, staffId?: StaffId): Promise<Upstream[]> {
  const rows = await queries.listUpstreams(db.signIn, staffId);
  const ofGroups = rows.map(({ id, schoolGroupId, groupName, sealedSecret, ...row }): Upstream => ({
    ...row,
    id,
    group: { id: schoolGroupId, name: groupName },
    clientSecret: keys.open(sealedSecret, contextOf(id)).toString(),
  }));
  return [...ofPlatform(config), ...ofGroups];
}

export type NewUpstream = Pick<Upstream, "issuer" | "clientId" | "clientSecret" | "button" | "mfaAcr"> & {
  groupId: SchoolGroupId;
  actor: string;
};

/** @throws AppError bad-request when the group has one of this issuer already */
export function addUpstream(
  { db, keys, random, now }: Pick<Deps, "db" | "keys" | "random" | "now">,
  { groupId: schoolGroupId, clientSecret, actor, ...upstream }: NewUpstream,
): Promise<UpstreamId> {
  const at = now();
  const id = UpstreamId.parse(random.uuid());
  const sealedSecret = keys.seal(Buffer.from(clientSecret), contextOf(id));
  return db.platform.transaction(async (tx) => {
    const added = await queries.insertUpstream(tx, { ...upstream, id, schoolGroupId, sealedSecret, at });
    if (added === 0) throw new AppError("bad-request", "This group has a provider with this issuer already");
    await record(tx, { what: "staff.upstream-added", actor, at, details: { upstreamId: id, schoolGroupId } });
    return id;
  });
}

/**
 * Nobody signs in by it any more. Whoever linked an account there loses the link, and is out at once: what it vouched for is not
 * to be believed. @returns how many lost their link; undefined for an id that is none
 */
export function removeUpstream(
  { db, now, config }: Pick<Deps, "db" | "now" | "config">,
  { id, actor }: { id: UpstreamId; actor: string },
): Promise<number | undefined> {
  const at = now();
  return db.platform.transaction(async (tx) => {
    const upstream = (await queries.listUpstreams(tx)).find((one) => one.id === id);
    if (!upstream) return undefined;
    await queries.deleteUpstream(tx, id);
    const keeps = config.upstream?.issuer === upstream.issuer;
    const unlinked = keeps ? [] : await queries.deleteLinksOf(tx, upstream.issuer);
    for (const { staffId } of unlinked) await nextGeneration(tx, staffId);
    const details = { upstreamId: id, unlinked: unlinked.length };
    await record(tx, { what: "staff.upstream-removed", actor, at, details });
    return unlinked.length;
  });
}

/** For somebody who is signed in with two factors and chose to. @returns false when this account is somebody's already */
export function linkUpstream(
  { db, now }: Pick<Deps, "db" | "now">,
  { staffId, account }: { staffId: StaffId; account: UpstreamAccount },
): Promise<boolean> {
  return db.platform.transaction((tx) => addLink(tx, { staffId, account, at: now() }));
}

export async function addLink(
  tx: Tx,
  { staffId, account, at }: { staffId: StaffId; account: UpstreamAccount; at: Date },
): Promise<boolean> {
  if ((await queries.insertLink(tx, { ...account, staffId, at })) === 0) return false;
  await recordAbout(tx, { what: "staff.upstream-linked", actor: staffId, at, staffId });
  return true;
}

/** Whose account this is, where that person may sign in. */
export const findLinked = (
  db: Db,
  account: UpstreamAccount,
  groupId: SchoolGroupId | undefined,
): Promise<LinkedStaff | undefined> => queries.findLinked(db, { ...account, groupId });

export const markLinkUsed = (db: Db, used: UpstreamAccount & { at: Date }): Promise<number> =>
  queries.markLinkUsed(db, used);
