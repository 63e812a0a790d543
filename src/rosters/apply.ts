import type { ImportId, PupilId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Random } from "../lib/random.ts";
import {
  changeEnrolments,
  endEnrolments,
  enrolAgain,
  enrolNewPupils,
  listElsewhere,
  releaseNumbers,
  setClasses,
  type Enrolment,
} from "../pupils/pupils.ts";
import { ensureSites } from "../schools/schools.ts";
import { setNew, type ChunkRow } from "./queries.ts";

export type ChunkContext = {
  importId: ImportId;
  schoolId: SchoolId;
  schoolYear: string;
  today: string;
  at: Date;
  random: Random;
};

/** Applies up to 1,000 rows: about ten statements, whatever the number of rows. @returns the classes that weren't there before */
export async function applyRows(tx: Tx, context: ChunkContext, rows: ChunkRow[]): Promise<{ made: string[] }> {
  const { schoolId, today } = context;
  const leavers = rows.filter((row) => row.action === "left").map((row) => row.pupilId);
  await endEnrolments(tx, { ...context, pupilIds: leavers, on: today });
  const present = await settleReturns(
    tx,
    context,
    rows.filter((row) => row.action !== "left"),
  );
  if (present.length === 0) return { made: [] };
  const sites = await ensureSites(tx, schoolId, [...new Set(present.flatMap((row) => row.siteName ?? []))]);
  const of = (wanted: (action: ChunkRow["action"]) => boolean) =>
    present.filter(({ action }) => wanted(action)).map((row) => enrolmentOf(row, sites));
  await releaseNumbers(tx, schoolId, present.flatMap(claimsOf));
  const from = { schoolId, from: today };
  await enrolNewPupils(
    tx,
    of((action) => action === "added"),
    { ...context, ...from },
  );
  await enrolAgain(
    tx,
    from,
    of((action) => action === "moved-school"),
  );
  await changeEnrolments(
    tx,
    schoolId,
    of((action) => action === "changed" || action === "moved-class"),
  );
  return setClasses(
    tx,
    { ...context, known: present.filter(({ action }) => action !== "added").map(({ pupilId }) => pupilId) },
    present.flatMap(({ pupilId, classNames }) => (classNames ?? []).map((className) => ({ pupilId, className }))),
  );
}

/** Numbers that other pupils give up for this row. */
const claimsOf = ({ hash, stamboeknummer, took }: ChunkRow) => [
  ...(took?.number ? [{ pupilId: took.number, hash, stamboeknummer: null }] : []),
  ...(took?.stamboeknummer ? [{ pupilId: took.stamboeknummer, hash: null, stamboeknummer }] : []),
];

const enrolmentOf = (row: ChunkRow, sites: Map<string, string>): Enrolment => ({
  pupilId: row.pupilId,
  givenName: row.givenName ?? "",
  familyName: row.familyName ?? "",
  level: row.level ?? "lager",
  kind: row.kind ?? "gewoon",
  yearGroup: row.yearGroup,
  stamboeknummer: row.stamboeknummer,
  sourceHash: row.sourceHash,
  siteId: sites.get(row.siteName ?? "") ?? null,
  number: row.hash === null ? null : { hash: row.hash, bis: row.bis },
});

/** A former pupil whom another school has enrolled since the plan was made is for this school somebody new. */
async function settleReturns(tx: Tx, context: ChunkContext, rows: ChunkRow[]): Promise<ChunkRow[]> {
  const returning = rows.filter(({ action }) => action === "moved-school").map(({ pupilId }) => pupilId);
  const elsewhere = await listElsewhere(tx, { ...context, pupilIds: returning });
  if (elsewhere.size === 0) return rows;
  const lines = rows.filter(({ pupilId }) => elsewhere.has(pupilId)).map(({ line }) => line);
  const ids = new Map<number, PupilId>();
  for (const { line, pupilId } of await setNew(tx, context.importId, lines)) ids.set(line, pupilId);
  return rows.map((row) => {
    const pupilId = ids.get(row.line);
    return pupilId ? { ...row, action: "added", pupilId } : row;
  });
}
