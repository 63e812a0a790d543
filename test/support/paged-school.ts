import { addRun } from "../../src/activation/activation.ts";
import { record } from "../../src/audit/audit.ts";
import type { ImportId, SchoolId } from "../../src/ids.ts";
import { makeNationalNumber } from "../../src/pupils/pupils.ts";
import { Stop, applyRoster, rehearseYear, uploadRoster } from "../../src/rosters/rosters.ts";
import { schoolYearOf, type School } from "../../src/schools/schools.ts";
import { addStaff, invite } from "../../src/staff/staff.ts";
import { addTestPupils } from "./activation.ts";
import { csv, type Line } from "./rosters.ts";
import type { TestServer } from "./server.ts";
import { arrangeApplication } from "./world.ts";

type World = Pick<TestServer, "deps" | "database">;
type Size = { classes: number; pupils: number };
const actor = "staff:test";

const classOf = (at: number, year: number) => `${year}A${at}`;
const numberOf = (klas: number, at: number) =>
  makeNationalNumber({ year: 2016, month: 1 + (klas % 12), day: 1 + Math.floor(klas / 12), serial: at + 1 });

/** Classes of so many pupils each with a number, and one pupil without: in another class that one is a doubt. */
const linesOf = ({ classes, pupils }: Size, year: number): Line[] => [
  ...Array.from({ length: classes * pupils }, (_, at): Line => {
    const klas = Math.floor(at / pupils);
    return [`Familie ${at}`, "Kind", classOf(klas, year), numberOf(klas, at % pupils)];
  }),
  ["Maes", "Wout", classOf(0, year)],
];

/** What stands in the address of a page about a list, a class or a pupil. */
export type Lists = {
  /** Imports: a plan, a file whose columns nobody has told yet, and one that was carried out. */
  planned: ImportId;
  waiting: ImportId;
  applied: ImportId;
  yearPlanId: string;
  /** The line of the pupil without a number. */
  line: string;
  /** A class of now, and one of the plan and of next year. */
  className: string;
  nextClass: string;
  classId: string;
  pupilId: string;
};

/** Lists of this size in every state that has a page of its own, the first of them carried out. */
export async function arrangeLists(world: World, schoolId: SchoolId, size: Size): Promise<Lists> {
  const { deps, database } = world;
  const upload = async (bytes: Uint8Array): Promise<ImportId> => {
    const read = await uploadRoster(deps, { schoolId, bytes, actor, name: "lijst.csv" });
    if (!read.ok) throw new Error(read.message);
    return read.importId;
  };
  const now = csv(...linesOf(size, 3));
  const next = csv(...linesOf(size, 4), ["Nieuw", "Nora", "1A", numberOf(99, 0)], ["Fout", "Fien", ""]);
  const applied = await upload(now);
  const done = await applyRoster(deps, { schoolId, importId: applied, confirmed: Stop.options });
  if (!done.ok) throw new Error(done.problem);
  const june = new Date(`${schoolYearOf(deps.now()).slice(5)}-06-20T10:00:00Z`);
  const year = await rehearseYear({ ...deps, now: () => june }, { schoolId, bytes: next, actor });
  if (!year.ok) throw new Error(year.message);
  const waiting = await upload(Buffer.from(now.toString().replace("Klas", "Waar")));
  const planned = await upload(next);
  await addTestPupils(world, schoolId, { count: size.pupils });
  const className = classOf(0, 3);
  const { rows } = await database.owner.query(
    `select g.id as "classId", m.pupil_id as "pupilId" from class_group g join class_membership m on m.class_group_id = g.id
      where g.school_id = $1 and g.name = $2 limit 1`,
    [schoolId, className],
  );
  const line = String(size.classes * size.pupils + 2);
  return { ...rows[0], planned, waiting, applied, yearPlanId: year.planId, line, className, nextClass: classOf(0, 4) };
}

/** Makes a school large in every direction but that of its lists. */
export async function arrangeCrowd(world: World, { id: schoolId }: School): Promise<void> {
  const { deps } = world;
  for (let at = 0; at < 30; at += 1) {
    const named = { givenName: "An", familyName: `Claes ${at}`, email: `crowd-${at}@school.example` };
    await addStaff(deps, { ...named, roles: [{ role: "teacher", schoolId, className: classOf(at, 3) }], actor });
    const invited = {
      ...named,
      email: `invited-${at}@school.example`,
      role: { role: "school-admin", schoolId },
      actor,
    } as const;
    await deps.db.forSchools([schoolId], (tx) => invite(tx, deps, invited));
    await arrangeApplication(world, { releaseTo: { id: schoolId } });
    const paper = { document: "cards", locale: "nl" } as const;
    const run = { schoolId, secret: undefined, again: false, classNames: [null], paper, actor };
    await addRun(deps, run);
    await record(deps.db.platform, { what: "school.resumed", actor, at: deps.now(), schoolId, details: { at } });
  }
}
