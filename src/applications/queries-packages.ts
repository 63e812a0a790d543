import { z } from "zod";
import { PackageId, SchoolId, SchoolNumber } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";
import { PublicKeys } from "./package-keys.ts";
import { PackageScope } from "./package-scopes.ts";

const Status = z.enum(["active", "suspended"]);
const idRow = z.object({ id: PackageId });

export type NewPackage = {
  clientId: string;
  name: string;
  jwksUri: string | undefined;
  jwks: PublicKeys | undefined;
  at: Date;
};

/** Undefined when there is one of that name. */
export const addPackageRow = (tx: Tx, row: NewPackage) =>
  tx.maybeOne(
    idRow,
    sql`insert into admin_package (client_id, name, jwks_uri, jwks, valid_from, created_at)
      values (${row.clientId}, ${row.name}, ${row.jwksUri ?? null}, ${row.jwks ? JSON.stringify(row.jwks) : null}, ${row.at},
        ${row.at})
      on conflict (name) do nothing returning id`,
  );

const clientRow = z.object({
  id: PackageId,
  name: z.string(),
  jwksUri: z.string().nullable(),
  jwks: PublicKeys.nullable(),
});

/** Nothing of a package that is suspended. */
export const findPackageRow = (db: Db, clientId: string) =>
  db.maybeOne(
    clientRow,
    sql`select id, name, jwks_uri as "jwksUri", jwks from admin_package where client_id = ${clientId} and status = 'active'`,
  );

const accessRow = z.object({
  packageId: PackageId,
  name: z.string(),
  packageValidFrom: z.number(),
  /** null where the school isn't there, is suspended, or allows this package nothing */
  grant: z
    .object({
      schoolId: SchoolId,
      schoolNumber: SchoolNumber,
      schoolValidFrom: z.number(),
      grantedAt: z.number(),
      scopes: z.array(PackageScope),
    })
    .nullable(),
});
/** Moments in epoch seconds, with their fraction. */
export type PackageAccess = z.infer<typeof accessRow>;

/** What a package may do at a school at this moment, in one statement. A number of the past still finds its school. */
export const findAccessRow = (db: Db, of: { clientId: string; schoolNumber: string }) =>
  db.maybeOne(
    accessRow,
    sql`select p.id as "packageId", p.name, extract(epoch from p.valid_from)::float8 as "packageValidFrom",
        case when g.id is not null then json_build_object('schoolId', s.id, 'schoolNumber', current.number,
          'schoolValidFrom', extract(epoch from s.valid_from), 'grantedAt', extract(epoch from g.granted_at),
          'scopes', g.scopes) end as grant
      from admin_package p
      left join (school_number asked
        join school s on s.id = asked.school_id and s.status = 'active'
        join school_number current on current.school_id = s.id and current.valid_until is null
        join admin_package_grant g on g.school_id = s.id and g.withdrawn_at is null)
        on asked.number = ${of.schoolNumber} and g.package_id = p.id
      where p.client_id = ${of.clientId} and p.status = 'active'`,
  );

/** False when it isn't there, or is suspended already. */
export const suspendRow = async (tx: Tx, id: PackageId) =>
  (await tx.run(sql`update admin_package set status = 'suspended' where id = ${id} and status = 'active'`)) === 1;

/** Everything that was issued before this moment stays dead. */
export const resumeRow = async (tx: Tx, { id, at }: { id: PackageId; at: Date }) =>
  (await tx.run(sql`update admin_package set status = 'active', valid_from = ${at}
    where id = ${id} and status = 'suspended'`)) === 1;

export const findStatus = (db: Db, id: PackageId) =>
  db.maybeOne(z.object({ status: Status }), sql`select status from admin_package where id = ${id}`);

const listRow = z.object({
  packageId: PackageId,
  clientId: z.string(),
  name: z.string(),
  status: Status,
  jwksUri: z.string().nullable(),
  /** six digits each */
  schools: z.array(SchoolNumber),
});
export type ListedPackage = z.infer<typeof listRow>;

export const listPackageRows = (db: Db) =>
  db.many(
    listRow,
    sql`select p.id as "packageId", p.client_id as "clientId", p.name, p.status, p.jwks_uri as "jwksUri",
        array(select n.number from admin_package_grant g
          join school_number n on n.school_id = g.school_id and n.valid_until is null
          where g.package_id = p.id and g.withdrawn_at is null order by n.number) as schools
      from admin_package p order by p.name`,
  );

const schoolRow = z.object({
  packageId: PackageId,
  name: z.string(),
  status: Status,
  /** empty: the school allows it nothing */
  scopes: z.array(PackageScope),
  grantedAt: z.date().nullable(),
});
export type PackageOfSchool = z.infer<typeof schoolRow>;

/** Every package that a school may grant something, and those that it has granted something. */
export const listForSchool = (tx: Tx, schoolId: SchoolId) =>
  tx.many(
    schoolRow,
    sql`select p.id as "packageId", p.name, p.status, coalesce(g.scopes, '{}') as scopes, g.granted_at as "grantedAt"
      from admin_package p
      left join admin_package_grant g on g.package_id = p.id and g.school_id = ${schoolId} and g.withdrawn_at is null
      where p.status = 'active' or g.id is not null
      order by g.id is null, p.name`,
  );

type Pair = { schoolId: SchoolId; packageId: PackageId };

/** Of two grants at once the second waits: a row that isn't there yet can't be locked, so their pair of ids is. */
export const lockGrant = (tx: Tx, { schoolId, packageId }: Pair) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`package ${schoolId} ${packageId}`}, 0))`);

export const addGrantRow = (tx: Tx, row: Pair & { scopes: PackageScope[]; at: Date; by: string }) =>
  tx.run(sql`insert into admin_package_grant (school_id, package_id, scopes, granted_at, granted_by)
    values (${row.schoolId}, ${row.packageId}, ${row.scopes}::text[], ${row.at}, ${row.by})`);

/** True when there was a live one. */
export const withdrawGrantRow = async (tx: Tx, row: Pair & { at: Date }) =>
  (await tx.run(sql`update admin_package_grant set withdrawn_at = ${row.at}
    where school_id = ${row.schoolId} and package_id = ${row.packageId} and withdrawn_at is null`)) === 1;
