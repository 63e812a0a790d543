import { createLog } from "../../src/lib/log.ts";
import { agreeYear, rehearseYear, takeDueEffects, viewYear, type YearStop } from "../../src/rosters/rosters.ts";
import type { YearPlanId } from "../../src/ids.ts";
import { csv, number, openRosters, type Line } from "./rosters.ts";

/** Moments in Brussels, a millisecond apart where a rule turns. */
export const moments = {
  lastOfMay: new Date("2027-05-31T21:59:59.999Z"),
  firstOfJune: new Date("2027-05-31T22:00:00Z"),
  june: new Date("2027-06-20T09:00:00Z"),
  lastOfAugust: new Date("2027-08-31T21:59:59.999Z"),
  firstOfSeptember: new Date("2027-08-31T22:00:00Z"),
  september: new Date("2027-09-06T08:00:00Z"),
  october: new Date("2027-09-30T22:00:00Z"),
};

const letter = (at: number) => String.fromCharCode(65 + at);
/** Ten children of 3A and two of 6A, this year. */
export const thisYear: Line[] = [
  ...Array.from({ length: 10 }, (_, at): Line => [`Familie${letter(at)}`, "Kind", "3A", number(at + 1)]),
  ["Zesde", "Anna", "6A", number(61)],
  ["Zesde", "Bram", "6A", number(62)],
];
/** Next year those of 3A are in 4A, those of 6A are gone, and one is new. */
export const nextYear: Line[] = [
  ...thisYear.slice(0, 10).map(([family, given, , national]): Line => [family, given, "4A", national ?? ""]),
  ["Nieuw", "Nora", "1A", number(71)],
];

/** A school in June with the list of this year; the next comes in through here. */
export async function openYear() {
  const rosters = await openRosters();
  await rosters.importFile(csv(...thisYear));
  rosters.clock.now = moments.june;
  const { deps, schoolA: schoolId, database } = rosters;
  const actor = "staff:test";
  const log = createLog("silent");

  async function rehearse(...lines: Line[]): Promise<YearPlanId> {
    const read = await rehearseYear(deps, { schoolId, bytes: csv(...lines), name: "volgend jaar.csv", actor });
    if (!read.ok) throw new Error(read.message);
    return read.planId;
  }
  const agree = (planId: YearPlanId, ...said: YearStop[]) => agreeYear(deps, { schoolId, planId, said, actor });
  async function agreeTo(lines: Line[], ...said: YearStop[]): Promise<YearPlanId> {
    const planId = await rehearse(...lines);
    const agreed = await agree(planId, ...said);
    if (!agreed.ok) throw new Error(agreed.problem);
    return planId;
  }
  const view = (planId: YearPlanId) => database.db.forSchools([schoolId], (tx) => viewYear(tx, { schoolId, planId }));
  /** What the job does. */
  const runJob = () => takeDueEffects({ ...deps, log }, "job:school-year");
  /** Everybody who is enrolled, with the classes of that school year: `Kind FamilieA 4A`. */
  const classes = async (schoolYear: string) =>
    (await rosters.enrolled(schoolId, schoolYear)).map(({ givenName, familyName, classNames }) =>
      `${givenName} ${familyName} ${classNames.join()}`.trim(),
    );
  const status = async (planId: YearPlanId) =>
    (await database.owner.query("select status from school_year_plan where id = $1", [planId])).rows[0]?.status;
  return { ...rosters, schoolId, actor, rehearse, agree, agreeTo, view, runJob, classes, status };
}
export type YearWorld = Awaited<ReturnType<typeof openYear>>;
