import { setTimeout as pause } from "node:timers/promises";
import { answerLinks, viewLinks, workOnLinks, type Says } from "../../src/links/links.ts";
import { SchoolNumber, StaffId, type PupilId, type SchoolId } from "../../src/ids.ts";
import { Stop, applyRoster } from "../../src/rosters/rosters.ts";
import { addSchool as addSchoolNow } from "../../src/schools/schools.ts";
import { openMerges } from "./merges.ts";
import { csv, type Line } from "./rosters.ts";

/** Two schools that hand in lists, with the job that looks for one child with two LeerIDs. */
export async function openLinks() {
  const world = await openMerges();
  const { deps, database } = world;

  /** A whole list of a school: who isn't in it has left. */
  async function hand(schoolId: SchoolId, ...lines: Line[]) {
    const { importId } = await world.plan(csv(...lines), schoolId);
    const applied = await applyRoster(deps, { schoolId, importId, confirmed: Stop.options });
    if (!applied.ok) throw new Error(applied.problem);
    // two records of one instant would have no order
    await pause(2);
    world.clock.now = new Date(world.clock.now.getTime() + 1000);
    return workOnLinks(deps, { schoolId });
  }
  const enrolledAt = async (schoolId: SchoolId, schoolYear?: string) => {
    const all = await world.enrolled(schoolId, schoolYear);
    return all.map(({ pupilId, loginName, classNames }) => ({ pupilId, loginName, classNames }));
  };
  const onlyOne = async (schoolId: SchoolId) => {
    const [one, ...more] = await enrolledAt(schoolId);
    if (!one || more.length > 0) throw new Error(`not one pupil, but ${more.length}`);
    return one;
  };
  const asked = async (schoolId: SchoolId) => (await viewLinks(deps, schoolId)).questions;
  const told = async (schoolId: SchoolId) => (await viewLinks(deps, schoolId)).told;
  /** Everything that this school is asked now. */
  async function say(says: Says, ...schoolIds: SchoolId[]) {
    const questions = (await Promise.all(schoolIds.map((id) => asked(id)))).flat();
    const linkIds = questions.map(({ id }) => id);
    return answerLinks(deps, { schoolIds, linkIds, says, actor: `staff:${StaffId.parse(deps.random.uuid())}` });
  }
  const links = async () =>
    (await database.owner.query("select older_id, newer_id, state, ended_by from link order by opened_at, id")).rows;
  const mergedInto = async (pupilId: PupilId): Promise<unknown> =>
    (await database.owner.query("select merged_into from pupil where id = $1", [pupilId])).rows[0]?.merged_into;
  const audit = async (schoolId: SchoolId) =>
    (
      await database.owner.query("select what, actor, details from audit_event where school_id = $1 order by seq", [
        schoolId,
      ])
    ).rows;
  const empty = () =>
    database.owner.query("truncate pupil, class_group, roster_import, link, audit_event, pupil_merge cascade");
  const addSchool = async (schoolNumber: string): Promise<SchoolId> =>
    (await addSchoolNow(deps, { number: SchoolNumber.parse(schoolNumber), name: schoolNumber })).id;
  return { ...world, addSchool, hand, enrolledAt, onlyOne, asked, told, say, links, mergedInto, audit, empty };
}
export type LinkWorld = Awaited<ReturnType<typeof openLinks>>;
