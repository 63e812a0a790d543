import type { AddApplication } from "../../src/applications/applications.ts";
import { addApplication, releaseApplication } from "../../src/applications/applications.ts";
import { hashFirstSecret } from "../../src/credentials/credentials.ts";
import type { Deps } from "../../src/deps.ts";
import { ApplicationId, PupilId, SchoolId, SchoolNumber } from "../../src/ids.ts";
import { addSchool, schoolYearOf, type School } from "../../src/schools/schools.ts";
import { drawLoginName, slugOf } from "../../src/pupils/login-name.ts";
import type { TestDatabase } from "./database.ts";

export type World = { deps: Deps; database: TestDatabase };

let schools = 0;
export async function arrangeSchool({ deps }: World, name = "De Testschool"): Promise<School> {
  schools += 1;
  return addSchool(deps, { number: SchoolNumber.parse(String(100_000 + schools)), name });
}

export type ArrangedPupil = { pupilId: PupilId; loginName: string; password: string };

/** A pupil in a class, with a password of their own. */
export async function arrangePupil(
  { deps, database }: World,
  school: { id: SchoolId },
  about: { givenName?: string; familyName?: string; className?: string; yearGroup?: number } = {},
): Promise<ArrangedPupil> {
  const { givenName = "Noor", familyName = "Peeters", className = "3B", yearGroup = 3 } = about;
  const pupilId = PupilId.parse(deps.random.uuid());
  // the longest kind: two pupils of one test never get the same one
  const loginName = drawLoginName(deps.random, slugOf(givenName), 8);
  const password = `een lang wachtwoord ${deps.random.int(1e6)}`;
  const now = deps.now();
  const { owner } = database;
  await owner.query("insert into pupil (id, login_name, created_at) values ($1, $2, $3)", [pupilId, loginName, now]);
  await owner.query(
    `insert into enrolment (pupil_id, school_id, given_name, family_name, level, year_group, during)
      values ($1, $2, $3, $4, 'lager', $5, daterange('2026-09-01', null))`,
    [pupilId, school.id, givenName, familyName, yearGroup],
  );
  await enterClass({ deps, database }, { pupilId, schoolId: school.id, className });
  await owner.query(
    "insert into credential (id, pupil_id, kind, phc, created_at, used_at) values ($1, $2, 'password', $3, $4, $4)",
    [deps.random.uuid(), pupilId, await deps.hasher.hash(password), now],
  );
  return { pupilId, loginName, password };
}

async function enterClass(
  { deps, database }: World,
  { pupilId, schoolId, className }: { pupilId: PupilId; schoolId: SchoolId; className: string },
): Promise<void> {
  const { rows } = await database.owner.query(
    `insert into class_group (school_id, school_year, name) values ($1, $2, $3)
      on conflict (school_id, school_year, name) do update set name = excluded.name returning id`,
    [schoolId, schoolYearOf(deps.now()), className],
  );
  await database.owner.query("insert into class_membership (class_group_id, pupil_id, school_id) values ($1, $2, $3)", [
    rows[0].id,
    pupilId,
    schoolId,
  ]);
}

/** Replaces what the pupil has by a first secret, as an activation does. */
export async function arrangeFirstSecret(
  { deps, database }: World,
  { pupilId, kind, secret }: { pupilId: PupilId; kind: "code" | "words" | "badge"; secret: string },
): Promise<void> {
  await database.owner.query("update credential set revoked_at = now() where pupil_id = $1 and revoked_at is null", [
    pupilId,
  ]);
  await database.owner.query(
    "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at) values ($1, $2, $3, $4, now(), now() + interval '60 days')",
    [deps.random.uuid(), pupilId, kind, hashFirstSecret(deps.keys, { kind, pupilId, secret })],
  );
}

export type ArrangedApplication = {
  applicationId: ApplicationId;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
};

/** An application that nobody runs: its address only has to be reached. */
export async function arrangeApplication(
  { deps }: World,
  settings: Partial<AddApplication> & { releaseTo?: { id: SchoolId } } = {},
): Promise<ArrangedApplication> {
  const { releaseTo, ...application } = settings;
  const redirectUri = application.redirectUris?.[0] ?? "http://localhost:9/callback";
  const added = await addApplication(deps, {
    name: `Rekenland ${deps.random.int(1e9)}`,
    status: "sandbox",
    redirectUris: [redirectUri],
    bundle: "personalised",
    actor: "test",
    ...application,
  });
  if (releaseTo) {
    await releaseApplication(deps, { applicationId: added.applicationId, schoolId: releaseTo.id, actor: "test" });
  }
  const { applicationId, clientId, clientSecret = "" } = added;
  return { applicationId, clientId, clientSecret, redirectUri };
}
