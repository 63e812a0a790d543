import { SchoolNumber, type SchoolId } from "../../src/ids.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { listEnrolled, makeNationalNumber } from "../../src/pupils/pupils.ts";
import { planRoster } from "../../src/rosters/plan-file.ts";
import { applyRoster, type RosterPlan, type Stop } from "../../src/rosters/rosters.ts";
import { addSchool } from "../../src/schools/schools.ts";
import { openRosterJobs } from "./background-jobs.ts";
import { createTestDatabase } from "./database.ts";

const keys = createKeys(Buffer.alloc(32, 3), systemRandom);

/** A valid national number of a child born in 2017. */
export const number = (serial: number) => makeNationalNumber({ year: 2017, month: 3, day: 4, serial });

export type Line = [
  family: string,
  given: string,
  className: string,
  number?: string,
  stamboek?: string,
  leerId?: string,
];
export const csv = (...lines: Line[]) =>
  Buffer.from(
    [
      "Naam;Voornaam;Klas;INSZ;Stamboeknr;LeerID",
      ...lines.map((line) => Array.from({ length: 6 }, (_, at) => line[at] ?? "").join(";")),
    ].join("\n"),
  );
/** Ten children of 3A with a national number each. */
export const ten = Array.from({ length: 10 }, (_, at): Line => [
  `Familie${String.fromCharCode(65 + at)}`,
  "Kind",
  "3A",
  number(at + 1),
]);

/** Two schools without pupils on the second day of a school year. `clock.now` is the time; a file goes to school A unless told otherwise. */
export async function openRosters() {
  const database = await createTestDatabase();
  const clock = { now: new Date("2026-09-02T08:00:00Z") };
  const world = { db: database.db, now: () => clock.now, random: systemRandom, keys };
  const jobs = openRosterJobs(world);
  const deps = { ...world, jobs };
  const schoolA = (await addSchool(deps, { number: SchoolNumber.parse("000001"), name: "A" })).id;
  const schoolB = (await addSchool(deps, { number: SchoolNumber.parse("000002"), name: "B" })).id;

  async function plan(bytes: Uint8Array, schoolId = schoolA): Promise<RosterPlan> {
    const planned = await planRoster(deps, { schoolId, bytes });
    if (!planned.ok) throw new Error(planned.message);
    return planned;
  }
  const apply = (importId: RosterPlan["importId"], ...confirmed: Stop[]) =>
    applyRoster(deps, { schoolId: schoolA, importId, confirmed });
  async function importFile(bytes: Uint8Array, schoolId: SchoolId = schoolA): Promise<RosterPlan> {
    const planned = await plan(bytes, schoolId);
    const applied = await applyRoster(deps, { schoolId, importId: planned.importId });
    if (!applied.ok) throw new Error(applied.problem);
    return planned;
  }
  const enrolled = (schoolId = schoolA, schoolYear = "2026-2027") =>
    database.db.forSchools([schoolId], (tx) => listEnrolled(tx, { schoolId, schoolYear }));

  const drop = async () => {
    await jobs.idle();
    await database.drop();
  };
  return { database, clock, deps, schoolA, schoolB, plan, apply, importFile, enrolled, drop };
}
