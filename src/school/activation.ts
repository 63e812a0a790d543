/** Who has a card already, and who is to get one: what the activation board shows. */
import { bandOf, bands, ladderFrom, listOpenRuns, type Band, type Ladder, type Run } from "../activation/activation.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolId } from "../ids.ts";
import { parseLoginName } from "../pupils/pupils.ts";
import { brusselsDay, schoolYearOf } from "../schools/schools.ts";
import { findTrouble } from "../sessions/sessions.ts";
import { readPupilStates, type PupilState, type PupilWithState } from "./queries-activation.ts";
import { inOrder } from "../lib/in-order.ts";

export { PupilState, type PupilWithState } from "./queries-activation.ts";

type BoardDeps = Pick<Deps, "db" | "now" | "keys" | "counter">;
type StateCounts = Record<PupilState, number>;

/** `name` null: pupils without a class. `bands`: the ages in it, each with what it gets by the school's ladder. */
export type ClassOnBoard = { name: string | null; pupils: number; states: StateCounts; bands: Band[] };
export type Board = {
  schoolYear: string;
  classes: ClassOnBoard[];
  totals: { pupils: number; states: StateCounts };
  ladder: Ladder;
  runs: Run[];
};

const momentOf = (now: Date) => ({ now, today: brusselsDay(now), schoolYear: schoolYearOf(now) });

/** Two statements and one look at the counters, whatever the size of the school. */
export async function boardOf(deps: BoardDeps, schoolId: SchoolId): Promise<Board> {
  const moment = momentOf(deps.now());
  const found = await deps.db.forSchools([schoolId], async (tx) => {
    const { pupils, steps } = await readPupilStates(tx, { schoolId, ...moment });
    return { pupils, ladder: ladderFrom(steps), runs: await listOpenRuns(tx, { schoolId, now: moment.now }) };
  });
  const pupils = await withHeld(deps, found.pupils);
  const totals = { pupils: pupils.length, states: count(pupils) };
  return { schoolYear: moment.schoolYear, classes: classesOf(pupils), totals, ladder: found.ladder, runs: found.runs };
}

/** For a program, which need not know who has to wait a moment. One statement. */
export async function statesOf(
  { db, now }: Pick<Deps, "db" | "now">,
  schoolId: SchoolId,
): Promise<Pick<Board, "schoolYear" | "classes" | "totals"> & { pupils: PupilWithState[] }> {
  const moment = momentOf(now());
  const { pupils } = await db.forSchools([schoolId], (tx) => readPupilStates(tx, { schoolId, ...moment }));
  const totals = { pupils: pupils.length, states: count(pupils) };
  return { schoolYear: moment.schoolYear, classes: classesOf(pupils), totals, pupils };
}

/** Who could get in, were it not for wrong attempts. No transaction is open while the counters are asked. */
async function withHeld(deps: BoardDeps, pupils: PupilWithState[]): Promise<PupilWithState[]> {
  const may = pupils.filter(({ state }) => state === "ready" || state === "active");
  const names = may.map(({ loginName }) => loginName);
  const held = await findTrouble(deps, names, ["held"]);
  return pupils.map((pupil) => (held.has(pupil.loginName) ? { ...pupil, state: "held" } : pupil));
}

/** A pupil of two classes stands in both. */
function classesOf(pupils: PupilWithState[]): ClassOnBoard[] {
  const classes = new Map<string | null, PupilWithState[]>();
  for (const pupil of pupils) {
    const names: (string | null)[] = pupil.classNames.length > 0 ? pupil.classNames : [null];
    for (const name of names) {
      const members = classes.get(name);
      if (members) members.push(pupil);
      else classes.set(name, [pupil]);
    }
  }
  return [...classes]
    .map(([name, members]) => ({ name, pupils: members.length, states: count(members), bands: bandsOf(members) }))
    .sort((a, b) => Number(a.name === null) - Number(b.name === null) || inOrder.compare(a.name ?? "", b.name ?? ""));
}

function count(pupils: PupilWithState[]): StateCounts {
  const states: StateCounts = { none: 0, ready: 0, active: 0, held: 0, locked: 0, leaving: 0 };
  for (const { state } of pupils) states[state] += 1;
  return states;
}

function bandsOf(pupils: PupilWithState[]): Band[] {
  const present = new Set(pupils.map((pupil) => bandOf(pupil)));
  return bands.filter((band) => present.has(band));
}

/**
 * The pupils of a class, or of the whole school, by name. One statement, and one look at the counters.
 * @param name null: pupils without a class; undefined: everybody
 * @throws AppError not-found for a class that this school doesn't have this year
 */
