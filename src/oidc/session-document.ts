import { z } from "zod";

/** What a session opened at one application: its tokens hang on the grant, its logout token names the sid. */
export type Opened = { clientId: string; sid?: string | undefined; grantId?: string | undefined };

const Authorization = z.looseObject({ sid: z.string().optional(), grantId: z.string().optional() });

/** A session as it is stored. `alsoOpened`, `precededBy` and `movedTo` are ours: the engine never sees them. */
const SessionDocument = z.looseObject({
  accountId: z.string().optional(),
  authorizations: z.record(z.string(), Authorization).optional(),
  /** Grants of applications that two tabs opened for the first time at the same moment: the engine has room for one. */
  alsoOpened: z
    .array(z.object({ clientId: z.string(), sid: z.string().optional(), grantId: z.string().optional() }))
    .optional(),
});
type Document = z.infer<typeof SessionDocument>;

const keyIn = (payload: Record<string, unknown>, name: string): Buffer | undefined => {
  const key = payload[name];
  return typeof key === "string" ? Buffer.from(key, "base64url") : undefined;
};

/** Where the session of an id that is no longer valid went on: the digest of its next id. */
export const movedTo = (payload: Record<string, unknown>): Buffer | undefined => keyIn(payload, "movedTo");

/** Where the session went on of whose old cookie this browser had when it began a new session: whoever ends this one ends that one. */
export const precededBy = (payload: Record<string, unknown>): Buffer | undefined => keyIn(payload, "precededBy");
export const after = (payload: Record<string, unknown>, key: Buffer): Record<string, unknown> => ({
  ...payload,
  precededBy: key.toString("base64url"),
});

/** What stays at the old id: whose session it was, and nothing of what it opened. */
export const movedMark = (
  { kind, uid, accountId, iat, exp }: Record<string, unknown>,
  to: Buffer,
): Record<string, unknown> => ({ kind, uid, accountId, iat, exp, movedTo: to.toString("base64url") });

/** Whose session it was, and everything that it opened. */
export function openedIn(payload: Record<string, unknown>): { accountId: string | undefined; opened: Opened[] } {
  const { accountId, authorizations = {}, alsoOpened = [] } = SessionDocument.parse(payload);
  const opened = Object.entries(authorizations).map(([clientId, { sid, grantId }]) => ({ clientId, sid, grantId }));
  return { accountId, opened: [...opened, ...alsoOpened] };
}

/** What `mine` opened that `seen` didn't have yet: grants that nobody else knows of. */
export function openedSince(seen: Record<string, unknown>, mine: Record<string, unknown>): Opened[] {
  const known = new Set(openedIn(seen).opened.map(({ grantId }) => grantId));
  return openedIn(mine).opened.filter(({ grantId }) => grantId !== undefined && !known.has(grantId));
}

/** Moves with every request and says nothing of what changed; or isn't the engine's. */
const moving = new Set(["exp", "iat", "jti", "alsoOpened", "precededBy"]);

/** Whether two documents say the same, whatever the order of their members and the end of the session. */
export const contentOf = (payload: Record<string, unknown>): string =>
  JSON.stringify(
    Object.entries(payload)
      .filter(([name, value]) => !moving.has(name) && value !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

type Versions = {
  /** What a request read. */
  seen: Record<string, unknown>;
  /** What it made of that. */
  mine: Record<string, unknown>;
  /** What is stored by now: another tab may have written. */
  stored: Record<string, unknown>;
};

/** Beyond this many the oldest ends: nobody opens so many tabs at one moment. */
const mostAlsoOpened = 50;

/**
 * Of a session that two requests changed at the same moment, both changes. Where both opened the same application, the grant of each
 * stays on the list, so that a sign-out finds it.
 * @returns also what is no longer open: the caller ends it
 */
export function mergeSessions({ seen, mine, stored }: Versions): {
  document: Record<string, unknown>;
  ended: Opened[];
} {
  const names = new Set([...Object.keys(mine), ...Object.keys(stored)]);
  const fields = [...names].map((name) => [name, same(seen[name], mine[name]) ? stored[name] : mine[name]]);
  const { authorizations, alsoOpened, ended } = mergeOpened(
    SessionDocument.parse(seen),
    SessionDocument.parse(mine),
    SessionDocument.parse(stored),
  );
  const kept = alsoOpened.slice(-mostAlsoOpened);
  const document = {
    ...Object.fromEntries(fields),
    ...(mine["exp"] === undefined ? {} : { exp: mine["exp"] }),
    ...(Object.keys(authorizations).length === 0 ? { authorizations: undefined } : { authorizations }),
    alsoOpened: kept.length === 0 ? undefined : kept,
    precededBy: stored["precededBy"],
  };
  return { document, ended: [...ended, ...alsoOpened.slice(0, -mostAlsoOpened)] };
}

function mergeOpened(seen: Document, mine: Document, stored: Document) {
  const authorizations: NonNullable<Document["authorizations"]> = {};
  const alsoOpened: Opened[] = [];
  const ended: Opened[] = [];
  const left = new Set<string>();
  for (const clientId of new Set([seen, mine, stored].flatMap((one) => Object.keys(one.authorizations ?? {})))) {
    const [before, now, theirs] = [seen, mine, stored].map((one) => one.authorizations?.[clientId]);
    const changed = !same(before, now);
    const kept = changed ? now : theirs;
    if (kept) authorizations[clientId] = kept;
    if (changed && !now) left.add(clientId);
    // another tab opened the same application meanwhile
    if (changed && theirs && theirs.grantId !== before?.grantId && theirs.grantId !== now?.grantId)
      (now ? alsoOpened : ended).push({ clientId, sid: theirs.sid, grantId: theirs.grantId });
  }
  for (const one of stored.alsoOpened ?? []) (left.has(one.clientId) ? ended : alsoOpened).push(one);
  return { authorizations, alsoOpened, ended };
}
