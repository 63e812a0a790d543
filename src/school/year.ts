/** What the pages of the school year show: the list of the coming year, compared with the school as it is now. */
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolId } from "../ids.ts";
import { listYearPlans, viewYearPlan, type YearHead, type YearQuestion, type YearView } from "../rosters/rosters.ts";
import { comingSchoolYear, firstDayOf, schoolYearOf } from "../schools/schools.ts";
import { findYearPlan } from "./queries-year.ts";
import { openPupils, yearDifference, type YearDifference } from "./year-difference.ts";

export type YearHome = {
  /** the year whose list may come in now; undefined outside June, July and August */
  coming: string | undefined;
  schoolYear: string;
  plans: YearHead[];
};

/** One statement. */
export async function yearHomeOf({ db, now }: Pick<Deps, "db" | "now">, schoolId: SchoolId): Promise<YearHome> {
  const at = now();
  const plans = await db.forSchools([schoolId], (tx) => listYearPlans(tx, schoolId));
  return { coming: comingSchoolYear(at), schoolYear: schoolYearOf(at), plans };
}

export type YearPlanView = YearView & {
  difference: YearDifference;
  /** its school year has begun: what is agreed now takes effect at once */
  due: boolean;
};

/**
 * One list with all that it changes: two statements, whatever the size of the school. Undefined when its lines are gone.
 * @throws AppError not-found
 */
export function yearPlanOf(
  { db, now }: Pick<Deps, "db" | "now">,
  question: YearQuestion,
): Promise<YearPlanView | undefined> {
  return db.forSchools([question.schoolId], async (tx) => {
    const found = await findYearPlan(tx, question);
    if (!found) throw new AppError("not-found", "This school has no such list");
    const { scopes, ...plan } = found;
    const view = await viewYearPlan(tx, plan, question.without);
    if (!view) return undefined;
    const open = openPupils(view.known);
    const due = firstDayOf(view.head.schoolYear) <= firstDayOf(schoolYearOf(now()));
    return { ...view, difference: yearDifference(view.plan, open, scopes), due };
  });
}
