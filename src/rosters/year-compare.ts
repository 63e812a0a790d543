import type { PupilId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { compareWithRoster, type KnownPupil } from "../pupils/pupils.ts";
import { firstDayOf, previousSchoolYear } from "../schools/schools.ts";
import { asDecided } from "./decide.ts";
import { makePlan, type Plan } from "./plan.ts";
import type { YearContent, YearDecisions } from "./year-content.ts";
import type { YearHead } from "./queries-year.ts";
import type { RosterRow } from "./rows.ts";
import { yearSigns, type YearSigns } from "./year-rules.ts";

export type YearComparison = {
  plan: Plan;
  signs: YearSigns;
  /** everybody who is or was enrolled; `classNamesBefore` are the classes of the school year before the plan's */
  known: KnownPupil[];
};

type Compared = Pick<YearHead, "id" | "schoolId" | "schoolYear"> & {
  content: YearContent;
  decisions: YearDecisions;
};

/** What a list of a coming year would change, were it to take effect now. One statement. */
export async function compareYear(tx: Tx, compared: Compared): Promise<YearComparison> {
  const { id, schoolId, schoolYear, content } = compared;
  const years = { schoolYear, yearBefore: previousSchoolYear(schoolYear) };
  const today = firstDayOf(schoolYear);
  const { known, arrived } = await compareWithRoster(tx, { schoolId, ...years, since: id, today });
  const rows = decided(compared);
  const whole = makePlan({ ...content, rows }, known, { bothYears: false });
  const plan = withoutArrivals(whole, arrived);
  return { plan, signs: yearSigns(plan, known), known };
}

/** Lines as if they had said in a column LeerID what a person decided, without those that are a pupil once more. */
function decided({ content, decisions }: Compared): RosterRow[] {
  return content.rows.flatMap((row) => {
    const decision = decisions[String(row.line)];
    if (!decision) return [row];
    return decision.is === "twice" ? [] : [asDecided({ ...row, lines: [row.line] }, decision)];
  });
}

/** Who came after the file was made can't be in it, and stays. */
function withoutArrivals(plan: Plan, arrived: Set<PupilId>): Plan {
  const pupils = plan.pupils.filter(
    ({ action, pupilId }) => action !== "left" || pupilId === null || !arrived.has(pupilId),
  );
  const left = plan.counts.left - (plan.pupils.length - pupils.length);
  return { ...plan, pupils, counts: { ...plan.counts, left } };
}
