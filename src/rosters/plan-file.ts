import { brusselsDay, getSchool } from "../schools/schools.ts";
import type { ImportId } from "../ids.ts";
import { withSaidClasses } from "./classes/said.ts";
import { columnsOf } from "./columns.ts";
import { fileNameOf } from "./file-name.ts";
import { knownColumns } from "./known-columns.ts";
import { limits } from "./limits.ts";
import type { Counts, Plan } from "./plan.ts";
import { readRoster } from "./read-file.ts";
import type { Reading } from "./reading.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { compareAndStore, type PlanDeps } from "./store.ts";
import { tellReading, type ToldReading } from "./told-reading.ts";
import { reasonText, stopped, type RosterProblem } from "./texts.ts";
import { stopProblem, stopsOf, type Stop } from "./stops/stops.ts";
import type { RosterFile } from "./upload.ts";

export type RosterPlan = {
  ok: true;
  importId: ImportId;
  counts: Counts;
  /** lines of which nothing is applied */
  rejected: { line: number; code: ReasonCode; reason: string }[];
  /** lines that may be about a pupil we know; nothing is applied until the file says which, in a column LeerID */
  doubtful: { line: number; code: ReasonCode; reason: string; candidates: string[] }[];
  /** pupils who get another name by a line, as far as they are told at once */
  renamed: { line: number; from: string; to: string }[];
  /** headers of columns that nothing is taken from */
  ignoredColumns: string[];
  /** as what the file was read */
  reading: ToldReading;
  /** what a person must say yes to before it is applied, with what to tell that person */
  stops: { stop: Stop; message: string }[];
};

/**
 * Reads a roster and works out what would change at this school. Only the plan is stored, national numbers as hashes.
 * @returns the plan, or why the file can't be read
 * @throws AppError school-not-found
 */
export async function planRoster(deps: PlanDeps, file: RosterFile): Promise<RosterPlan | RosterProblem> {
  const locale = file.locale ?? "nl";
  const school = await deps.db.forSchools([file.schoolId], (tx) => getSchool(tx, file.schoolId));
  const today = brusselsDay(deps.now());
  const { choices = {} } = file;
  const head = await readRoster(file.bytes, { schoolNumber: school.number, today, choices });
  if (!head.ok) return stopped(head.problem, head.params, locale);
  return deps.db.forSchools([school.id], async (tx) => {
    const { at, refused, missing, ...known } = await knownColumns(tx, deps.keys, { school, head, choices });
    const problem = refused ?? missing;
    if (problem) return stopped(problem.problem, problem.params, locale);
    const columns = withSaidClasses(columnsOf(known.head, at), choices.classes);
    const { reading } = known.head;
    const source = { kind: "file", bytes: head.file, name: fileNameOf(file.name) } as const;
    const { importId, plan } = await compareAndStore(tx, deps, { school, columns, source, reading });
    return present({ importId, plan, ignoredColumns: columns.ignored, reading, locale });
  });
}

type Planned = { importId: ImportId; plan: Plan; ignoredColumns: string[]; reading: Reading; locale: RosterLocale };

function present({ importId, plan, ignoredColumns, reading, locale }: Planned): RosterPlan {
  const lines = plan.refused.map((row) => ({ ...row, reason: reasonText(row.code, row.params, locale) }));
  return {
    ok: true,
    importId,
    counts: plan.counts,
    rejected: lines
      .filter((row) => row.action === "rejected")
      .map(({ line, code, reason }) => ({ line, code, reason })),
    doubtful: lines
      .filter((row) => row.action === "doubtful")
      .map(({ line, code, reason, candidates }) => ({ line, code, reason, candidates })),
    renamed: renamedIn(plan),
    ignoredColumns,
    reading: tellReading(reading, locale),
    stops: stopsOf(plan).map((stop) => ({ stop, message: stopProblem(stop, plan, locale).message })),
  };
}

/** One other name is a change that somebody should see: with two it would be a question. */
const renamedIn = ({ pupils }: Plan): RosterPlan["renamed"] =>
  pupils
    .flatMap(({ line, before, ...now }) => {
      const [from, to] = [before, now].map((name) => `${name?.givenName ?? ""} ${name?.familyName ?? ""}`.trim());
      return before && now.action !== "left" && from && to && from !== to ? [{ line, from, to }] : [];
    })
    .slice(0, limits.toldLines);
