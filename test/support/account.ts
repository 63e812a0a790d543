import { findReleasedPupil } from "../../src/oidc/account.ts";
import { ApplicationId, PupilId, SchoolId, SectorId } from "../../src/ids.ts";
import { createTestDatabase } from "./database.ts";

/** The moment of these tests, also in seconds as tokens count. */
export const noon = new Date("2026-11-23T12:00:00Z");
export const at = noon.getTime() / 1000;
const earlier = new Date(noon.getTime() - 1_000_000);

export type ReleasedPupilArrangement = { pupilId: PupilId; applicationId: ApplicationId; clientSector: SectorId };

/** Two schools with classes of this year and the last. `arrange` empties the rest and makes one pupil, one application and its release. */
export async function openAccounts() {
  const database = await createTestDatabase();
  const owner = (text: string, values: unknown[] = []) => database.owner.query(text, values);
  const { rows: made } = await owner(
    `insert into school (name, valid_from, created_at) values ('Een', $1, $1), ('Twee', $1, $1) returning id`,
    [earlier],
  );
  const schools = made.map((one) => SchoolId.parse(one.id));
  await owner(
    `insert into school_number values ('000009', $1, '2000-01-01', '2020-01-01'), ('012345', $1, '2020-01-01', null),
    ('054321', $2, '2020-01-01', null)`,
    schools,
  );
  await owner(
    `insert into class_group (school_id, school_year, name)
    values ($1, '2026-2027', '3B'), ($1, '2025-2026', '2B'), ($2, '2026-2027', 'X')`,
    schools,
  );

  /** The application that the first school released, at its first manifest. */
  async function arrange(): Promise<ReleasedPupilArrangement> {
    await owner("truncate pupil, application, manifest, release, pseudonym, sector cascade");
    const { rows } = await owner(
      `with s as (insert into sector (name) values ('s') returning id),
      a as (insert into application (name, sector_id, valid_from, created_at) select 'App', id, $1, $1 from s returning id, sector_id),
      m as (insert into manifest (application_id, version, bundle, attributes, created_at)
        select id, 1, 'pseudonymous', '{"email": "because", "leerid_class_groups": "because"}', $1 from a returning id, application_id),
      r as (insert into release (school_id, application_id, manifest_id, allowed_at, allowed_by)
        select $2, application_id, id, $1, 'test' from m)
      select id, sector_id from a`,
      [earlier, schools[0]],
    );
    return {
      applicationId: ApplicationId.parse(rows[0].id),
      clientSector: SectorId.parse(rows[0].sector_id),
      pupilId: await addPupil("lotte.100001"),
    };
  }

  async function addPupil(loginName: string): Promise<PupilId> {
    const { rows } = await owner(
      `with p as (insert into pupil (id, login_name, created_at)
        values (uuidv7(), $1, $2) returning id),
      e as (insert into enrolment (pupil_id, school_id, given_name, family_name, level, year_group, stamboeknummer, during)
        select id, $3, 'Lotte', 'Peeters', 'lager', 3, $1, '[2026-09-01,)' from p),
      m as (insert into class_membership select g.id, p.id, g.school_id from p, class_group g where g.name in ('3B', '2B'))
      select id from p`,
      [loginName, noon, schools[0]],
    );
    return PupilId.parse(rows[0].id);
  }

  const ask = (question: ReleasedPupilArrangement & { now?: Date }) =>
    findReleasedPupil(database.db.signIn, { generation: 1, issuedAt: at, now: noon, ...question });

  return { database, owner, schools, arrange, ask, drop: () => database.drop() };
}
