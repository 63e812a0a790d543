/**
 * Two LeerIDs with one national number may be one child: the question, who answers it, and what a yes does. A number is what a school
 * claims and proves nothing, so both sides say yes: a school that enrols the child, or the pupil who knows the secrets of both, at last
 * the operator. Owns the tables link, link_answer and link_mail.
 *
 * The older side is asked first, and the newer side learns of nothing before it has said yes: a school that hands in guessed numbers
 * must not learn from the questions which of them exist.
 * @see docs/decisions/0034-links-between-schools.md
 */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { CredentialId, LinkId, PupilId, SchoolId } from "../ids.ts";
import { splitWithin, type Split } from "../merges/merges.ts";
import { brusselsDay } from "../schools/schools.ts";
import * as queries from "./queries.ts";
import type { Question, Says, Told } from "./queries.ts";
import { settle, settleEach, type LinkDeps } from "./settle.ts";

export { workOnLinks } from "./work.ts";
export { listLinks, decideLinks, takeOver, type ListedLink } from "./operator.ts";
export { claimMail, listMailsDue } from "./queries-mail.ts";
export type { Question, Says, Told } from "./queries.ts";

export type LinkBoard = { questions: Question[]; told: Told[] };

/** What a school is asked now, and what it was told of. One transaction, two statements. */
export const viewLinks = ({ db, now }: Pick<Deps, "db" | "now">, schoolId: SchoolId): Promise<LinkBoard> =>
  db.forSchools([schoolId], async (tx) => ({
    questions: await queries.listQuestions(tx, brusselsDay(now())),
    told: await queries.listTold(tx, now()),
  }));

const deeds = { yes: { what: "link.agreed" }, another: { what: "link.refused" } } as const satisfies Record<
  Says,
  object
>;

/** The last yes was one of two: that they became one is nobody's deed alone. */
const job = "job:link-questions";

/** So many are linked at once while the person waits; the job does the rest. */
const atOnce = 20;

type Answered = { schoolIds: SchoolId[]; linkIds: LinkId[]; says: Says; actor: string };

/**
 * Somebody who decides for these schools answers. What isn't asked of them at this moment is left alone, whoever's it is; who decides for
 * both sides has said it for both.
 * @returns how many questions were answered
 */
export async function answerLinks(deps: LinkDeps, { schoolIds, linkIds, says, actor }: Answered): Promise<number> {
  const at = deps.now();
  const given = await deps.db.forSchools(schoolIds, async (tx) => {
    const answered = await queries.answer(tx, { ids: linkIds, says, actor, at, today: brusselsDay(at) });
    for (const schoolId of new Set(answered.map((one) => one.schoolId))) {
      const pupilIds = answered.filter((one) => one.schoolId === schoolId).map(({ pupilId }) => pupilId);
      await record(tx, { ...deeds[says], actor, at, schoolId, details: { links: pupilIds.length, pupilIds } });
      if (says === "yes") await deps.jobs.enqueue("link-questions", { schoolId }, tx);
    }
    return [...new Set(answered.map(({ id }) => id))];
  });
  if (says === "yes") await settleEach(deps, given.slice(0, atOnce), job);
  return given.length;
}

/**
 * The pupil, signed in with the newer LeerID, has shown the secret of the older one: that is a yes of both sides, where there is a
 * question. With `older` undefined (the secret was wrong) it does the same work and says no. That secret lets the
 * child in from now on.
 */
export async function answerByPupil(
  deps: LinkDeps,
  { older, newer }: { older: { pupilId: PupilId; credentialId: CredentialId } | undefined; newer: PupilId },
): Promise<boolean> {
  const at = deps.now();
  const actor = "pupil";
  return deps.db.platform.transaction(async (tx) => {
    const link = await queries.findBetween(tx, { older: older?.pupilId ?? newer, newer });
    if (!link || !(await queries.lockOpen(tx, link.id))) return false;
    await queries.answerBoth(tx, [link.id], { says: "yes", actor, at });
    return settle(tx, deps, { id: link.id, actor, proven: older?.credentialId });
  });
}

/**
 * A school that was only told says that it is another child: both are two again, for good.
 * @throws AppError not-found for what none of these schools may undo (any more)
 */
export function undoLink(
  deps: LinkDeps,
  { schoolIds, linkId, actor }: { schoolIds: SchoolId[]; linkId: LinkId; actor: string },
): Promise<Split> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const link = await queries.lockUndoable(tx, { id: linkId, schoolIds, at });
    if (!link) throw new AppError("not-found", "There is no such link to undo");
    const split = await splitWithin(tx, deps, { mergeId: link.mergeId, actor: job });
    if (!split.ok) return split;
    await queries.setClosed(tx, [linkId], { actor, at });
    const { schoolId, pupilId } = link;
    await record(tx, { what: "link.undone", actor, at, schoolId, pupilId, details: { linkId } });
    return split;
  });
}
