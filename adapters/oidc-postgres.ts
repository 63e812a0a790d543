import { z } from "zod";
import type { Artifact, ArtifactStore, Replacement, Room, StoredArtifact } from "../src/deps.ts";
import { sql, type Db } from "../src/lib/db.ts";
import { Payload, wholeSeconds } from "./artifact.ts";

const Row = z
  .object({ payload: Payload, consumedAt: z.date().nullable() })
  .transform(({ payload, consumedAt }): StoredArtifact => ({ payload, consumedAt: consumedAt ?? undefined }));

/** xmin is the transaction that wrote the row as it is: another one after each write, and no column to keep. */
const VersionedRow = z.object({ payload: Payload, version: z.string() });

/**
 * State of the OpenID provider in the table `oidc_artifact`: for an installation without Redis. Every call is one
 * statement, prepared once per connection.
 * @param db as `leerid_sign_in`; `close` leaves it open, because others use it too
 * @param now decides what has expired; `purge` removes it later
 */
export function createPostgresArtifacts(db: Db, now: () => Date): ArtifactStore {
  const expiry = (ttlSeconds: number) => new Date(now().getTime() + wholeSeconds(ttlSeconds) * 1000);
  return {
    save: (...[model, id, artifact, ttlSeconds]) =>
      save(db, { model, id, artifact, at: now(), expiresAt: expiry(ttlSeconds) }),
    addOnce: (model, id, ttlSeconds) => addOnce(db, { model, id, at: now(), expiresAt: expiry(ttlSeconds) }),
    find: (model, id) =>
      db.maybeOne(
        Row,
        sql`select payload, consumed_at as "consumedAt" from oidc_artifact
          where model = ${model} and id_digest = ${id} and expires_at > ${now()}`,
      ),
    findByUid: (model, uid) => findByUid(db, { model, uid, at: now() }),
    consume: (model, id) => consume(db, { model, id, at: now() }),
    findVersion: (model, id) => findVersion(db, { model, id, at: now() }),
    replace: (model, id, replacement) =>
      replace(db, { model, id, at: now(), ...replacement, expiresAt: expiry(replacement.ttlSeconds) }),
    take: (model, id) => take(db, { model, id, at: now() }),
    exchange: (model, id, { payload, ttlSeconds }) =>
      exchange(db, { model, id, payload, at: now(), expiresAt: expiry(ttlSeconds) }),
    destroy: async (model, id) => {
      await db.run(sql`delete from oidc_artifact where model = ${model} and id_digest = ${id}`);
    },
    revokeGrant: async (grantId) => {
      await db.run(sql`delete from oidc_artifact where grant_id = ${grantId}`);
    },
    sessionsOfAccount: (accountId) => sessionsOf(db, [accountId], now()),
    sessionsOfAccounts: (accountIds) => sessionsOf(db, accountIds, now()),
    takeSessionsOfAccount: (accountId) => takeSessions(db, accountId, now()),
    purge: (limit) => purge(db, limit, now()),
    ping: async () => {
      await db.run(sql`select 1`);
    },
    close: async () => {},
  };
}

const findByUid = (db: Db, { model, uid, at }: { model: string; uid: string; at: Date }) =>
  db.maybeOne(
    Row,
    sql`select payload, consumed_at as "consumedAt" from oidc_artifact
      where uid = ${uid} and model = ${model} and expires_at > ${at}
      order by expires_at desc limit 1`,
  );

const sessionsOf = (db: Db, accountIds: string[], at: Date) =>
  db.many(
    Row,
    sql`select payload, consumed_at as "consumedAt" from oidc_artifact
      where account_id = any (${accountIds}::text[]) and model = 'Session' and expires_at > ${at}`,
  );

const takeSessions = (db: Db, accountId: string, at: Date) =>
  db.many(
    Row,
    sql`delete from oidc_artifact where account_id = ${accountId} and model = 'Session' and expires_at > ${at}
      returning payload, consumed_at as "consumedAt"`,
  );

type Key = { model: string; id: Buffer; at: Date };

const findVersion = (db: Db, { model, id, at }: Key) =>
  db.maybeOne(
    VersionedRow,
    sql`select payload, xmin::text as version from oidc_artifact
      where model = ${model} and id_digest = ${id} and expires_at > ${at}`,
  );

const take = (db: Db, { model, id, at }: Key) =>
  db.maybeOne(
    Row,
    sql`delete from oidc_artifact where model = ${model} and id_digest = ${id} and expires_at > ${at}
      returning payload, consumed_at as "consumedAt"`,
  );

/** A row that has expired but is not purged yet counts as absent: it is taken over in the same statement. */
async function addOnce(db: Db, { model, id, at, expiresAt }: Key & { expiresAt: Date }): Promise<boolean> {
  const added = await db.run(sql`insert into oidc_artifact (model, id_digest, payload, expires_at)
    values (${model}, ${id}, '{}', ${expiresAt})
    on conflict (model, id_digest) do update set payload = excluded.payload, grant_id = null, uid = null,
      account_id = null, consumed_at = null, expires_at = excluded.expires_at
    where oidc_artifact.expires_at <= ${at}`);
  return added === 1;
}

const Before = z.object({ payload: Payload.nullable() });

