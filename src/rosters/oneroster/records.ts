import { dayOrderOf, readBirthDate as readDay } from "../people/birth-date.ts";
import type { TableRow } from "../table.ts";

/** A line of one file of the export; a column that isn't there is empty. */
export type Row = { line: number; get(column: string): string };

export const files = ["users", "roles", "enrollments", "classes", "orgs", "academicSessions", "demographics"] as const;
export type FileName = (typeof files)[number];
/** What a file that is missing says is missing, too. */
export type Export = Map<FileName, Row[]>;

export const rowsOf = (all: Export, file: FileName): Row[] => all.get(file) ?? [];

export function recordsOf(rows: TableRow[]): Row[] {
  const [head, ...body] = rows;
  const at = new Map(head?.cells.map((cell, index) => [cell.trim().toLowerCase(), index]));
  return body.map(({ line, cells }) => ({
    line,
    get: (column) => (cells[at.get(column.toLowerCase()) ?? -1] ?? "").trim(),
  }));
}

/** Lists of ids stand in one cell. */
export const idsIn = (cell: string): string[] =>
  cell
    .split(/[,;|]/)
    .map((id) => id.trim())
    .filter((id) => id !== "");

/** 1.1 has `inactive`, too; what is to be deleted is gone. No word means that it counts. */
export const counts = (row: Row): boolean => /^(?:active|)$/i.test(row.get("status"));

/** Days as `2026-09-01`; undefined is open. */
export type Period = { from: string | undefined; until: string | undefined };

const day = (cell: string) => readDay(cell, dayOrderOf([{ cells: [cell] }]));

export const periodOf = (row: Row, [from, until] = ["beginDate", "endDate"]): Period => ({
  from: day(row.get(from ?? "")),
  until: day(row.get(until ?? "")),
});

export type When = "today" | "over" | "to-come";

export function whenIs({ from, until }: Period, today: string): When {
  if (until !== undefined && until < today) return "over";
  return from !== undefined && from > today ? "to-come" : "today";
}

/**
 * Which of several periods count today. Where one ends on the day on which the next begins, the next one does.
 * @returns those of today; without any, when the others are: the last that is over, else the first that comes
 */
export function todays<T extends { period: Period }>(all: T[], today: string): { now: T[]; else: Period | undefined } {
  const now = all.filter(({ period }) => whenIs(period, today) === "today");
  const staying = now.filter(({ period }) => period.until !== today);
  if (now.length > 0) return { now: staying.length > 0 ? staying : now, else: undefined };
  const of = (when: When) => all.map(({ period }) => period).filter((period) => whenIs(period, today) === when);
  const over = of("over").toSorted((a, b) => (a.until ?? "").localeCompare(b.until ?? ""));
  const toCome = of("to-come").toSorted((a, b) => (a.from ?? "").localeCompare(b.from ?? ""));
  return { now: [], else: toCome[0] ? { from: toCome[0].from, until: undefined } : over.at(-1) };
}
