import { z } from "zod";
import { SchoolGroupId, StaffId, UpstreamId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

const upstreamRow = z.object({
  id: UpstreamId,
  schoolGroupId: SchoolGroupId,
  groupName: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  sealedSecret: z.instanceof(Buffer),
  button: z.string(),
  mfaAcr: z.array(z.string()),
});
export type UpstreamRow = z.infer<typeof upstreamRow>;

/** By the name of the group. @param staffId only of groups where this person has a role, or whose schools they work at */
export const listUpstreams = (db: Db, staffId?: StaffId) =>
  db.many(
    upstreamRow,
    sql`select u.id, u.school_group_id as "schoolGroupId", g.name as "groupName", u.issuer, u.client_id as "clientId",
        u.sealed_secret as "sealedSecret", u.button, u.mfa_acr as "mfaAcr"
      from staff_upstream u join school_group g on g.id = u.school_group_id
      where ${staffId ?? null}::uuid is null or u.school_group_id in (
        select coalesce(r.school_group_id, s.school_group_id)
        from staff_role r left join school s on s.id = r.school_id
        where r.staff_id = ${staffId ?? null}::uuid)
      order by g.name, u.id`,
  );

type NewRow = Omit<UpstreamRow, "groupName"> & { at: Date };

/** 0 when the group has one of this issuer. */
export const insertUpstream = (tx: Tx, row: NewRow) =>
  tx.run(sql`insert into staff_upstream (id, school_group_id, issuer, client_id, sealed_secret, button, mfa_acr, created_at)
    values (${row.id}, ${row.schoolGroupId}, ${row.issuer}, ${row.clientId}, ${row.sealedSecret}, ${row.button}, ${row.mfaAcr}::text[],
      ${row.at}) on conflict (school_group_id, issuer) do nothing`);

export const deleteUpstream = (tx: Tx, id: UpstreamId) => tx.run(sql`delete from staff_upstream where id = ${id}`);

const idRow = z.object({ staffId: StaffId });

/** Takes every link to this issuer away, unless somebody else still has it configured; whose they were. */
export const deleteLinksOf = (tx: Tx, issuer: string) =>
  tx.many(
    idRow,
    sql`delete from staff_upstream_link
      where issuer = ${issuer} and not exists (select from staff_upstream u where u.issuer = ${issuer})
      returning staff_id as "staffId"`,
  );

type Link = { staffId: StaffId; issuer: string; subject: string };

/** 0 when this account is somebody's already: it is never taken over. */
export const insertLink = (tx: Tx, { staffId, issuer, subject, at }: Link & { at: Date }) =>
  tx.run(sql`insert into staff_upstream_link (issuer, subject, staff_id, linked_at) values (${issuer}, ${subject}, ${staffId}, ${at})
    on conflict (issuer, subject) do nothing`);

export const unlink = (tx: Tx, { staffId, issuer, subject }: Link) =>
  tx.run(
    sql`delete from staff_upstream_link where staff_id = ${staffId} and issuer = ${issuer} and subject = ${subject}`,
  );

const linkedRow = z.object({
  staffId: StaffId,
  generation: z.number(),
  /** Whether an authenticator application can give the second factor. */
  hasTotp: z.boolean(),
  /** Whether every role holds at schools of this group, and there is one. */
  onlyInGroup: z.boolean(),
});
export type LinkedStaff = z.infer<typeof linkedRow>;

/** Whose account this is, where that person may sign in. Compared byte for byte. */
export const findLinked = (
  db: Db,
  { issuer, subject, groupId }: { issuer: string; subject: string; groupId: SchoolGroupId | undefined },
) =>
  db.maybeOne(
    linkedRow,
    sql`select s.id as "staffId", s.generation,
        exists (select from staff_totp t where t.staff_id = s.id) as "hasTotp",
        coalesce((select bool_and(${groupId ?? null}::uuid is not distinct from coalesce(r.school_group_id, sc.school_group_id)
            and r.role <> 'operator')
          from staff_role r left join school sc on sc.id = r.school_id where r.staff_id = s.id), false) as "onlyInGroup"
      from staff_upstream_link l join staff s on s.id = l.staff_id and s.status = 'active'
      where l.issuer = ${issuer} and l.subject = ${subject}`,
  );

export const markLinkUsed = (db: Db, { issuer, subject, at }: { issuer: string; subject: string; at: Date }) =>
  db.run(sql`update staff_upstream_link set used_at = ${at} where issuer = ${issuer} and subject = ${subject}`);