/** One statement: who comes second waits for the row, and finds what the first one wrote. */
async function exchange(
  db: Db,
  { model, id, payload, at, expiresAt }: Key & { payload: Record<string, unknown>; expiresAt: Date },
): Promise<StoredArtifact | undefined> {
  const { payload: before } = await db.one(
    Before,
    sql`insert into oidc_artifact (model, id_digest, payload, expires_at)
      values (${model}, ${id}, ${JSON.stringify(payload)}, ${expiresAt})
      on conflict (model, id_digest) do update set payload = excluded.payload, grant_id = null, uid = null,
        account_id = null, consumed_at = null, expires_at = excluded.expires_at
      returning case when old.expires_at > ${at} then old.payload end as payload`,
  );
  return before === null ? undefined : { payload: before };
}

/** The condition is checked again under the row lock: of many at once the first one makes it false for the others. */
async function consume(db: Db, { model, id, at }: Key): Promise<boolean> {
  const used = await db.run(sql`update oidc_artifact set consumed_at = ${at}
    where model = ${model} and id_digest = ${id} and consumed_at is null and expires_at > ${at}`);
  return used === 1;
}

type Replace = Key & Replacement & { expiresAt: Date };

/** The condition is checked again under the row lock. A row that was taken away is not made anew: there is nothing to update. */
async function replace(db: Db, { model, id, at, artifact, version, expiresAt }: Replace): Promise<boolean> {
  const { payload, grantId = null, uid = null, accountId = null, room } = artifact;
  const text = JSON.stringify(payload);
  const written = await db.run(sql`update oidc_artifact set payload = ${text}, grant_id = ${grantId},
      uid = ${uid}, account_id = ${accountId}, consumed_at = null, expires_at = ${expiresAt},
      room = ${room?.of ?? null}, bytes = ${room ? text.length : null}
    where model = ${model} and id_digest = ${id} and xmin::text = ${version} and expires_at > ${at}`);
  return written === 1;
}

/** Skips what somebody holds: a purge never waits for a sign-in, nor two purges for each other. */
const purge = (db: Db, limit: number, at: Date) =>
  db.run(sql`delete from oidc_artifact where ctid = any(array(
    select ctid from oidc_artifact where expires_at <= ${at}
    order by expires_at limit ${limit} for update skip locked))`);

type Save = Key & { artifact: Artifact; expiresAt: Date };

async function save(db: Db, saved: Save): Promise<void> {
  await write(db, saved);
  const { room } = saved.artifact;
  if (room && isTurnOf(saved.id)) await makeRoom(db, room, saved.at);
}

async function write(db: Db, { model, id, artifact, at, expiresAt }: Save): Promise<void> {
  const payload = JSON.stringify(artifact.payload);
  const { grantId = null, accountId = null, uid, room } = artifact;
  const place = { room: room?.of ?? null, bytes: room ? payload.length : null };
  if (uid === undefined) {
    await db.run(sql`insert into oidc_artifact (model, id_digest, payload, grant_id, account_id, expires_at, room, bytes, saved_at)
      values (${model}, ${id}, ${payload}, ${grantId}, ${accountId}, ${expiresAt}, ${place.room}, ${place.bytes}, ${at})
      on conflict (model, id_digest) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = null,
        account_id = excluded.account_id, consumed_at = null, expires_at = excluded.expires_at, room = excluded.room,
        bytes = excluded.bytes`);
    return;
  }
  // a session that gets a new id keeps its uid: the row with the old id gives it up in the same statement
  await db.run(sql`with moved as (
      update oidc_artifact set uid = null
      where uid = ${uid} and model = ${model} and id_digest <> ${id})
    insert into oidc_artifact (model, id_digest, payload, grant_id, uid, account_id, expires_at, room, bytes, saved_at)
    values (${model}, ${id}, ${payload}, ${grantId}, ${uid}, ${accountId}, ${expiresAt}, ${place.room}, ${place.bytes}, ${at})
    on conflict (model, id_digest) do update set payload = excluded.payload, grant_id = excluded.grant_id,
      uid = excluded.uid, account_id = excluded.account_id, consumed_at = null, expires_at = excluded.expires_at,
      room = excluded.room, bytes = excluded.bytes`);
}

/** Looking at all that a network stores is too much for each time; a room is overdrawn by so many at most. */
const isTurnOf = (id: Buffer): boolean => id.readUInt8(0) % 16 === 0;

/**
 * Takes out what is over, the oldest first. Who finds another at it leaves it to them: two that delete the same rows could wait for each other.
 * What is over is worked out once, whatever the planner takes the table for: it is planned while the table is empty.
 */
const makeRoom = (db: Db, room: Room, at: Date) =>
  db.run(sql`with mine as materialized (
      select pg_try_advisory_xact_lock(hashtextextended('room ' || ${room.of}::text, 0)) as free
    ), over as materialized (
      select model, id_digest from (
        select model, id_digest, sum(bytes) over (order by saved_at desc, id_digest) as held
        from oidc_artifact where room = ${room.of} and expires_at > ${at}) kept
      where held > ${room.bytes}
    )
    delete from oidc_artifact a using over o, mine
    where mine.free and a.model = o.model and a.id_digest = o.id_digest and a.room = ${room.of}`);
