import type Provider from "oidc-provider";
import type { Session } from "oidc-provider";
import { z } from "zod";
import type { Registry } from "../applications/applications.ts";
import type { Deps, JobData } from "../deps.ts";

const Authorizations = z.record(z.string(), z.object({ sid: z.string().optional(), grantId: z.string().optional() }));
const StoredSession = z.object({ accountId: z.string(), authorizations: Authorizations.optional() });

/** Who was signed in where, as a session tells. */
type SessionContents = z.infer<typeof StoredSession>;

/**
 * The provider would send logout tokens itself, once, while the pupil waits. Here it only queues them, in PostgreSQL: an
 * application that is down for an hour is told when it is back.
 * @returns sends one logout token now; throws when the application does not answer with 200 or 204
 * @see docs/decisions/0017-backchannel-logout-queue.md
 */
export function queueBackchannelLogout(
  provider: Provider,
  { jobs, registry }: { jobs: Deps["jobs"]; registry: Registry },
): (data: JobData["backchannel-logout"]) => Promise<void> {
  const send: unknown = provider.Client.prototype.backchannelLogout;
  if (typeof send !== "function") throw new Error("oidc-provider has no backchannelLogout to send with any more");
  provider.Client.prototype.backchannelLogout = function enqueue(
    this: { clientId: string },
    accountId: string,
    sid: string,
  ) {
    return jobs.enqueue("backchannel-logout", { clientId: this.clientId, accountId, sid });
  };
  const knowsSubject = async (clientId: string) => (await registry.findClient(clientId))?.bundle !== "anonymous";
  return async ({ clientId, accountId, sid }) => {
    const client = await provider.Client.find(clientId);
    if (!client?.backchannelLogoutUri) return;
    // To an anonymous application the session says enough: it never knew a subject that lasts.
    await Reflect.apply(send, client, [(await knowsSubject(clientId)) ? accountId : "", sid ?? ""]);
  };
}

/** Ends what a session opened: its grants first, because every token hangs on one, then tells each application. */
async function closeAuthorizations(provider: Provider, deps: Deps, session: SessionContents): Promise<void> {
  for (const [clientId, { sid, grantId }] of Object.entries(session.authorizations ?? {})) {
    if (grantId) {
      const grant = await provider.Grant.find(grantId);
      await grant?.destroy();
      await deps.artifacts.revokeGrant(grantId);
    }
    const client = await provider.Client.find(clientId);
    if (client?.backchannelLogoutUri) {
      await deps.jobs.enqueue("backchannel-logout", { clientId, accountId: session.accountId, sid });
    }
  }
}

/** Ends one session of the browser that asks: for the next pupil on a shared device. */
export async function endSession(provider: Provider, deps: Deps, session: Session): Promise<void> {
  const contents = StoredSession.safeParse({ accountId: session.accountId, authorizations: session.authorizations });
  if (contents.success) await closeAuthorizations(provider, deps, contents.data);
  await session.destroy();
}

/** Ends every session of an account, wherever it was opened: after a suspension or a reset. */
export async function endSessionsOf(provider: Provider, deps: Deps, accountId: string): Promise<void> {
  for (const stored of await deps.artifacts.sessionsOfAccount(accountId)) {
    const session = StoredSession.safeParse(stored.payload);
    if (session.success) await closeAuthorizations(provider, deps, session.data);
  }
}
