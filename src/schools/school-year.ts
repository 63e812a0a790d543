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
