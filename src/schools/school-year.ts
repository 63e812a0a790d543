// Making a formatter costs more than using it, and every sign-in uses it.
const dayInBrussels = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Brussels" });

let latest = { minute: Number.NaN, day: "" };

/** The day in Brussels as `2026-09-01`: schools live by it, wherever the server stands. A day never changes within a minute. */
export function brusselsDay(now: Date): string {
  const minute = Math.floor(now.getTime() / 60_000);
  if (minute !== latest.minute) latest = { minute, day: dayInBrussels.format(now) };
  return latest.day;
}

/** 1 September to 31 August, written `2026-2027`. */
export function schoolYearOf(now: Date): string {
  const start = startYearOf(now);
  return `${start}-${start + 1}`;
}

/** The year before: `2025-2026` for `2026-2027`. */
export function schoolYearBefore(now: Date): string {
  const start = startYearOf(now);
  return `${start - 1}-${start}`;
}

/** The calendar year in which the school year of this moment began. */
export function startYearOf(now: Date): number {
  const [year = "", month = ""] = brusselsDay(now).split("-");
  return Number(month) >= 9 ? Number(year) : Number(year) - 1;
}

/** Midnight in Brussels that ends 31 August: summer time there, so two hours ahead of UTC. */
export function endOfSchoolYear(now: Date): Date {
  return new Date(Date.UTC(startYearOf(now) + 1, 7, 31, 22));
}

/** First moment of a school year, given as `2027-2028`: midnight in Brussels that begins 1 September. */
export const startOfSchoolYear = (schoolYear: string): Date =>
  new Date(Date.UTC(Number(schoolYear.slice(0, 4)), 7, 31, 22));

/** `2027-09-01` for `2027-2028`. */
export const firstDayOf = (schoolYear: string): string => `${schoolYear.slice(0, 4)}-09-01`;

/** `2026-2027` for `2027-2028`. */
export function previousSchoolYear(schoolYear: string): string {
  const start = Number(schoolYear.slice(0, 4));
  return `${start - 1}-${start}`;
}

/** The school year whose lists may come in by now: from 1 June until it begins. */
export function comingSchoolYear(now: Date): string | undefined {
  const month = Number(brusselsDay(now).slice(5, 7));
  const next = startYearOf(now) + 1;
  return month >= 6 && month <= 8 ? `${next}-${next + 1}` : undefined;
}

/**
 * The school year before, in September: until the month is over, people, lists and what schools decided may still call a class by
 * last year's name. Undefined in any other month.
 */
export function yearStillUnderstood(now: Date): string | undefined {
  return brusselsDay(now).slice(5, 7) === "09" ? schoolYearBefore(now) : undefined;
}
