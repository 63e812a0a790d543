import { z } from "zod";
import { ApplicationId, SectorId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import type { StoredMetadata } from "./client-metadata.ts";
import { bundles, type Bundle, type Manifest } from "./manifest.ts";

const applicationStatus = z.enum(["sandbox", "live", "suspended", "retired"]);
const idRow = <S extends z.ZodType>(id: S) => z.object({ id });

/** The new sector, or undefined when there is one of that name. */
export const addSector = (tx: Tx, name: string) =>
  tx.maybeOne(
    idRow(SectorId),
    sql`insert into sector (name) values (${name}) on conflict (name) do nothing returning id`,
  );

export const getSector = (tx: Tx, name: string) =>
  tx.one(idRow(SectorId), sql`select id from sector where name = ${name}`);

export type ApplicationRow = {
  name: string;
  sectorId: SectorId;
  status: "sandbox" | "live";
  initiateLoginUri: string | undefined;
  at: Date;
};

export const addApplicationRow = (tx: Tx, row: ApplicationRow) =>
  tx.one(
    idRow(ApplicationId),
    sql`insert into application (name, sector_id, status, valid_from, initiate_login_uri, created_at)
      values (${row.name}, ${row.sectorId}, ${row.status}, ${row.at}, ${row.initiateLoginUri ?? null}, ${row.at})
      returning id`,
  );

export const addManifest = (
  tx: Tx,
  row: { applicationId: ApplicationId; bundle: Bundle; manifest: Manifest; at: Date },
) =>
  tx.run(sql`insert into manifest (application_id, version, bundle, attributes, created_at)
    values (${row.applicationId}, 1, ${row.bundle}, ${JSON.stringify(row.manifest)}, ${row.at})`);

export const addClient = (
  tx: Tx,
  row: { clientId: string; applicationId: ApplicationId; stored: Omit<StoredMetadata, "initiate_login_uri">; at: Date },
) =>
  tx.run(sql`insert into oidc_client (client_id, application_id, metadata, created_at)
    values (${row.clientId}, ${row.applicationId}, ${JSON.stringify(row.stored)}, ${row.at})`);

export const addSecret = (tx: Tx, row: { clientId: string; hash: Buffer; at: Date }) =>
  tx.run(
    sql`insert into client_secret (client_id, secret_hash, created_at) values (${row.clientId}, ${row.hash}, ${row.at})`,
  );

/** Holds the client, so that of two rotations at once the second sees the first. */
export const lockClient = (tx: Tx, clientId: string) =>
  tx.maybeOne(
    z.object({ metadata: z.unknown(), applicationId: ApplicationId }),
    sql`select metadata, application_id as "applicationId" from oidc_client where client_id = ${clientId} for update`,
  );

/** Only the newest secret may outlive a rotation, and only until `until`. */
export const retireSecrets = async (tx: Tx, { clientId, until }: { clientId: string; until: Date }) => {
  await tx.run(sql`delete from client_secret where client_id = ${clientId} and id <>
    (select s.id from client_secret s where s.client_id = ${clientId} order by s.created_at desc, s.id desc limit 1)`);
  await tx.run(
    sql`update client_secret set expires_at = least(coalesce(expires_at, ${until}), ${until}) where client_id = ${clientId}`,
  );
};

/** Remembers what it was, to return to it. False when it isn't there, or is suspended or retired already. */
export const suspend = async (tx: Tx, id: ApplicationId) =>
  (await tx.run(sql`update application set suspended_from = status, status = 'suspended'
    where id = ${id} and status in ('sandbox', 'live')`)) === 1;

/** Everything that was issued before this moment stays dead. */
export const resume = async (tx: Tx, { id, at }: { id: ApplicationId; at: Date }) =>
  (await tx.run(sql`update application
    set status = coalesce(suspended_from, 'live'), suspended_from = null, valid_from = ${at}
    where id = ${id} and status = 'suspended'`)) === 1;

/** Sees applications of every school, as staff of one: names and states, never a client. */
export const findApplicationState = (db: Db, id: ApplicationId) =>
  db.maybeOne(
    z.object({ status: applicationStatus, manifestId: z.uuid() }),
    sql`select a.status, m.id as "manifestId" from application a
      join lateral (select id from manifest where application_id = a.id order by version desc limit 1) m on true
      where a.id = ${id}`,
  );

const listRow = z.object({
  applicationId: ApplicationId,
  name: z.string(),
  status: applicationStatus,
  sector: z.string(),
  bundle: z.enum(bundles),
  attributes: z.array(z.string()),
  clientIds: z.array(z.string()),
  /** How many schools have it switched on. */
  schools: z.number(),
});
export type ListedApplication = z.infer<typeof listRow>;

export const listApplicationRows = (db: Db) =>
  db.many(
    listRow,
    sql`select a.id as "applicationId", a.name, a.status, s.name as sector, m.bundle,
        array(select jsonb_object_keys(m.attributes)) as attributes,
        array(select c.client_id from oidc_client c where c.application_id = a.id order by c.created_at) as "clientIds",
        (select count(*)::int from release r where r.application_id = a.id and r.withdrawn_at is null) as schools
      from application a
      join sector s on s.id = a.sector_id
      join lateral (select bundle, attributes from manifest where application_id = a.id order by version desc limit 1) m on true
      order by a.name, a.id`,
  );

const clientRow = z.object({
  metadata: z.unknown(),
  initiateLoginUri: z.string().nullable(),
  applicationId: ApplicationId,
  sectorId: SectorId,
  name: z.string(),
  status: z.enum(["sandbox", "live"]),
  bundle: z.enum(bundles),
  attributes: z.array(z.string()),
  secrets: z.array(z.object({ hash: z.hex(), expiresAt: z.number().nullable() })),
});

/** The client of an application that is in use, with every secret that has not been deleted. `expiresAt` in epoch seconds. */
export const findClientRow = (db: Db, clientId: string) =>
  db.maybeOne(
    clientRow,
    sql`select c.metadata, a.initiate_login_uri as "initiateLoginUri", a.id as "applicationId", a.sector_id as "sectorId",
        a.name, a.status, m.bundle, array(select jsonb_object_keys(m.attributes)) as attributes,
        coalesce((select jsonb_agg(jsonb_build_object('hash', encode(s.secret_hash, 'hex'),
            'expiresAt', extract(epoch from s.expires_at)) order by s.created_at desc)
          from client_secret s where s.client_id = c.client_id), '[]') as secrets
      from oidc_client c
      join application a on a.id = c.application_id
      join lateral (select bundle, attributes from manifest where application_id = a.id order by version desc limit 1) m on true
      where c.client_id = ${clientId} and a.status in ('sandbox', 'live')`,
  );
