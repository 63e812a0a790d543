/** Everybody of a coming school year as a table: from which class to which, and the lines that do nothing. Pure. */
import { z } from "zod";
import type { Mover, YearMove } from "../../views/school/year/pupils.ts";
import type { Locale } from "../lib/locale.ts";
import { reasonText } from "../rosters/rosters.ts";
import { fits, sorted, tableQuery, textOf, type TableQuery } from "./table.ts";
import { exceptionOf, moverOf, namesOf, openPupils } from "./year-difference.ts";
import type { YearPlanView } from "./year.ts";
import { inOrder } from "../lib/in-order.ts";

const columns = ["name", "from", "to", "what"] as const;
/** In the order in which people look at them. */
const yearMoves = ["rejected", "doubtful", "new", "left", "repeats", "back", "skips", "level", "on"] as const;
const Move = z.enum(yearMoves) satisfies z.ZodType<YearMove>;

export type MoversQuery = TableQuery<(typeof columns)[number]> & {
  what: YearMove | undefined;
  /** Of now or of next year. */
  className: string | undefined;
};

/** `?q=noor&what=repeats&class=3B&sort=to` */
export const moversQuery = (params: URLSearchParams): MoversQuery => ({
  ...tableQuery(params, columns),
  what: Move.safeParse(params.get("what")).data,
  className: textOf(params, "class"),
});

/** Each of them once, in no order. @param words what is said of somebody who was here before */
export function yearMovers(
  { plan, known }: Pick<YearPlanView, "plan" | "known">,
  { locale, returns }: { locale: Locale; returns: string },
): Mover[] {
  const open = openPupils(known);
  const loginNames = new Map(known.map((pupil) => [pupil.pupilId, pupil.loginName]));
  const movers = plan.pupils.map((row): Mover => {
    const { givenName, familyName } = namesOf(row);
    const loginName = row.pupilId === null ? "" : (loginNames.get(row.pupilId) ?? "");
    const mover = { ...moverOf(row), givenName, familyName, loginName };
    if (row.pupilId !== null && open.has(row.pupilId))
      return { ...mover, note: "", move: row.action === "left" ? "left" : (exceptionOf(row)?.what ?? "on") };
    return { ...mover, from: [], move: "new", note: row.pupilId === null ? "" : returns };
  });
  const refused = plan.refused.map((row): Mover => ({
    name: `${row.shown.givenName} ${row.shown.familyName}`.trim(),
    givenName: row.shown.givenName,
    familyName: row.shown.familyName,
    loginName: "",
    from: [],
    to: row.shown.className === "" ? [] : [row.shown.className],
    move: row.action,
    note: reasonText(row.code, row.params, locale),
  }));
  return [...movers, ...refused];
}

/** Those that are asked for, in that order. */
export function arrangeMovers(all: Mover[], { what, className, search, sort, down }: MoversQuery): Mover[] {
  const keyOf: Record<typeof sort, (one: Mover) => string> = {
    name: ({ name }) => name,
    from: ({ from, name }) => `${from.join(", ")} ${name}`,
    to: ({ to, name }) => `${to.join(", ")} ${name}`,
    what: ({ move, name }) => `${yearMoves.indexOf(move)} ${name}`,
  };
  const wanted = all.filter(
    (one) =>
      (what === undefined || one.move === what) &&
      (className === undefined || one.from.includes(className) || one.to.includes(className)) &&
      fits(one.name, search),
  );
  return sorted(wanted, (a, b) => inOrder.compare(keyOf[sort](a), keyOf[sort](b)), down);
}
