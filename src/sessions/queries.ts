import { z } from "zod";
import { CredentialKind } from "../credentials/credentials.ts";
import { CredentialId, PupilId, SchoolId } from "../ids.ts";
import { sql, type Db, type Query, type Reads } from "../lib/db.ts";

const accountRow = z.object({
  pupilId: PupilId,
  loginName: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  status: z.enum(["active", "suspended"]),
  generation: z.number(),
  credentialId: CredentialId.nullable(),
  kind: CredentialKind.nullable(),
  secretHash: z.instanceof(Buffer).nullable(),
  phc: z.string().nullable(),
  expiresAt: z.date().nullable(),
  usedAt: z.date().nullable(),
  enrolments: z.array(z.object({ level: z.string(), yearGroup: z.number().nullable() })),
});
type AccountRow = z.infer<typeof accountRow>;

type Person = Omit<AccountRow, "credentialId" | "kind" | "secretHash" | "phc" | "expiresAt" | "usedAt">;
/** `enrolments` are those of today. */
export type SignInAccount = Person & { credentials: SignInCredential[] };
export type SignInCredential = {
  id: CredentialId;
  pupilId: PupilId;
  kind: NonNullable<AccountRow["kind"]>;
  secretHash: Buffer | null;
  phc: string | null;
  expiresAt: Date | null;
  usedAt: Date | null;
};

/** One row per live credential, at most one of each kind; one row without a credential when there is none. */
async function findAccount(db: Reads, query: Query): Promise<SignInAccount | undefined> {
  const rows = await db.many(accountRow, query);
  const first = rows[0];
  if (!first) return undefined;
  const { pupilId, loginName, givenName, familyName, status, generation, enrolments } = first;
  const credentials = rows.flatMap(({ credentialId, kind, secretHash, phc, expiresAt, usedAt }) =>
    credentialId && kind ? [{ id: credentialId, pupilId, kind, secretHash, phc, expiresAt, usedAt }] : [],
  );
  return { pupilId, loginName, givenName, familyName, status, generation, enrolments, credentials };
}

export const findAccountByLoginName = (db: Reads, { loginName, today }: { loginName: string; today: string }) =>
  findAccount(
    db,
    sql`select pupil_id as "pupilId", login_name as "loginName", given_name as "givenName", family_name as "familyName",
        status, generation, credential_id as "credentialId", kind, secret_hash as "secretHash", phc,
        expires_at as "expiresAt", used_at as "usedAt", (
          select coalesce(json_agg(json_build_object('level', e.level, 'yearGroup', e.year_group)), '[]') from enrolment e
          where e.pupil_id = sign_in_account.pupil_id and e.during @> ${today}::date) as enrolments
      from sign_in_account where typed_name = ${loginName}`,
  );

export const findAccountById = (db: Reads, { pupilId, today }: { pupilId: PupilId; today: string }) =>
  findAccount(
    db,
    sql`select pupil_id as "pupilId", login_name as "loginName", given_name as "givenName", family_name as "familyName",
        status, generation, credential_id as "credentialId", kind, secret_hash as "secretHash", phc,
        expires_at as "expiresAt", used_at as "usedAt", (
          select coalesce(json_agg(json_build_object('level', e.level, 'yearGroup', e.year_group)), '[]') from enrolment e
          where e.pupil_id = sign_in_account.pupil_id and e.during @> ${today}::date) as enrolments
      from sign_in_account where pupil_id = ${pupilId} and typed_name = login_name`,
  );

const schoolRow = z.object({ schoolId: SchoolId });

/** The schools that a pupil is enrolled in on that day. */
export async function listOpenSchools(
  db: Db,
  { pupilId, today }: { pupilId: PupilId; today: string },
): Promise<SchoolId[]> {
  const rows = await db.many(
    schoolRow,
    sql`select school_id as "schoolId" from enrolment where pupil_id = ${pupilId} and during @> ${today}::date`,
  );
  return rows.map((row) => row.schoolId);
}

const wordRow = z.object({ word: z.string() });

/** What everybody at school knows of a pupil: the names of the school, its group, the classes and the applications that are on there. */
export const listWordsAround = async (db: Reads, { pupilId, today }: { pupilId: PupilId; today: string }) =>
  (
    await db.many(
      wordRow,
      sql`select distinct w.word
        from enrolment e
        join school s on s.id = e.school_id
        cross join lateral (
          select s.name
          union all select o.name from school_group o where o.id = s.school_group_id
          union all select g.name from class_membership m join class_group g on g.id = m.class_group_id
            where m.pupil_id = e.pupil_id and g.school_id = e.school_id
          union all select a.name from release r join application a on a.id = r.application_id
            where r.school_id = e.school_id and r.withdrawn_at is null
        ) w (word)
        where e.pupil_id = ${pupilId} and e.during @> ${today}::date`,
    )
  ).map(({ word }) => word);
