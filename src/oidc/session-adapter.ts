import Provider, { errors, type Adapter, type AdapterPayload } from "oidc-provider";
import type { Artifact, ArtifactStore } from "../deps.ts";
import { createAdapter, digest } from "./adapter.ts";
import {
  after,
  contentOf,
  mergeSessions,
  movedMark,
  movedTo,
  openedIn,
  openedSince,
  type Opened,
} from "./session-document.ts";

/*
 * The session of the engine on our store, by one rule: what was read is saved only if it still exists. The engine reads the session when a
 * request begins and saves it when it ends, so whatever happened to it in between would be undone; it also saves it at every
 * authorization, to move its end. Called by the engine only; see docs/decisions/0035-signed-out-is-signed-out.md.
 */

/** The session was taken away while a request was under way: signed out, followed by the next pupil, or gone on under another id. */
export class SessionGone extends errors.SessionNotFound {
  override allow_redirect = false;
}

/** What is known of the request that the engine is answering. */
export type SessionRequest = {
  /** The same one as long as the request lasts. */
  key: object;
  /** Of the session as the engine has it now: another one than it read when it is about to change. */
  sessionId: string | undefined;
  /** Asks to sign out: then an id that went on stands for the session that it became, and for nothing else. */
  signsOut: boolean;
};

const signOutRoutes = new Set(["end_session", "end_session_confirm"]);

export function currentRequest(): SessionRequest | undefined {
  const ctx = Provider.ctx;
  return ctx && { key: ctx, sessionId: ctx.oidc.entities.Session?.jti, signsOut: signOutRoutes.has(ctx.oidc.route) };
}

export type SessionParts = {
  artifacts: ArtifactStore;
  /** Ends what a session opened, and tells the applications. */
  close: (payload: { accountId: string | undefined; opened: Opened[] }) => Promise<void>;
  /** Ends grants of which nobody was told yet. */
  revoke: (grants: Opened[]) => Promise<void>;
  /** Somebody signed in: the session has another id than before, or is new. */
  arrived: (session: { key: Buffer; payload: Record<string, unknown>; ttlSeconds: number }) => Promise<void>;
  /** Takes the session of an id away, wherever it went on, and ends what it opened. */
  end: (id: string) => Promise<void>;
  request: () => SessionRequest | undefined;
};

/** What a request read, and what it knows to be stored. */
type Known = {
  id: string;
  /** Under which it is stored: that of another id where the one of the cookie went on. */
  key: Buffer;
  seen: AdapterPayload;
  content: string;
  version: string | undefined;
  stored: Record<string, unknown>;
  state: "read" | "written" | "gone";
};

const knownOf = new WeakMap<object, Known>();

/** Where the cookie of a request led: to a session that went on under another id. */
const movedOn = new WeakMap<object, Buffer>();

/** How much later a session may come to end before that alone is worth a write: an own device is remembered for two weeks. */
const graceSeconds = 60 * 60;

export function createSessionAdapter(parts: SessionParts): Adapter {
  return {
    ...createAdapter(parts.artifacts, "Session"),
    find: (id) => find(parts, id),
    upsert: (id, payload, expiresIn = 60) => upsert(parts, { id, payload, ttlSeconds: expiresIn }),
    destroy: async (id) => {
      // The engine destroys the old id before it saves the session under the next one: there the change is one step.
      const changes = parts.request()?.sessionId;
      if (changes === undefined || changes === id) await parts.end(id);
    },
  };
}

async function find({ artifacts, request }: SessionParts, id: string): Promise<AdapterPayload | undefined> {
  const asked = request();
  const { key, found } = await (asked?.signsOut ? follow(artifacts, digest(id)) : readAt(artifacts, digest(id)));
  const next = found && movedTo(found.payload);
  if (asked && next) movedOn.set(asked.key, next);
  if (!found || next) return undefined;
  const { payload: seen, version } = found;
  if (asked) knownOf.set(asked.key, { id, key, seen, content: contentOf(seen), version, stored: seen, state: "read" });
  // a copy: the engine changes what it gets
  return { ...structuredClone(seen), jti: id };
}

const readAt = async (artifacts: ArtifactStore, key: Buffer) => ({
  key,
  found: await artifacts.findVersion("Session", key),
});

/** Where the session is by now. */
async function follow(artifacts: ArtifactStore, key: Buffer): ReturnType<typeof readAt> {
  const read = await readAt(artifacts, key);
  const next = read.found && movedTo(read.found.payload);
  return next ? follow(artifacts, next) : read;
}

const isOwnKey = ({ id, key }: Known): boolean => key.equals(digest(id));

type Write = { id: string; payload: AdapterPayload; ttlSeconds: number };

