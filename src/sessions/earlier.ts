import { verifySecret } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { AccountId, CredentialId, PupilId } from "../ids.ts";
import { parseLoginName } from "../pupils/pupils.ts";
import { brusselsDay } from "../schools/schools.ts";
import { findAccountById, findAccountByLoginName } from "./queries.ts";
import { forgiveAttempts, takeAttempt } from "./throttle.ts";

type EarlierDeps = Pick<Deps, "db" | "keys" | "hasher" | "counter" | "now">;
/** `by`: who is signed in and says that this was theirs. */
export type EarlierTyped = { by: PupilId; loginName: string; secret: string; network: string };

/** What was typed is right, and of whom. `forgive` wipes the slate, once it has served. */
type Earlier = { pupilId: PupilId; credentialId: CredentialId; forgive(): Promise<void> };

/** Whether the pupil of this session may still be signed in. */
export async function isLive(deps: Pick<Deps, "db" | "now">, { pupilId, generation }: AccountId): Promise<boolean> {
  const account = await findAccountById(deps.db.signIn, { pupilId, today: brusselsDay(deps.now()) });
  return account?.status === "active" && account.generation === generation;
}

/**
 * Whether somebody who is signed in knows the secret of another LeerID, as a sign-in would check it. Each try counts for both: for the
 * one that was typed, so that this is no second way to guess, and for the one that is signed in. Whatever is wrong, a name that nobody
 * has, a hold, a typing error or the secret itself, takes the same work and gives the same answer.
 * @throws AppError busy when too many secrets wait to be checked
 */
export async function proveEarlier(deps: EarlierDeps, typed: EarlierTyped): Promise<Earlier | undefined> {
  const { by, secret, network } = typed;
  const parsed = parseLoginName(typed.loginName);
  const own = `earlier ${by}`;
  const other = parsed.ok ? parsed.loginName : `nobody of ${by}`;
  const tries = [await takeAttempt(deps, own, network), await takeAttempt(deps, other, network)];
  const found = await findAccountByLoginName(deps.db.signInReads, { loginName: other, today: brusselsDay(deps.now()) });
  const account = found?.status === "active" && tries.every(({ allowed }) => allowed) ? found : undefined;
  const verified = await verifySecret(deps, {
    credentials: account?.credentials ?? [],
    pupilId: account?.pupilId,
    typed: secret,
  });
  if (!account || !verified.ok) return undefined;
  const forgive = async () => {
    for (const who of [own, other]) await forgiveAttempts(deps, who, network);
  };
  return { pupilId: account.pupilId, credentialId: verified.credential.id, forgive };
}
