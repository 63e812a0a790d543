import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { LinkId, SchoolId } from "../ids.ts";
import { brusselsDay } from "../schools/schools.ts";
import * as queries from "./queries.ts";
import type { LinkState, Says } from "./queries.ts";
import { schoolDaysSince } from "./school-days.ts";
import { settleEach, type LinkDeps } from "./settle.ts";
import { workOnLinks } from "./work.ts";

/** How many school days the schools have before the operator may decide. */
const patience = 20;

export type ListedLink = LinkState & { schoolDays: number; due: boolean };

/** Every question that stands, the oldest first; without any name. */
export async function listLinks({ db, now }: Pick<Deps, "db" | "now">): Promise<ListedLink[]> {
  const open = await queries.listOpen(db.platform, null);
  const at = now();
  const states = await queries.listStates(db.platform, { ids: open.map(({ id }) => id), today: brusselsDay(at) });
  return states.map((state) => {
    const schoolDays = schoolDaysSince(state.openedAt, at);
    return { ...state, schoolDays, due: schoolDays >= patience };
  });
}

type Decided = { linkIds: LinkId[]; says: Says; reason: string; actor: string };

/**
 * The operator speaks for both sides, when the schools have had twenty school days.
 * @returns how many became one
 * @throws AppError not-found, or bad-request before its time; then nothing was done
 */
export async function decideLinks(deps: LinkDeps, { linkIds, says, reason, actor }: Decided): Promise<number> {
  const open = await listLinks(deps);
  const wanted = linkIds.map((id) => {
    const link = open.find((one) => one.id === id);
    if (!link) throw new AppError("not-found", "There is no such open question");
    if (!link.due)
      throw new AppError("bad-request", `The schools have ${patience} school days, so far it was ${link.schoolDays}`);
    return link;
  });
  return decide(deps, wanted, { says, reason, actor, what: "link.decided" });
}

type Act = { says: Says; reason: string; actor: string; what: "link.decided" | "link.taken-over" };

async function decide(deps: LinkDeps, links: LinkState[], { says, reason, actor, what }: Act): Promise<number> {
  const at = deps.now();
  const ids = links.map(({ id }) => id);
  await deps.db.platform.transaction(async (tx) => {
    await queries.answerBoth(tx, ids, { says, actor, at });
    if (says === "another") await queries.setClosed(tx, ids, { actor, at });
    const schoolIds = new Set(links.flatMap((link) => [...link.olderSchools, ...link.newerSchools]));
    for (const schoolId of schoolIds) {
      const mine = links.filter((link) => [...link.olderSchools, ...link.newerSchools].includes(schoolId));
      await record(tx, { what, actor, at, schoolId, details: { says, reason, links: mine.length } });
    }
  });
  return says === "yes" ? settleEach(deps, ids, actor) : 0;
}

/**
 * A school goes on as another one, which has taken over its pupils: every question between the two is answered with yes, in one act,
 * without waiting. What is cut off goes on by the job.
 * @returns how many became one
 */
export async function takeOver(
  deps: LinkDeps,
  { from, to, reason, actor }: { from: SchoolId; to: SchoolId; reason: string; actor: string },
): Promise<number> {
  const already = await workOnLinks(deps, { schoolId: to });
  const links = (await listLinks(deps)).filter(
    ({ olderSchools: older, newerSchools: newer }) =>
      (older.includes(from) && newer.includes(to)) || (older.includes(to) && newer.includes(from)),
  );
  return already.linked + (await decide(deps, links, { says: "yes", reason, actor, what: "link.taken-over" }));
}