async function upsert(parts: SessionParts, { id, payload, ttlSeconds }: Write): Promise<void> {
  const asked = parts.request();
  if (!asked) throw new Error("A session is saved by the request that read it");
  const { jti: _jti, ...mine } = payload;
  const known = knownOf.get(asked.key);
  // the engine tries once more on its way out
  if (known?.state === "gone") return;
  if (!known || known.seen.uid !== mine.uid) {
    const before = movedOn.get(asked.key);
    const document = before ? after(mine, before) : mine;
    await parts.artifacts.save("Session", digest(id), artifactOf(document), ttlSeconds);
    knownOf.set(asked.key, written({ id, key: digest(id), mine, stored: document }));
    await parts.arrived({ key: digest(id), payload: mine, ttlSeconds });
    return;
  }
  if (known.id === id && isUnchanged(known, mine)) return;
  const stored =
    known.id === id
      ? await rewrite(parts, known, { mine, ttlSeconds })
      : await move(parts, known, { id, mine, ttlSeconds });
  if (known.id !== id) await parts.arrived({ key: digest(id), payload: mine, ttlSeconds });
  knownOf.set(asked.key, written({ id, key: known.id === id ? known.key : digest(id), mine, stored }));
}

function written({
  id,
  key,
  mine,
  stored,
}: {
  id: string;
  key: Buffer;
  mine: AdapterPayload;
  stored: Record<string, unknown>;
}): Known {
  return {
    id,
    key,
    seen: structuredClone(mine),
    content: contentOf(mine),
    version: undefined,
    stored,
    state: "written",
  };
}

function artifactOf(payload: Record<string, unknown>): Artifact {
  const { uid, accountId } = payload;
  return {
    payload,
    uid: typeof uid === "string" ? uid : undefined,
    accountId: typeof accountId === "string" ? accountId : undefined,
  };
}

/** An end that comes earlier is never put off. */
function isUnchanged({ seen, content }: Known, mine: AdapterPayload): boolean {
  const later = (mine.exp ?? 0) - (seen.exp ?? 0);
  return later > -1 && later < graceSeconds && content === contentOf(mine);
}

type Change = { mine: AdapterPayload; ttlSeconds: number };

/** Writes over the session where it is, with what other tabs wrote meanwhile. */
const rewrite = (parts: SessionParts, known: Known, { mine, ttlSeconds }: Change): Promise<Record<string, unknown>> =>
  replace(parts, known, { mine, ttlSeconds, artifact: artifactOf });

/** As often as others may get in between: each time one of them has written. */
const mostTries = 100;

type Replacing = Change & { artifact: (document: Record<string, unknown>) => Artifact };

async function replace(parts: SessionParts, known: Known, { mine, ttlSeconds, artifact }: Replacing) {
  const { artifacts } = parts;
  const { seen } = known;
  let current = known.version === undefined ? undefined : { payload: known.stored, version: known.version };
  for (let tries = 0; tries < mostTries; tries += 1) {
    current ??= await artifacts.findVersion("Session", known.key);
    if (!current || movedTo(current.payload)) return gone(parts, known, mine);
    const { document, ended } = mergeSessions({ seen, mine, stored: current.payload });
    const { version } = current;
    if (await artifacts.replace("Session", known.key, { artifact: artifact(document), ttlSeconds, version })) {
      if (ended.length > 0) await parts.close({ accountId: openedIn(document).accountId, opened: ended });
      return document;
    }
    current = undefined;
  }
  throw new errors.TemporarilyUnavailable("the session changes too often");
}

/**
 * Gives the session another id. The old one is taken first, in one step that only one request can win; what is left there says where the
 * session went, for a sign-out that comes with the old cookie. One that came in between took that mark away: then the new id goes, too.
 */
async function move(parts: SessionParts, known: Known, { id, mine, ttlSeconds }: Change & { id: string }) {
  const { artifacts } = parts;
  const to = digest(id);
  // an id that went on is good for signing out only
  if (!isOwnKey(known)) return gone(parts, known, mine);
  if (known.seen.accountId === undefined) {
    if (!(await artifacts.take("Session", known.key))) return gone(parts, known, mine);
    await artifacts.save("Session", to, artifactOf(mine), ttlSeconds);
    return mine;
  }
  // until the next id is written the mark answers who asks for the uid, such as a sign-in page that is open in another tab
  const artifact = (document: Record<string, unknown>) => ({
    payload: movedMark(document, to),
    uid: artifactOf(document).uid,
  });
  const document = await replace(parts, known, { mine, ttlSeconds, artifact });
  await artifacts.save("Session", to, artifactOf(document), ttlSeconds);
  if (await artifacts.find("Session", known.key)) return document;
  await parts.end(id);
  return gone(parts, known, mine);
}

/** Nothing is saved, and what this request opened ends before anybody gets to know it. */
async function gone(parts: SessionParts, known: Known, mine: AdapterPayload): Promise<never> {
  known.state = "gone";
  await parts.revoke(openedSince(known.seen, mine));
  await Provider.ctx?.oidc.entities.AuthorizationCode?.destroy();
  throw new SessionGone("the session ended while the request was under way");
}

/** Whether the answer to this request saved nothing of the session that it read. */
export function savedNothing(request: object): boolean {
  const known = knownOf.get(request);
  return known !== undefined && (known.state !== "written" || !isOwnKey(known));
}
