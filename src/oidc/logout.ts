import Provider from "oidc-provider";
import type { Registry } from "../applications/applications.ts";
import type { Deps, JobData } from "../deps.ts";
import { digest } from "./adapter.ts";
import { movedTo, openedIn, precededBy, type Opened } from "./session-document.ts";

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
    // Who signs out of everything is closed by `endSession`, with what another tab opened meanwhile.
    if (Provider.ctx?.oidc.params?.["logout"]) return Promise.resolve();
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

type Closing = {
  deps: Pick<Deps, "artifacts"> & { jobs: Pick<Deps["jobs"], "enqueue"> };
  registry: Pick<Registry, "findClient">;
};

/** The grant first, because every token hangs on one, then what is kept for weeks. */
export async function revokeGrants(
  { artifacts }: Pick<Deps, "artifacts">,
  opened: Pick<Opened, "grantId">[],
): Promise<void> {
  await Promise.all(
    opened.map(async ({ grantId }) => {
      if (grantId === undefined) return;
      await artifacts.destroy("Grant", digest(grantId));
      await artifacts.revokeGrant(grantId);
    }),
  );
}

/** Ends what a session opened, then tells each application. */
export async function closeOpened(
  { deps, registry }: Closing,
  { accountId, opened }: { accountId: string | undefined; opened: Opened[] },
): Promise<void> {
  await revokeGrants(deps, opened);
  if (accountId === undefined) return;
  for (const { clientId, sid } of opened) {
    const client = await registry.findClient(clientId);
    if (client?.metadata.backchannel_logout_uri)
      await deps.jobs.enqueue("backchannel-logout", { clientId, accountId, sid });
  }
}

/**
 * Ends the session that a cookie stands for, also where it went on under another id meanwhile. It is taken away first and what it said at
 * that moment is closed: what another tab adds before is in there, and after it nothing can be added.
 */
export const endSession = (closing: Closing, id: string): Promise<void> => endSessionAt(closing, digest(id));

/** The same, where only the digest of the cookie is known. */
export async function endSessionAt(closing: Closing, key: Buffer): Promise<void> {
  const taken = await closing.deps.artifacts.take("Session", key);
  if (!taken) return;
  const { payload } = taken;
  for (const other of [movedTo(payload), precededBy(payload)]) if (other) await endSessionAt(closing, other);
  // what stays at an old id says whose it was, and opened nothing
  if (!movedTo(payload)) await closeOpened(closing, openedIn(payload));
}

/** Ends every session of an account, wherever it was opened: after a suspension or a reset. */
export async function endSessionsOf(closing: Closing, accountId: string): Promise<void> {
  for (const { payload } of await closing.deps.artifacts.takeSessionsOfAccount(accountId))
    await closeOpened(closing, openedIn(payload));
}
