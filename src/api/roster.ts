/** Rosters as an administration package hands them in: the same plans, thresholds and doubts as in the portal. */
import type { Deps } from "../deps.ts";
import type { ImportId } from "../ids.ts";
import type { Locale } from "../lib/locale.ts";
import {
  limits,
  planRoster,
  reasonText,
  startApply,
  stopIn,
  tellReading,
  type ReadChoices,
} from "../rosters/rosters.ts";
import { getImport, type ImportView } from "../school/school.ts";
import { tagOf } from "./answer.ts";
import { actorOf, type Caller } from "./caller.ts";
import { cursorAfter, readCursor } from "./cursor.ts";
import { Problem } from "./problems.ts";
import * as queries from "./queries.ts";
import type { Changes, Confirmation, Plan } from "./schemas.ts";
import type { z } from "zod";

type RosterDeps = Pick<Deps, "db" | "now" | "keys" | "config" | "jobs">;
/** Who asks, and in which language the reasons are. */
type Asked = { caller: Caller; locale: Locale };
export type TaggedPlan = { plan: z.input<typeof Plan>; tag: string };

/** Reads a file and keeps what it would change. @throws Problem roster-unreadable */
export async function putRoster(
  deps: RosterDeps,
  { caller, locale }: Asked,
  file: { bytes: Uint8Array; choices: ReadChoices },
): Promise<TaggedPlan> {
  const { schoolId, packageId, packageName: name } = caller;
  const planned = await planRoster(deps, { schoolId, ...file, name, locale });
  if (!planned.ok) throw new Problem("roster-unreadable", planned.message, { reason: planned.problem });
  const { importId } = planned;
  await deps.db.forSchools([schoolId], (tx) => queries.addOwnPlan(tx, { importId, packageId, schoolId }));
  return readPlan(deps, { caller, locale }, importId);
}

/** @throws Problem not-found also for a plan of another school, of another package or of the school's own staff */
export async function readPlan(deps: RosterDeps, { caller, locale }: Asked, importId: ImportId): Promise<TaggedPlan> {
  await mustOwn(deps, caller, importId);
  const view = await getImport(deps, { schoolId: caller.schoolId, importId, mostLines: limits.toldLines });
  return present(view, { caller, locale, issuer: deps.config.issuer });
}

async function mustOwn({ db }: RosterDeps, { schoolId, packageId }: Caller, importId: ImportId): Promise<void> {
  const owns = await db.forSchools([schoolId], (tx) => queries.ownsPlan(tx, { importId, packageId, schoolId }));
  if (!owns) throw new Problem("not-found", "Your package has put no such plan at this school");
}

function present(view: ImportView, { caller, locale, issuer }: Asked & { issuer: string }): TaggedPlan {
  const { head, state, confirmations, difference } = view;
  const portal = `${issuer}/school/${caller.schoolNumber}/roster/${head.id}`;
  const stands = {
    id: head.id,
    school: caller.schoolNumber,
    // a package is told of unknown columns at once: nothing of its waits for a person to name them
    state: state === "columns" ? ("stale" as const) : state,
    createdAt: head.createdAt.toISOString(),
    appliedAt: state === "applied" ? (head.finishedAt?.toISOString() ?? null) : null,
    counts: head.summary.counts,
    enrolled: head.summary.enrolled,
    needs: confirmations,
    ignoredColumns: head.summary.ignoredColumns,
    portal,
  };
  // in the words of a language, and never another one for a plan: the tag is the same in all of them
  const reading = head.summary.reading ? tellReading(head.summary.reading, locale) : null;
  const rejected = difference.rejected.map(({ line, code, params }) => ({
    line,
    code,
    reason: reasonText(code, params, locale),
  }));
  const doubtful = difference.doubts.map(({ line, code, params, decided }) => ({
    line,
    code,
    reason: reasonText(code, params, locale),
    decided,
    decideAt: `${portal}/doubt/${line}`,
  }));
  const decisions = doubtful.map(({ line, decided }) => [line, decided]);
  return { plan: { ...stands, reading, rejected, doubtful }, tag: tagOf({ stands, decisions }) };
}

export type Order = {
  importId: ImportId;
  /** What a person at the school has confirmed. */
  confirmed: Confirmation[];
  /** The file is a part of the school's list. */
  nobodyLeaves: boolean;
  /** Whether the plan is the one that the caller has read. */
  isAsRead: (tag: string) => boolean;
};

/**
 * Begins to carry a plan out, as a job: whoever asked reads the plan until it is applied. Twice is the same as once.
 * @throws Problem plan-changed, plan-stale, confirmation-needed, not-found
 */
export async function applyPlan(deps: RosterDeps, asked: Asked, order: Order): Promise<TaggedPlan> {
  const { importId, confirmed, nobodyLeaves } = order;
  const { plan, tag } = await readPlan(deps, asked, importId);
  if (plan.state === "applied") return { plan, tag };
  if (plan.state === "stale" || plan.state === "undone") throw new Problem("plan-stale", "Put the roster again");
  // what is under way was confirmed as it was read
  if (plan.state === "planned") {
    if (!order.isAsRead(tag)) throw new Problem("plan-changed", "Read the plan again");
    const needs = plan.needs.filter((one) => !confirmed.includes(one) && !(nobodyLeaves && one === "leavers"));
    if (needs.length > 0) throw new Problem("confirmation-needed", undefined, { needs });
  }
  const begun = await startApply(deps, {
    schoolId: asked.caller.schoolId,
    importId,
    confirmed,
    nobodyLeaves,
    actor: actorOf(asked.caller),
    locale: asked.locale,
  });
  if (begun.ok) return readPlan(deps, asked, importId);
  const unheard = stopIn(begun.problem);
  if (unheard) throw new Problem("confirmation-needed", undefined, { needs: [unheard] });
  throw new Problem("plan-stale", "Put the roster again");
}

/** Below the lines of all leavers. */
const firstLine = -2_147_483_649;

export async function listChanges(
  deps: RosterDeps,
  caller: Caller,
  { importId, limit, cursor }: { importId: ImportId; limit: number; cursor: string | undefined },
): Promise<z.input<typeof Changes>> {
  await mustOwn(deps, caller, importId);
  const after = readCursor(cursor) ?? String(firstLine);
  if (!/^-?\d{1,10}$/.test(after)) throw new Problem("bad-request", "The cursor is not one of ours");
  const of = { importId, afterLine: Number(after), most: limit + 1 };
  const rows = await deps.db.forSchools([caller.schoolId], (tx) => queries.listChanges(tx, of));
  const changes = rows.slice(0, limit);
  const last = changes.at(-1);
  return { changes, next: rows.length > limit && last ? cursorAfter(String(last.line)) : null };
}
