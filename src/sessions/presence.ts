import { z } from "zod";
import type { Deps } from "../deps.ts";
import { formatAccountId, parseAccountId, type AccountId, type PupilId } from "../ids.ts";

const Session = z.object({ accountId: z.string(), loginTs: z.number() });

/**
 * Who is signed in at this moment on some device, and since when: the latest of their sign-ins. Real sessions, so who pressed "I'm done" or
 * was followed by the next pupil is out. One round trip, however many accounts.
 */
export async function listPresent(
  { artifacts }: Pick<Deps, "artifacts">,
  accounts: AccountId[],
): Promise<Map<PupilId, Date>> {
  const since = new Map<PupilId, Date>();
  if (accounts.length === 0) return since;
  for (const { payload } of await artifacts.sessionsOfAccounts(accounts.map((one) => formatAccountId(one)))) {
    const session = Session.safeParse(payload);
    const account = session.success ? parseAccountId(session.data.accountId) : undefined;
    if (!session.success || !account) continue;
    const at = new Date(session.data.loginTs * 1000);
    const before = since.get(account.pupilId);
    if (!before || before < at) since.set(account.pupilId, at);
  }
  return since;
}
