import { counts, idsIn, periodOf, rowsOf, todays, whenIs, type Export, type Period, type Row } from "./records.ts";
import type { Schools } from "./schools.ts";

export type ClassOf = { title: string; grades: string };
/** Where somebody is today; without any class, the days of the enrolments that don't count today. */
export type ClassesToday = { classes: ClassOf[]; else: Period | undefined };

type Enrolled = { inClass: Row; isPrimary: boolean; period: Period };
export type Enrolments = {
  /** orgs of all the classes that somebody is in, for who says nothing of a school */
  orgsOf(userId: string): string[];
  /** undefined: enrollments.csv says nothing of this pupil */
  today(userId: string): ClassesToday | undefined;
};

/**
 * Who is in which class of this school on a day. A homeroom wins over courses, and of several homerooms the one that is marked as
 * primary.
 */
export function enrolmentsIn(all: Export, { schools, today }: { schools: Schools; today: string }): Enrolments {
  const classes = classesToday(all, today);
  const byUser = new Map<string, Enrolled[]>();
  const orgs = new Map<string, Set<string>>();
  for (const row of rowsOf(all, "enrollments")) {
    const inClass = classes.get(row.get("classSourcedId"));
    if (!inClass || row.get("role").toLowerCase() !== "student") continue;
    const userId = row.get("userSourcedId");
    const org = row.get("schoolSourcedId") || inClass.get("schoolSourcedId");
    if (org !== "") orgs.set(userId, (orgs.get(userId) ?? new Set()).add(org));
    if (schools.known && org !== "" && !schools.isThis(org)) continue;
    const enrolled = byUser.get(userId) ?? [];
    const isPrimary = /^(?:true|1)$/i.test(row.get("primary"));
    if (counts(row) && counts(inClass)) enrolled.push({ inClass, isPrimary, period: periodOf(row) });
    byUser.set(userId, enrolled);
  }
  const found = new Map<string, ClassesToday>();
  return {
    orgsOf: (userId) => [...(orgs.get(userId) ?? [])],
    today: (userId) => {
      const enrolled = byUser.get(userId);
      // a file may say one user a hundred thousand times
      const classesOf = enrolled && (found.get(userId) ?? chosen(enrolled, today));
      if (classesOf) found.set(userId, classesOf);
      return classesOf;
    },
  };
}

function chosen(enrolled: Enrolled[], today: string): ClassesToday {
  const { now, else: other } = todays(enrolled, today);
  const homes = now.filter(({ inClass }) => inClass.get("classType").toLowerCase() === "homeroom");
  const best = homes.length > 0 ? homes : now;
  const primary = homes.filter(({ isPrimary }) => isPrimary);
  const taken = primary.length > 0 ? primary : best;
  const classes = taken.map(({ inClass }) => ({
    title: inClass.get("title") || inClass.get("classCode"),
    grades: inClass.get("grades"),
  }));
  return { classes: [...new Map(classes.map((one) => [one.title, one])).values()], else: other };
}

/** Classes by id. Those of other terms are left out, unless no term is of today: an export of July has last year's only. */
function classesToday(all: Export, today: string): Map<string, Row> {
  const terms = new Map(
    rowsOf(all, "academicSessions").map((row) => [row.get("sourcedId"), periodOf(row, ["startDate", "endDate"])]),
  );
  const isOfToday = (row: Row): boolean => {
    const periods = idsIn(row.get("termSourcedIds")).flatMap((id) => terms.get(id) ?? []);
    const whens = new Set(periods.map((period) => whenIs(period, today)));
    // between two terms a class is no less there
    return periods.length === 0 || whens.has("today") || whens.size > 1;
  };
  const rows = rowsOf(all, "classes");
  const now = rows.filter((row) => isOfToday(row));
  return new Map((now.length > 0 ? now : rows).map((row) => [row.get("sourcedId"), row]));
}
