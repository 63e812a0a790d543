import type { Action, ClassChange, Detail, PupilChange } from "../../views/school/roster/difference.ts";
import type { ReasonCode } from "../rosters/rosters.ts";
import type { ClassCount, PlanRow } from "./queries-roster.ts";
import { inOrder } from "../lib/in-order.ts";

export type Refusal = {
  line: number;
  name: string;
  className: string;
  code: ReasonCode;
  params: Record<string, string | number>;
};
/** `decided` is null while the line waits. */
export type DoubtLine = Refusal & { decided: "same" | "new" | "twice" | null; canDecide: boolean };

export type Difference = { classes: ClassChange[]; rejected: Refusal[]; doubts: DoubtLine[] };

/** The rows of an import as people look at them: class by class, and apart from them the lines that need a person. */
export function differenceOf(rows: PlanRow[]): Difference {
  const classes = new Map<string, PupilChange[]>();
  const difference: Difference = { classes: [], rejected: [], doubts: [] };
  for (const row of rows) {
    if (row.reason !== null && row.reason !== "decided") {
      const refusal = refusalOf(row, row.reason);
      if (row.action === "rejected") difference.rejected.push(refusal);
      else difference.doubts.push({ ...refusal, decided: decisionOf(row), canDecide: Boolean(row.details?.doubt) });
    }
    const change = changeOf(row);
    if (!change) continue;
    const name = (change.action === "left" ? change.from : change.to)[0] ?? "";
    const others = classes.get(name);
    if (others) others.push(change);
    else classes.set(name, [change]);
  }
  difference.classes = [...classes]
    .map(([name, pupils]) => ({ name, pupils: pupils.sort((a, b) => inOrder.compare(a.name, b.name)) }))
    .sort((a, b) => inOrder.compare(a.name, b.name));
  return difference;
}

/** A large difference: how many of each class change in what way, and the lines that need a person. */
export function foldedDifference(counts: ClassCount[], refused: PlanRow[]): Difference {
  const classes = new Map<string, Partial<Record<Action, number>>>();
  for (const { name, action, count } of counts) {
    if (action === "rejected" || action === "doubtful") continue;
    classes.set(name, { ...classes.get(name), [action]: count });
  }
  return {
    ...differenceOf(refused),
    classes: [...classes]
      .map(([name, ofClass]) => ({ name, pupils: [], counts: ofClass }))
      .sort((a, b) => inOrder.compare(a.name, b.name)),
  };
}

const fullName = ({ givenName, familyName }: { givenName: string | null; familyName: string | null }) =>
  [givenName, familyName].filter(Boolean).join(" ");

const refusalOf = (row: PlanRow, code: ReasonCode): Refusal => ({
  line: row.line,
  name: fullName(row),
  className: (row.classNames ?? []).join(", "),
  code,
  params: row.details?.params ?? {},
});

export function decisionOf({ action, before }: Pick<PlanRow, "action" | "before">): DoubtLine["decided"] {
  if (action === "doubtful") return null;
  if (before !== null) return "same";
  return action === "unchanged" ? "twice" : "new";
}

/** What a line changes for its pupil, if anything. */
export function changeOf(row: PlanRow): PupilChange | undefined {
  const action = actionOf(row);
  if (!action) return undefined;
  const { before } = row;
  const to = row.classNames ?? [];
  const was = before === null ? [] : before.classNames.length > 0 ? before.classNames : before.classNamesBefore;
  const name = action === "left" && before ? fullName(before) : fullName(row);
  return {
    name,
    loginName: row.loginName,
    action,
    from: action === "moved" || action === "left" ? was : [],
    to,
    nameBefore: before !== null && action !== "left" && fullName(before) !== name ? fullName(before) : null,
    details: action === "left" || before === null ? [] : detailsOf(row, before),
  };
}

function actionOf({ action, before }: PlanRow): Action | undefined {
  switch (action) {
    case "moved-class":
      return "moved";
    case "moved-school":
      return before === null ? "arrived" : "returned";
    case "added":
    case "changed":
    case "left":
      return action;
    case "unchanged":
    case "rejected":
    case "doubtful":
      return undefined;
  }
}

/** An empty cell changes nothing. */
function detailsOf(row: PlanRow, before: NonNullable<PlanRow["before"]>): Detail[] {
  const differs = (value: string | number | null, was: string | number | null) => value !== null && value !== was;
  const year =
    differs(row.yearGroup, before.yearGroup) || differs(row.level, before.level) || differs(row.kind, before.kind);
  return [
    ...(fullName(row) === fullName(before) ? [] : (["name"] as const)),
    ...(row.hasNumber ? (["number"] as const) : []),
    ...(row.hasSource ? (["source"] as const) : []),
    ...(differs(row.stamboeknummer, before.stamboeknummer) ? (["stamboeknummer"] as const) : []),
    // a class of another year says so itself
    ...(year && row.action !== "moved-class" ? (["year"] as const) : []),
    ...(differs(row.siteName, before.siteName) ? (["site"] as const) : []),
  ];
}
