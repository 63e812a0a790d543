import type { ImportId, PupilId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Random } from "../lib/random.ts";
import {
  addNumbers,
  addPupils,
  changeEnrolments,
  endEnrolments,
  enrol,
  findByHashes,
  renamePupils,
  setClasses,
  type Enrolment,
} from "../pupils/pupils.ts";
import { ensureSites } from "../schools/schools.ts";
import type { ChunkRow } from "./queries.ts";
import { keepNames, setOwner } from "./queries-undo.ts";

export type ChunkContext = {
  importId: ImportId;
  schoolId: SchoolId;
  schoolYear: string;
  today: string;
  at: Date;
  random: Random;
};

type Row = ChunkRow & { givenName: string; familyName: string; classNames: string[]; isFound?: boolean };

/** Applies up to 1,000 rows: about ten statements, whatever the number of rows. */
export async function applyRows(tx: Tx, context: ChunkContext, rows: ChunkRow[]): Promise<void> {
  const leavers = rows.filter((row) => row.action === "left").map((row) => row.pupilId);
  await endEnrolments(tx, { ...context, pupilIds: leavers, on: context.today });
  const present = rows.flatMap((row) => (row.action === "left" ? [] : [complete(row)]));
  if (present.length === 0) return;
  const taken = await findByHashes(
    tx,
    present.flatMap((row) => row.hash ?? []),
  );
  const { added, others } = split(present, taken);
  for (const row of others) if (row.isFound) await setOwner(tx, context.importId, row);
  await addPupils(
    tx,
    added.map((row) => ({ ...row, id: row.pupilId })),
    context,
  );
  await changePupils(tx, context, { added, others, taken });
}

const complete = (row: ChunkRow): Row => ({
  ...row,
  givenName: row.givenName ?? "",
  familyName: row.familyName ?? "",
  classNames: row.classNames ?? [],
});

/** A new pupil whose number another school entered since the plan was made has a LeerID by now: it moves here. */
function split(rows: Row[], taken: Map<string, PupilId>): { added: Row[]; others: Row[] } {
  const added: Row[] = [];
  const others: Row[] = [];
  for (const row of rows) {
    const owner = row.hash === null ? undefined : taken.get(row.hash);
    if (row.action !== "added") others.push(row);
    else if (owner === undefined) added.push(row);
    else others.push({ ...row, action: "moved-school", pupilId: owner, hash: null, isFound: true });
  }
  return { added, others };
}

type Present = { added: Row[]; others: Row[]; taken: Map<string, PupilId> };

async function changePupils(tx: Tx, context: ChunkContext, { added, others, taken }: Present): Promise<void> {
  const { schoolId } = context;
  const all = [...added, ...others];
  const sites = await ensureSites(tx, schoolId, [...new Set(all.flatMap((row) => row.siteName ?? []))]);
  const enrolment = (row: Row): Enrolment => ({
    pupilId: row.pupilId,
    level: row.level ?? "lager",
    kind: row.kind ?? "gewoon",
    yearGroup: row.yearGroup,
    stamboeknummer: row.stamboeknummer,
    siteId: sites.get(row.siteName ?? "") ?? null,
  });
  const arriving = [...added, ...others.filter((row) => row.action === "moved-school")];
  await enrol(tx, { schoolId, from: context.today }, arriving.map(enrolment));
  // under row-level security a pupil can be seen, and changed, only once the enrolment is there
  if (arriving.length > added.length) await keepNames(tx, context.importId, arriving);
  await renamePupils(tx, others);
  await changeEnrolments(tx, schoolId, others.filter((row) => row.action !== "moved-school").map(enrolment));
  // a number that somebody else has by now stays there: the next import shows both
  const numbers = others.flatMap(({ pupilId, hash }) => (hash === null || taken.has(hash) ? [] : [{ pupilId, hash }]));
  await addNumbers(tx, numbers);
  await setClasses(
    tx,
    { ...context, known: others.map((row) => row.pupilId) },
    all.flatMap(({ pupilId, classNames }) => classNames.map((className) => ({ pupilId, className }))),
  );
}
