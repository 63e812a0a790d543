import { hash } from "node:crypto";
import { errors, type Adapter, type AdapterPayload } from "oidc-provider";
import { z } from "zod";
import type { ArtifactStore, StoredArtifact } from "../deps.ts";

const Payload = z.custom<AdapterPayload>((value) => typeof value === "object" && value !== null);

/** Ids of these models are bearer secrets or cookies: what is stored never contains them. */
export const digest = (id: string) => hash("sha256", id, "buffer");

/** An assertion or a proof that came a second time, at the same moment as the first. */
export class UsedBefore extends errors.InvalidRequest {
  constructor() {
    super("used before");
  }
}

/** The engine remembers a proof of a key for as long from now, and takes it for as long from its own time, which may lie as far ahead. */
const aheadSeconds = 5 * 60;

/** What stands in the stored document where the id itself stood. */
const idPlace = "{id}";

/**
 * What is looked for when a grant is revoked. Codes and access tokens needn't be: whoever presents one is asked for its grant as well, and
 * without it they are void.
 */
const hangsOnGrant = (model: string): boolean => model === "RefreshToken";

function withoutId(model: string, id: string, payload: AdapterPayload): Record<string, unknown> {
  // A token hangs on its grant, which is destroyed with the session; to look for the session as well would cost two more questions
  // to the store at every use, and answer the same.
  const { jti: _jti, expiresWithSession: _with, ...rest } = payload;
  if (model !== "Interaction") return rest;
  const { uid: _uid, returnTo, session, ...interaction } = rest;
  const { cookie: _cookie, ...person } = session ?? {};
  return {
    ...interaction,
    ...(session ? { session: person } : {}),
    ...(returnTo === undefined ? {} : { returnTo: returnTo.replace(id, idPlace) }),
  };
}

function restore(
  model: string,
  id: string | undefined,
  stored: StoredArtifact | undefined,
): AdapterPayload | undefined {
  if (!stored) return undefined;
  const payload = Payload.parse(stored.payload);
  const consumed = stored.consumedAt ? { consumed: Math.floor(stored.consumedAt.getTime() / 1000) } : {};
  if (id === undefined) return { ...payload, ...consumed };
  if (model !== "Interaction") return { ...payload, ...consumed, jti: id };
  const returnTo = payload.returnTo?.replace(idPlace, id);
  return { ...payload, ...consumed, jti: id, uid: id, ...(returnTo === undefined ? {} : { returnTo }) };
}

/**
 * One model of oidc-provider on our store. Single use is decided by the store, in one atomic step: whoever comes second gets
 * an error, also when both had read "not used yet".
 * @see docs/decisions/0003-plain-sql-on-postgresql.md for what lives in the store and what doesn't
 */
export function createAdapter(artifacts: ArtifactStore, model: string): Adapter {
  return {
    async upsert(id, payload, expiresIn) {
      const ttl = expiresIn ?? 60;
      if (model === "ReplayDetection") {
        if (!(await artifacts.addOnce(model, digest(id), ttl + aheadSeconds))) throw new UsedBefore();
        return;
      }
      const artifact = {
        payload: withoutId(model, id, payload),
        grantId: hangsOnGrant(model) ? payload.grantId : undefined,
        uid: model === "Session" ? payload.uid : undefined,
        accountId: model === "Session" ? payload.accountId : undefined,
      };
      await artifacts.save(model, digest(id), artifact, ttl);
    },
    find: async (id) => restore(model, id, await artifacts.find(model, digest(id))),
    findByUid: async (uid) => restore(model, undefined, await artifacts.findByUid(model, uid)),
    findByUserCode: async () => undefined,
    async consume(id) {
      if (await artifacts.consume(model, digest(id))) return;
      throw model === "PushedAuthorizationRequest"
        ? new errors.InvalidRequestUri("request_uri was already used")
        : new errors.InvalidGrant("used before");
    },
    destroy: (id) => artifacts.destroy(model, digest(id)),
    revokeByGrantId: (grantId) => artifacts.revokeGrant(grantId),
  };
}
