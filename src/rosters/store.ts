import { createHash } from "node:crypto";
import type { Deps } from "../deps.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { findByHashes, listKnownPupils } from "../pupils/pupils.ts";
import { schoolYearBefore, schoolYearOf, startYearOf, type School } from "../schools/schools.ts";
import type { Columns } from "./columns.ts";
import { createHashNumber } from "./identity.ts";
import { limits } from "./limits.ts";
import { makePlan, type Plan, type Refused } from "./plan.ts";
import type { PlannedPupil } from "./planned-pupil.ts";
import * as queries from "./queries.ts";
import { readRows } from "./rows.ts";

export type PlanDeps = Pick<Deps, "db" | "now" | "keys">;

export type Input = {
  school: School;
  columns: Columns;
  /** a whole list says who has left; one pupil by hand says nothing of the others, and keeps no digest */
  source: { kind: "file"; bytes: Uint8Array; name: string | null } | { kind: "by-hand" };
};

/** Compares with who is enrolled now, and keeps the difference. Seven statements, and one per 5,000 lines. */
export async function compareAndStore(
  tx: Tx,
  deps: PlanDeps,
  { school, columns, source }: Input,
): Promise<{ importId: ImportId; plan: Plan }> {
  const at = deps.now();
  // counted before anything is compared: an apply in between makes the plan stale
  const basedOn = await queries.chunksOfOthers(tx, school.id, null);
  const whole = await compare(tx, deps, { school, columns, at });
  const plan = source.kind === "file" ? whole : withoutLeavers(whole);
  const changing = plan.pupils.filter((row) => row.action !== "unchanged").sort((a, b) => a.line - b.line);
  const { id } = await queries.insertImport(tx, {
    schoolId: school.id,
    source: source.kind,
    fileName: source.kind === "file" ? source.name : null,
    digest: source.kind === "file" ? createHash("sha256").update(source.bytes).digest() : null,
    schoolYear: schoolYearOf(at),
    at,
    basedOn,
    chunkEnds: chunkEnds(changing),
    summary: {
      counts: plan.counts,
      enrolled: plan.enrolled,
      ignoredColumns: columns.ignored,
      signs: plan.signs,
    },
  });
  await storeRows(tx, { importId: id, schoolId: school.id }, { changing, refused: plan.refused });
  return { importId: id, plan };
}

async function compare(tx: Tx, deps: PlanDeps, input: { school: School; columns: Columns; at: Date }): Promise<Plan> {
  const { school, columns, at } = input;
  const years = { schoolYear: schoolYearOf(at), yearBefore: schoolYearBefore(at) };
  const known = await listKnownPupils(tx, { schoolId: school.id, ...years });
  const read = readRows(columns, {
    hashNumber: createHashNumber(deps.keys),
    startYear: startYearOf(at),
    knownLevels: known.filter((pupil) => pupil.open).map((pupil) => pupil.level),
    schoolName: school.name,
  });
  const here = new Set(known.flatMap((pupil) => pupil.hashes));
  const unknown = read.rows.flatMap(({ hash }) => (hash === null || here.has(hash) ? [] : [hash]));
  return makePlan(read, known, await findByHashes(tx, [...new Set(unknown)]));
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
