import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { listKnownPupils, type LoginName } from "../pupils/pupils.ts";
import { brusselsDay, schoolYearBefore, schoolYearOf } from "../schools/schools.ts";
import type { PupilRow } from "./duplicates.ts";
import { indexKnown, matchNumbers } from "./matching.ts";
import { countChange, type OpenDoubt } from "./plan.ts";
import { leave, planRow, type PlannedPupil } from "./planned-pupil.ts";
import * as queries from "./queries-decide.ts";
import { findImport, lockSchool } from "./queries.ts";
import { isStale } from "./stale.ts";

/**
 * The line is about this pupil; about somebody new; about the pupil of another line once more, so that it changes nothing; or that is left
 * open, and nothing of the line is applied.
 */
export type Decision = { is: "same"; loginName: LoginName } | { is: "new" } | { is: "twice" } | { is: "open" };

/** Whether a person may say so of this line. */
export function isAllowed(decision: Decision, { choices, mayBeNew, mayBeTwice }: OpenDoubt): boolean {
  switch (decision.is) {
    case "same":
      return choices.includes(decision.loginName);
    case "new":
      return mayBeNew;
    case "twice":
      return mayBeTwice;
    case "open":
      return true;
  }
}

/** `contradicts`: a number in the line is proof of the opposite; `taken`: another line is that pupil already. */
export type Decided = { ok: true } | { ok: false; problem: "stale" | "contradicts" | "taken" };

export type DecideRequest = {
  schoolId: SchoolId;
  importId: ImportId;
  line: number;
  decision: Decision;
  actor: string;
};

/**
 * Settles a doubtful line of a plan that waits. May be done again as long as the plan waits.
 * @throws AppError not-found when this school has no such import, or its line is not one that can be decided
 */
export function decideDoubt(deps: Pick<Deps, "db" | "now">, request: DecideRequest): Promise<Decided> {
  const { schoolId, importId, line, decision, actor } = request;
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    const plan = await findImport(tx, importId, schoolId);
    if (!plan) throw new AppError("not-found", "This school has no such import");
    if (plan.status !== "planned" || (await isStale(tx, request, { ...plan, now: at })))
      return { ok: false, problem: "stale" };
    const doubts = await queries.listDoubts(tx, importId);
    const doubt = doubts.find((one) => one.line === line);
    if (!doubt) throw new AppError("not-found", "This import has no such doubt");
    if (!isAllowed(decision, doubt.details.doubt)) return { ok: false, problem: "contradicts" };
    const planned = isOfPupil(decision) ? await settle(tx, { request, at, doubt, decision }) : undefined;
    if (typeof planned === "string") return { ok: false, problem: planned };
    const before = await queries.countActions(tx, importId);
    if (planned) await queries.settleRow(tx, importId, planned);
    else await queries.reopenRow(tx, importId, { line, isTwice: decision.is === "twice" });
    await leaveOrStay(tx, { importId, schoolId });
    const after = await queries.countActions(tx, importId);
    await queries.setCounts(tx, importId, countChange(plan.summary.counts, before, after));
    await record(tx, {
      what: "roster.decided",
      actor,
      at,
      schoolId,
      details: { importId, line, decision: decision.is },
    });
    return { ok: true };
  });
}

/** A line about a pupil of whom something is applied. */
type OfPupil = Extract<Decision, { is: "same" | "new" }>;
const isOfPupil = (decision: Decision): decision is OfPupil => decision.is === "same" || decision.is === "new";

type Settling = { request: DecideRequest; at: Date; doubt: queries.Doubt; decision: OfPupil };

async function settle(tx: Tx, settling: Settling): Promise<PlannedPupil | "contradicts" | "taken"> {
  const { request, at, doubt, decision } = settling;
  const { schoolId, importId, line } = request;
  const { row } = doubt.details.doubt;
  const years = { schoolYear: schoolYearOf(at), yearBefore: schoolYearBefore(at) };
  const known = await listKnownPupils(tx, { schoolId, ...years, today: brusselsDay(at) });
  const index = indexKnown(known);
  const match = matchNumbers(asDecided(row, decision), index) ?? { is: "new" };
  if (match.is === "doubtful") return "contradicts";
  const planned = planRow(row, match, index);
  if (planned.pupilId === null) return planned;
  return (await queries.isTaken(tx, importId, { line, pupilId: planned.pupilId })) ? "taken" : planned;
}

/** The line as if it had said in its column LeerID what was decided. Its numbers go to whom it is about. */
export const asDecided = (row: PupilRow, decision: OfPupil): PupilRow => ({
  ...row,
  decided: true,
  leerId: decision.is === "same" ? decision.loginName : "new",
});

/** Who stayed only because of doubts leaves when they are all decided and none was about that pupil; and stays again when one is reopened. */
async function leaveOrStay(tx: Tx, of: { importId: ImportId; schoolId: SchoolId }): Promise<void> {
  const doubts = await queries.listDoubts(tx, of.importId);
  const staying = new Set<string>();
  for (const { action, pupilId, details } of doubts) {
    if (pupilId !== null) staying.add(pupilId);
    if (action === "doubtful") for (const one of details.doubt.held) staying.add(one.pupilId);
  }
  const held = new Map(doubts.flatMap(({ details }) => details.doubt.held).map((one) => [one.pupilId, one.before]));
  const gone = [...held].filter(([pupilId]) => !staying.has(pupilId));
  await queries.deleteDoubtLeavers(tx, of.importId);
  const first = await queries.firstLine(tx, of.importId);
  const rows = gone.map(([pupilId, before], at) => leave({ pupilId, ...before }, Math.min(first, 0) - 1 - at));
  if (rows.length > 0) await queries.insertDoubtLeavers(tx, of, rows);
}
