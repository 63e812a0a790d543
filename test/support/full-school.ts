import { z } from "zod";
import { addRun, makeRun } from "../../src/activation/activation.ts";
import { invite } from "../../src/staff/staff.ts";
import type { SchoolId } from "../../src/ids.ts";
import type { School } from "../../src/schools/schools.ts";
import { schoolYearOf } from "../../src/schools/schools.ts";
import type { TestServer } from "./server.ts";
import { arrangeStaff } from "./staff.ts";
import { arrangeApplication, arrangePupil } from "./world.ts";

/** Ids of what a school has: what stands in the addresses of its pages. */
export type FullSchool = Record<
  | "staffId"
  | "invitationId"
  | "classId"
  | "pupilId"
  | "passId"
  | "runId"
  | "importId"
  | "yearPlanId"
  | "mergeId"
  | "linkId"
  | "applicationId"
  | "packageId",
  string
>;

type World = Pick<TestServer, "deps" | "database">;
const idRow = z.object({ id: z.string() });

/** A school with a row in every table that holds data of schools. A new table gets its row here. */
export async function arrangeFullSchool(world: World, school: School): Promise<FullSchool> {
  const { deps } = world;
  const add = adder(world);
  const { pupilId } = await arrangePupil(world, school, { className: "3B" });
  const other = await arrangePupil(world, school, { className: "3B" });
  const { applicationId } = await arrangeApplication(world, { releaseTo: school });
  const { staffId } = await arrangeStaff(world, {
    givenName: "Samira",
    roles: [{ role: "teacher", schoolId: school.id, className: "3B" }],
  });
  const by = { schoolId: school.id, actor: staffId };
  const runId = await addRun(deps, {
    ...by,
    classNames: ["3B"],
    secret: undefined,
    again: false,
    paper: { document: "cards", locale: "nl" },
  });
  // now, so that no worker changes the school while a test looks at it
  await makeRun(deps, { schoolId: school.id, runId });
  const invited = { email: "an@school.example", givenName: "An", familyName: "Claes", actor: staffId };
  const role = { role: "school-admin", schoolId: school.id } as const;
  await deps.db.forSchools([school.id], (tx) => invite(tx, deps, { ...invited, role }));
  const classId = await add("select id from class_group where school_id = $1", [school.id]);
  await addSmall(world, { schoolId: school.id, pupilId, staffId });
  const mergeId = await add(
    `insert into pupil_merge (kept_id, other_id, other_login_name, school_ids, merged_at, merged_by, moved)
      values ($1, $2, 'x.123456', array[$3::uuid], now(), 'test', '{}') returning id`,
    [pupilId, other.pupilId, school.id],
  );
  return {
    staffId,
    invitationId: await add("select id from staff_invitation where school_id = $1", [school.id]),
    classId,
    pupilId,
    passId: await add(
      `insert into class_pass (school_id, class_group_id, pupil_id, staff_id, gives, created_at, expires_at)
        values ($1, $2, $3, $4, 'words', now(), now() + interval '5 minutes') returning id`,
      [school.id, classId, pupilId, staffId],
    ),
    runId,
    ...(await addLists(world, school.id, pupilId)),
    mergeId,
    linkId: await add(
      `insert into link (older_id, newer_id, opened_at, state, ended_at, ended_by, merge_id, undo_school_id, undo_until, other_school_id)
        values ($1, $2, now(), 'linked', now(), 'test', $3, $4, now() + interval '30 days', $4) returning id`,
      [pupilId, other.pupilId, mergeId, school.id],
    ),
    applicationId,
  };
}

/** Runs a statement as the owner of the database, who is under no policy, and gives the id that comes back. */
const adder =
  ({ database }: World) =>
  async (statement: string, values: unknown[]) =>
    idRow.parse((await database.owner.query(statement, values)).rows[0]).id;

type Small = { schoolId: SchoolId; pupilId: string; staffId: string };

/** What no address names. */
async function addSmall({ database }: World, { schoolId, pupilId, staffId }: Small): Promise<void> {
  const { owner } = database;
  await owner.query("insert into site (school_id, name) values ($1, 'Noord')", [schoolId]);
  await owner.query("insert into secret_ladder (school_id, band, kind) values ($1, 'young', 'badge')", [schoolId]);
  await owner.query("insert into staff_sign_in (staff_id, at, method) values ($1, now(), 'passkey')", [staffId]);
  await owner.query(
    `insert into failure (code_hash, at, kind, pupil_id, network_hash) values (sha256('x'), now(), 'unexpected', $1, sha256('x'))`,
    [pupilId],
  );
  await owner.query(
    "insert into roster_columns (school_id, fingerprint, columns, saved_at) values ($1, sha256('x'), '{}', now())",
    [schoolId],
  );
}

async function addLists(world: World, schoolId: SchoolId, pupilId: string) {
  const add = adder(world);
  const { owner } = world.database;
  const schoolYear = schoolYearOf(world.deps.now());
  const importId = await add(
    `insert into roster_import (school_id, school_year, status, created_at, chunk_ends, based_on, summary)
      values ($1, $2, 'planned', now(), '{1}', 0, '{}') returning id`,
    [schoolId, schoolYear],
  );
  await owner.query(
    "insert into roster_row (import_id, line, school_id, action, pupil_id) values ($1, 1, $2, 'unchanged', $3)",
    [importId, schoolId, pupilId],
  );
  await owner.query("insert into roster_file (import_id, school_id, sealed, kept_at) values ($1, $2, 'x', now())", [
    importId,
    schoolId,
  ]);
  const packageId = await add(
    `insert into admin_package (client_id, name, jwks_uri, valid_from, created_at)
      values ('package-' || replace($1, '-', ''), $1, 'https://package.example/jwks', now(), now()) returning id`,
    [importId],
  );
  await owner.query(
    `insert into admin_package_grant (school_id, package_id, scopes, granted_at, granted_by)
      values ($1, $2, '{roster.read}', now(), 'test')`,
    [schoolId, packageId],
  );
  await owner.query("insert into admin_package_plan (import_id, package_id, school_id) values ($1, $2, $3)", [
    importId,
    packageId,
    schoolId,
  ]);
  const yearPlanId = await add(
    `insert into school_year_plan (school_id, school_year, status, created_at, created_by, content)
      values ($1, '2027-2028', 'rehearsal', now(), 'test', '{}') returning id`,
    [schoolId],
  );
  return { importId, packageId, yearPlanId };
}
