import { brusselsDay } from "../schools/schools.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Monday to Friday outside July and August. Holidays within a school year count: that gives the schools less, never the operator more. */
function isSchoolDay(day: Date): boolean {
  const weekday = day.getUTCDay();
  return weekday !== 0 && weekday !== 6 && day.getUTCMonth() !== 6 && day.getUTCMonth() !== 7;
}

/** How many school days have ended since: the day of the question and today don't count. */
export function schoolDaysSince(opened: Date, now: Date): number {
  const last = Date.parse(brusselsDay(now));
  let days = 0;
  for (let day = Date.parse(brusselsDay(opened)) + dayMs; day < last; day += dayMs)
    if (isSchoolDay(new Date(day))) days += 1;
  return days;
}
