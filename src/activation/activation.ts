/**
 * Gives pupils their first secret, in bulk. Owns the tables activation_run, activation_part and secret_ladder; the secrets are in
 * credentials/.
 * @see docs/decisions/0011-secrets.md and docs/decisions/0025-activation-runs.md
 */
import type { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { ActivatedPupil } from "./card.ts";
import { issueCards, type Activation } from "./issue.ts";
import { selectPupils, type Selection } from "./selection.ts";

export type { ActivatedPupil } from "./card.ts";
export { CardFileError, openCardFiles, type CardFiles } from "./card-files.ts";
export type { Activation, Skipped } from "./issue.ts";
export { bandOf, bands, getLadder, ladderFrom, LadderStep, saveLadder, type Band, type Ladder } from "./ladder.ts";
export { CardLocale } from "./cards-writer.ts";
export { LetterLocale } from "./letter-texts.ts";
export { makeRun } from "./making.ts";
export { startPrinting, type Printing } from "./printing.ts";
export {
  addRun,
  cancelRun,
  findRun,
  listOpenRuns,
  purgeRuns,
  resumeRun,
  type Paper,
  type PartState,
  type Run,
  type RunPart,
  type RunState,
} from "./runs.ts";

export type ActivationRequest = Selection & {
  secret: FirstSecretKind;
  /** Also pupils who use their LeerID already: they lose what they have. Chosen by login name, they always do. */
  again?: boolean | undefined;
  /** `cli`, or `staff:` and an id */
  actor: string;
};

type ActivationDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs">;

/** All in memory, for a class or a school. @see activateInChunks */
export async function activate(
  deps: ActivationDeps,
  request: ActivationRequest,
): Promise<Activation & { activated: number; cards: ActivatedPupil[] }> {
  const all: Activation = { cards: [], skipped: [] };
  for await (const { cards, skipped } of activateInChunks(deps, request)) {
    all.cards.push(...cards);
    all.skipped.push(...skipped);
  }
  return { activated: all.cards.length, ...all };
}

/**
 * Gives the chosen pupils a first secret, some classes at a time: each chunk is one transaction with its audit record, and holds about
 * a thousand pupils and, up to that size, whole classes. By class and name, so that cards come out in the order of the classroom.
 * Stops where the caller stops; done again, it replaces what nobody has used yet.
 * @throws AppError bad-request when a class is unknown: nothing is done then
 */
export async function* activateInChunks(deps: ActivationDeps, request: ActivationRequest): AsyncGenerator<Activation> {
  const now = deps.now();
  const { schoolId, secret: kind, actor } = request;
  const again = request.again === true || request.loginNames !== undefined;
  const { chunks, unknown } = await selectPupils(deps, request, now);
  if (unknown.length > 0) {
    yield { cards: [], skipped: unknown.map((loginName) => ({ loginName, reason: "not-enrolled-here" })) };
  }
  for (const pupils of chunks) {
    yield await deps.db.forSchools([schoolId], (tx) =>
      issueCards(deps, tx, { schoolId, pupils, kind, again, actor, now }),
    );
  }
}
