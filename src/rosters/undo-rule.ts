import type { PupilId } from "../ids.ts";
import type { KnownPupil } from "../pupils/pupils.ts";

/** What an import left of a pupil. */
type Left = {
  action: "added" | "changed" | "moved-class" | "moved-school" | "left";
  pupilId: PupilId;
  givenName: string | null;
  familyName: string | null;
  classNames: string[] | null;
};
type Now = Pick<KnownPupil, "pupilId" | "open" | "givenName" | "familyName" | "classNames">;

/** Of how many pupils the school's list says something else by now than the import left. */
export function countChanged(rows: Left[], known: Now[]): number {
  const byId = new Map(known.map((pupil) => [pupil.pupilId, pupil]));
  return rows.filter((row) => !isAsLeft(row, byId.get(row.pupilId))).length;
}

function isAsLeft({ action, givenName, familyName, classNames }: Left, now: Now | undefined): boolean {
  if (action === "left") return now?.open !== true;
  if (!now?.open || now.givenName !== givenName || now.familyName !== (familyName ?? "")) return false;
  return now.classNames.toSorted().join("\n") === (classNames ?? []).toSorted().join("\n");
}

/** What is true of an import when somebody wants it undone. Counts are of pupils. */
export type UndoFacts = {
  status: "columns" | "planned" | "applying" | "applied" | "stale" | "undone";
  finishedAt: Date | null;
  /** the school year that the import filled */
  schoolYear: string;
  /** imports of this school that were carried out, or begun, after it and still stand */
  later: number;
  /** whom it brought here and who got a first secret since */
  activated: number;
  /** whom it made, and who used an application */
  used: number;
  /** whom it made or let go, and who is enrolled at another school too */
  elsewhere: number;
  /** whose record was put together with another one */
  merged: number;
  /** whose name, class or enrolment is another one than the import left */
  changed: number;
};

export type UndoReason =
  | "not-applied"
  | "undone"
  | "too-old"
  | "school-year"
  | "later"
  | "activated"
  | "used"
  | "elsewhere"
  | "merged"
  | "changed";

export type Undoable = { can: true; until: Date } | { can: false; why: UndoReason; count: number };

const keptMs = 30 * 24 * 3600 * 1000;

/**
 * Whether an import can still be taken back as a whole: for 30 days, and only as long as nothing depends on it. Imports are taken
 * back from the last to the first.
 * @param now.schoolYear the one of today
 */
export function undoable(facts: UndoFacts, now: { at: Date; schoolYear: string }): Undoable {
  const no = (why: UndoReason, count = 0): Undoable => ({ can: false, why, count });
  if (facts.status === "undone") return no("undone");
  if (facts.status !== "applied" || !facts.finishedAt) return no("not-applied");
  const until = new Date(facts.finishedAt.getTime() + keptMs);
  if (now.at >= until) return no("too-old");
  if (facts.schoolYear !== now.schoolYear) return no("school-year");
  if (facts.later > 0) return no("later", facts.later);
  for (const why of ["activated", "used", "elsewhere", "merged", "changed"] as const)
    if (facts[why] > 0) return no(why, facts[why]);
  return { can: true, until };
}
