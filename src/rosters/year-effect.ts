import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { firstDayOf, schoolYearOf, startOfSchoolYear } from "../schools/schools.ts";
import { applyRoster, type ApplyDeps } from "./applying.ts";
import type { Counts } from "./plan.ts";
import { chunksOfOthers, findImport, lockSchool } from "./queries.ts";
import * as queries from "./queries-year.ts";
import { isStale } from "./stale.ts";
import { keepPlan } from "./store.ts";
import { compareYear } from "./year-compare.ts";
import type { YearKey } from "./year.ts";
import { unheardStops, type YearStop } from "./year-rules.ts";

/** `stopped`: it would do more than what somebody agreed to; `not-agreed`: there is nothing to do, or no more. */
export type YearEffect =
  | { is: "in-effect"; importId: ImportId | null; counts: Counts | undefined }
  | { is: "stopped"; stops: YearStop[] }
  | { is: "too-early" | "not-agreed" };

type Step = YearEffect | { is: "apply"; importId: ImportId; schoolYear: string };

/** How often the school's list may change under our hands. */
const tries = 5;

/**
 * Carries out a list that somebody agreed to, from the first day of its school year on, whenever this is called. It is compared anew:
 * what was shown in June may have changed. Any number of times, from any number of processes: it takes effect once, and after a crash
 * goes on where it stopped.
 * @throws AppError not-found
 */
export async function takeEffect(deps: ApplyDeps, key: YearKey & { actor: string }): Promise<YearEffect> {
  const { schoolId, actor } = key;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const step = await deps.db.forSchools([schoolId], (tx) => prepare(tx, deps.now(), key));
    if (step.is !== "apply") return step;
    const { importId, schoolYear } = step;
    const applied = await applyRoster(deps, {
      schoolId,
      importId,
      confirmed: "before",
      from: firstDayOf(schoolYear),
      actor,
    });
    // the list changed meanwhile: it is compared anew
    if (applied.ok) return finish(deps, { ...key, importId, counts: applied.counts });
  }
  throw new Error("The list of the school changes too fast for the new school year to take effect");
}

async function prepare(tx: Tx, at: Date, { schoolId, planId, actor }: YearKey & { actor: string }): Promise<Step> {
  await lockSchool(tx, schoolId);
  const plan = await queries.findYearPlan(tx, planId, schoolId);
  if (!plan) throw new AppError("not-found", "This school has no such list");
  const { status, schoolYear, content, decisions, agreed, importId } = plan;
  if (status === "in-effect") return { is: "in-effect", importId, counts: undefined };
  if ((status !== "agreed" && status !== "running") || content === null || agreed === null) return { is: "not-agreed" };
  if (at < startOfSchoolYear(schoolYear)) return { is: "too-early" };
  if (importId !== null && (await canGoOn(tx, { schoolId, importId, at })))
    return { is: "apply", importId, schoolYear };
  const comparison = await compareYear(tx, { ...plan, content, decisions });
  const stops = schoolYear === schoolYearOf(at) ? unheardStops(comparison.signs, agreed) : ["this-year" as const];
  if (stops.length > 0) {
    await queries.setStopped(tx, planId, stops);
    await record(tx, { what: "school-year.stopped", actor, at, schoolId, details: { planId, schoolYear, stops } });
    return { is: "stopped", stops };
  }
  const basedOn = await chunksOfOthers(tx, schoolId, null);
  const added = await keepPlan(tx, {
    schoolId,
    schoolYear,
    at,
    basedOn,
    source: "file",
    fileName: plan.fileName,
    digest: null,
    plan: comparison.plan,
    ignoredColumns: content.ignoredColumns,
  });
  await queries.setRunning(tx, planId, added);
  return { is: "apply", importId: added, schoolYear };
}

async function canGoOn(tx: Tx, of: { schoolId: SchoolId; importId: ImportId; at: Date }): Promise<boolean> {
  const begun = await findImport(tx, of.importId, of.schoolId);
  if (!begun || begun.status === "stale") return false;
  return begun.status === "applied" || !(await isStale(tx, of, { ...begun, now: of.at }));
}

type Applied = YearKey & { actor: string; importId: ImportId; counts: Counts };

function finish({ db, now }: ApplyDeps, { schoolId, planId, actor, importId, counts }: Applied): Promise<YearEffect> {
  const at = now();
  return db.forSchools([schoolId], async (tx) => {
    await lockSchool(tx, schoolId);
    const plan = await queries.findYearPlan(tx, planId, schoolId);
    if (plan?.status === "running") {
      const { schoolYear } = plan;
      await queries.endYearPlans(tx, { schoolId, schoolYear, statuses: ["running"] }, { status: "in-effect", at });
      await queries.endYearPlans(tx, { schoolId, schoolYear, statuses: ["rehearsal"] }, { status: "replaced", at });
      const details = { planId, schoolYear, importId, ...counts };
      await record(tx, { what: "school-year.in-effect", actor, at, schoolId, details });
    }
    return { is: "in-effect", importId, counts };
  });
}

/** How many schools are carried out at the same moment by one process. */
const atOnce = 4;

export type DueResult = { inEffect: number; stopped: number; failed: number };

/** Every school whose list is due. One that fails is tried again with the next call, and holds up no other. */
export async function takeDueEffects(deps: ApplyDeps & Pick<Deps, "log">, actor: string): Promise<DueResult> {
  const due = await queries.listDue(deps.db.platform, schoolYearOf(deps.now()));
  const result: DueResult = { inEffect: 0, stopped: 0, failed: 0 };
  const next = due.values();
  const worker = async () => {
    for (const { id, schoolId } of next) {
      try {
        const effect = await takeEffect(deps, { schoolId, planId: id, actor });
        if (effect.is === "in-effect") result.inEffect += 1;
        if (effect.is === "stopped") result.stopped += 1;
      } catch (error) {
        result.failed += 1;
        deps.log.error({ err: error, schoolId }, "the new school year of a school could not take effect");
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return result;
}
