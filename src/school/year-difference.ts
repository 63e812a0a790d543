import { inScope, type Place } from "../applications/applications.ts";
import { yearChoiceOf, type YearChoice } from "../pupils/pupils.ts";
import type { Plan } from "../rosters/rosters.ts";
import type { LiveScope } from "./queries-year.ts";
import { inOrder } from "../lib/in-order.ts";

type Planned = Plan["pupils"][number];
type Before = NonNullable<Planned["before"]>;

/** Where the pupils of a class of today go. */
export type Flow = { from: string; to: { name: string; pupils: number }[]; left: number };
export type Mover = { name: string; from: string[]; to: string[] };
/** `repeats`: stays in the same year; `back`, `skips`: goes to an earlier one, or over one; `level`: another level of education. */
export type Exception = Mover & { what: "repeats" | "back" | "skips" | "level" };
/** Who can use an application now and can no more: at once, or when September is over. */
export type Loss = { application: string; september: string[]; october: string[]; leavers: number };

export type YearDifference = {
  flows: Flow[];
  exceptions: Exception[];
  leavers: Mover[];
  /** `returns`: was a pupil here before */
  newcomers: (Mover & { returns: boolean })[];
  losses: Loss[];
};

const sorted = <T extends { name: string }>(rows: T[]): T[] => rows.sort((a, b) => inOrder.compare(a.name, b.name));

/** As the list says it; of a pupil who isn't in it as it was. */
export const namesOf = ({ givenName, familyName, before }: Planned) => ({
  givenName: givenName ?? before?.givenName ?? "",
  familyName: familyName ?? before?.familyName ?? "",
});

const nameOf = (row: Planned): string => Object.values(namesOf(row)).filter(Boolean).join(" ");

/** A pupil with the classes of now and of next year. */
export const moverOf = (row: Planned): Mover => ({
  name: nameOf(row),
  from: row.before?.classNamesBefore ?? [],
  to: row.classNames,
});

/** Who is enrolled now, by id. */
export const openPupils = (known: { pupilId: string; open: boolean }[]): Set<string> =>
  new Set(known.filter(({ open }) => open).map(({ pupilId }) => pupilId));

/** What a coming year changes, as a head of school looks at it. @param open who is enrolled now, by id */
export function yearDifference(plan: Plan, open: Set<string>, scopes: LiveScope[]): YearDifference {
  const here = plan.pupils.filter(({ pupilId }) => pupilId !== null && open.has(pupilId));
  const added = plan.pupils.filter(({ pupilId }) => pupilId === null || !open.has(pupilId));
  return {
    flows: flowsOf(here),
    exceptions: sorted(here.flatMap((row) => exceptionOf(row) ?? [])),
    leavers: sorted(here.filter(({ action }) => action === "left").map((row) => moverOf(row))),
    newcomers: sorted(added.map((row) => ({ ...moverOf(row), from: [], returns: row.pupilId !== null }))),
    losses: scopes.flatMap((scope) => lossOf(scope, here)),
  };
}

function flowsOf(rows: Planned[]): Flow[] {
  const flows = new Map<string, { to: Map<string, number>; left: number }>();
  for (const { action, before, classNames } of rows) {
    for (const from of before?.classNamesBefore ?? []) {
      const flow = flows.get(from) ?? { to: new Map<string, number>(), left: 0 };
      flows.set(from, flow);
      if (action === "left") flow.left += 1;
      const to = classNames.join(", ");
      if (action !== "left") flow.to.set(to, (flow.to.get(to) ?? 0) + 1);
    }
  }
  return [...flows]
    .map(([from, { to, left }]) => ({ from, left, to: sorted([...to].map(([name, pupils]) => ({ name, pupils }))) }))
    .sort((a, b) => inOrder.compare(a.from, b.from));
}

/** What is no ordinary step to the next year; undefined for what is, and for who leaves. */
export function exceptionOf(row: Planned): Exception | undefined {
  const { action, before } = row;
  if (action === "left" || before === null) return undefined;
  const what = changeOf(row, before);
  return what && { ...moverOf(row), what };
}

/** From the sixth of lager to the first of secundair, or from kleuter to the first of lager, is no exception. */
function changeOf({ level, yearGroup }: Planned, before: Before): Exception["what"] | undefined {
  if (level !== null && level !== before.level) {
    const next = { kleuter: "lager", lager: "secundair", secundair: undefined } as const;
    return level === next[before.level] && (yearGroup ?? 1) === 1 ? undefined : "level";
  }
  if (yearGroup === null || before.yearGroup === null) return undefined;
  const steps = yearGroup - before.yearGroup;
  if (steps === 0) return "repeats";
  if (steps < 0) return "back";
  return steps > 1 ? "skips" : undefined;
}

function lossOf(scope: LiveScope, rows: Planned[]): Loss[] {
  const loss: Loss = { application: scope.name, september: [], october: [], leavers: 0 };
  for (const row of rows) {
    const { action, before } = row;
    if (before === null) continue;
    const place = (classNames: string[], yearChoice: YearChoice, classNamesBefore: string[] = []): Place => ({
      classNames,
      classNamesBefore,
      yearChoice,
    });
    const has = (at: Place) => inScope({ ...scope, ofLastYear: true }, at);
    if (!has(place(before.classNamesBefore, yearChoiceOf(before)))) continue;
    const year = yearChoiceOf(afterwards(row, before));
    if (action === "left") loss.leavers += 1;
    else if (!has(place(row.classNames, year, before.classNamesBefore))) loss.september.push(nameOf(row));
    else if (!has(place(row.classNames, year))) loss.october.push(nameOf(row));
  }
  loss.september.sort(inOrder.compare);
  loss.october.sort(inOrder.compare);
  return loss.september.length + loss.october.length + loss.leavers > 0 ? [loss] : [];
}

/** An empty cell changes nothing. */
const afterwards = (row: Planned, before: Before) => ({
  level: row.level ?? before.level,
  kind: row.kind ?? before.kind,
  yearGroup: row.yearGroup ?? before.yearGroup,
});
