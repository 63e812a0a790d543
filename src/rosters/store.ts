import type { Deps } from "../deps.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { listKnownPupils } from "../pupils/pupils.ts";
import {
  brusselsDay,
  schoolYearBefore,
  schoolYearOf,
  startYearOf,
  yearStillUnderstood,
  type School,
} from "../schools/schools.ts";
import { classesOf } from "./classes/class-reader.ts";
import type { Columns } from "./columns.ts";
import { createHashNumber } from "./identity.ts";
import { fileMark } from "./kept-file.ts";
import { limits } from "./limits.ts";
import type { TakenColumn } from "./mapping.ts";
import { makePlan, type Plan, type Refused } from "./plan.ts";
import { isPart } from "./packages/packages.ts";
import type { PlannedPupil } from "./planned-pupil.ts";
import * as queries from "./queries.ts";
import type { Reading } from "./reading.ts";
import { readRows } from "./rows.ts";

export type PlanDeps = Pick<Deps, "db" | "now" | "keys">;

export type Input = {
  school: School;
  columns: Columns;
  /** a whole list says who has left; one pupil by hand says nothing of the others, and keeps no digest */
  source: { kind: "file"; bytes: Uint8Array; name: string | null } | { kind: "by-hand" };
  /** what was taken from which column, for who wants to look it over */
  taken?: TakenColumn[] | undefined;
  /** as what the file was read */
  reading?: Reading | undefined;
};

/** Compares with who is enrolled now, and keeps the difference. Five statements, and one per 5,000 lines. */
export async function compareAndStore(
  tx: Tx,
  deps: PlanDeps,
  { school, columns, source, taken, reading }: Input,
): Promise<{ importId: ImportId; plan: Plan }> {
  const at = deps.now();
  // counted before anything is compared: an apply in between makes the plan stale
  const basedOn = await queries.chunksOfOthers(tx, school.id, null);
  const { plan: whole, notices } = await compare(tx, deps, { school, columns, source, at });
  const isWhole = source.kind === "file" && !isPart(columns.package, columns.headers);
  const plan = isWhole ? whole : withoutLeavers(whole);
  const importId = await keepPlan(tx, {
    schoolId: school.id,
    schoolYear: schoolYearOf(at),
    at,
    basedOn,
    source: source.kind,
    fileName: source.kind === "file" ? source.name : null,
    digest: source.kind === "file" ? fileMark(deps.keys, school.id, source.bytes) : null,
    plan,
    ignoredColumns: columns.ignored,
    ...(taken ? { taken } : {}),
    ...(reading ? { reading: { ...reading, notices: [...reading.notices, ...notices] } } : {}),
  });
  return { importId, plan };
}

export type KeptPlan = Omit<queries.NewImport, "chunkEnds" | "summary"> & {
  plan: Plan;
  ignoredColumns: string[];
  taken?: TakenColumn[];
  reading?: Reading;
};

/** Keeps a plan with its rows, so that it can be applied. */
export async function keepPlan(tx: Tx, { plan, ignoredColumns, taken, reading, ...head }: KeptPlan): Promise<ImportId> {
  const changing = plan.pupils.filter((row) => row.action !== "unchanged").sort((a, b) => a.line - b.line);
  const { counts, enrolled, signs } = plan;
  const { id } = await queries.insertImport(tx, {
    ...head,
    chunkEnds: chunkEnds(changing),
    summary: { counts, enrolled, ignoredColumns, signs, columns: taken, reading },
  });
  await storeRows(tx, { importId: id, schoolId: head.schoolId }, { changing, refused: plan.refused });
  return id;
}

async function compare(tx: Tx, deps: PlanDeps, input: Omit<Input, "taken"> & { at: Date }) {
  const { school, columns, source, at } = input;
  const years = { schoolYear: schoolYearOf(at), yearBefore: schoolYearBefore(at) };
  const known = await listKnownPupils(tx, { schoolId: school.id, ...years, today: brusselsDay(at) });
  const read = readRows(columns, {
    hashNumber: createHashNumber(deps.keys),
    startYear: startYearOf(at),
    knownLevels: known.filter((pupil) => pupil.open).map((pupil) => pupil.level),
    knownClasses: classesOf(known),
    schoolName: school.name,
    schoolNumber: school.number,
    today: brusselsDay(at),
  });
  const plan = makePlan(read, known, {
    bothYears: yearStillUnderstood(at) !== undefined,
    // who types one pupil means somebody who may be a second one of that name
    nameProves: source.kind === "file",
  });
  return { plan, notices: [...(read.notices ?? []), ...plan.notices] };
}

const withoutLeavers = (plan: Plan): Plan => ({
  ...plan,
  pupils: plan.pupils.filter((pupil) => pupil.action !== "left"),
  refused: plan.refused.map((row) => ({ ...row, doubt: row.doubt && { ...row.doubt, held: [] } })),
  counts: { ...plan.counts, left: 0 },
});

const chunkEnds = (rows: PlannedPupil[]) =>
  rows.filter((_, at) => at % limits.chunk === limits.chunk - 1 || at === rows.length - 1).map((row) => row.line);

type Stored = { changing: PlannedPupil[]; refused: Refused[] };

async function storeRows(tx: Tx, of: { importId: ImportId; schoolId: SchoolId }, rows: Stored): Promise<void> {
  for (let start = 0; start < rows.changing.length; start += 5000)
    await queries.insertPlanned(tx, of, rows.changing.slice(start, start + 5000));
  for (let start = 0; start < rows.refused.length; start += 5000)
    await queries.insertRefused(tx, of, rows.refused.slice(start, start + 5000));
}