export async function listPupils(
  deps: BoardDeps,
  { schoolId, name }: { schoolId: SchoolId; name?: string | null },
): Promise<{ pupils: PupilWithState[]; states: StateCounts; classNames: string[] }> {
  const { pupils: found } = await deps.db.forSchools([schoolId], (tx) =>
    readPupilStates(tx, { schoolId, ...momentOf(deps.now()), className: name ?? undefined }),
  );
  const members = name === null ? found.filter(({ classNames }) => classNames.length === 0) : found;
  if (members.length === 0 && name !== undefined) throw new AppError("not-found");
  const pupils = await withHeld(deps, members);
  const classNames = [...new Set(pupils.flatMap((pupil) => pupil.classNames))].sort(inOrder.compare);
  return { pupils, states: count(pupils), classNames };
}

/** What a person at the board has chosen, as it stands in the address. */
export type Choice = { kind: "classes"; names: (string | null)[] } | { kind: "pupils"; loginNames: string[] };

export type Chosen = {
  choice: Choice;
  classes: ClassOnBoard[];
  /** One by one when pupils were chosen, else empty. */
  pupils: PupilWithState[];
  /** Everybody in it. */
  members: PupilWithState[];
  totals: { pupils: number; states: StateCounts };
  ladder: Ladder;
  /** More than one class: asks for a fresh sign-in. */
  isBulk: boolean;
};

/**
 * What would happen if this were activated. One statement.
 * @throws AppError not-found when the school doesn't have one of them, or nothing was chosen
 */
export async function previewOf(
  { db, now }: Pick<Deps, "db" | "now">,
  { schoolId, choice }: { schoolId: SchoolId; choice: Choice | "everybody" },
): Promise<Chosen> {
  const loginNames = loginNamesOf(choice);
  const { pupils: found, steps } = await db.forSchools([schoolId], (tx) =>
    readPupilStates(tx, { schoolId, ...momentOf(now()), loginNames }),
  );
  if (loginNames && found.length < loginNames.length) throw new AppError("not-found");
  const members = chosenPupils(found, choice);
  const classes =
    choice === "everybody"
      ? classesOf(members).filter((one) => mayGet(one))
      : choice.kind === "pupils"
        ? classesOf(members)
        : chosenClasses(members, choice.names);
  if (classes.length === 0) throw new AppError("not-found");
  return {
    choice: choice === "everybody" ? { kind: "classes", names: classes.map(({ name }) => name) } : choice,
    classes,
    pupils: choice !== "everybody" && choice.kind === "pupils" ? members : [],
    members,
    totals: { pupils: members.length, states: count(members) },
    ladder: ladderFrom(steps),
    isBulk: classes.length > 1,
  };
}

/** Where all are on their way out, nobody gets a card any more. */
const mayGet = ({ pupils, states }: ClassOnBoard): boolean => pupils > states.leaving;

/**
 * Who of whole classes gets a card while some of them hold one that waits: those keep it unless they are to get another, so that a class
 * that was handed its cards this morning can be part of the whole school this afternoon. Undefined: everybody.
 */
export function sparing(
  { choice, members, totals: { states } }: Pick<Chosen, "choice" | "members" | "totals">,
  { replace, again }: { replace: boolean; again: boolean },
): string[] | undefined {
  if (choice.kind === "pupils" || replace || states.none === 0 || states.ready === 0) return undefined;
  const wanted = members.filter(({ state }) => state === "none" || (again && state === "active"));
  return wanted.map(({ loginName }) => loginName);
}

/** Each once; undefined when whole classes are meant. */
function loginNamesOf(choice: Choice | "everybody"): string[] | undefined {
  if (choice === "everybody" || choice.kind === "classes") return undefined;
  const parsed = choice.loginNames.map((typed) => parseLoginName(typed));
  if (parsed.some(({ ok }) => !ok)) throw new AppError("not-found");
  return [...new Set(parsed.flatMap((name) => (name.ok ? [name.loginName] : [])))];
}

function chosenPupils(pupils: PupilWithState[], choice: Choice | "everybody"): PupilWithState[] {
  if (choice === "everybody" || choice.kind === "pupils") return pupils;
  const wanted = new Set(choice.names);
  return pupils.filter(({ classNames }) =>
    classNames.length === 0 ? wanted.has(null) : classNames.some((name) => wanted.has(name)),
  );
}

function chosenClasses(pupils: PupilWithState[], names: (string | null)[]): ClassOnBoard[] {
  const classes = classesOf(pupils).filter(({ name }) => names.includes(name));
  if (classes.length < new Set(names).size) throw new AppError("not-found");
  return classes;
}
