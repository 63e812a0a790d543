import type { Middleware } from "koa";
import compose from "koa-compose";
import type Provider from "oidc-provider";
import type { JobData } from "../deps.ts";
import { queueBackchannelLogout } from "./logout.ts";
import { createProvider, type ProviderParts } from "./provider.ts";
import { withoutOldCookie } from "./session-cookie.ts";
import { askFromOurOrigin } from "./sign-out-requests.ts";
import { loadSigningKeys } from "./signing-keys.ts";

/** The provider instance of this moment, with what hangs on it. */
export type Running = {
  provider: Provider;
  handle: Middleware;
  send: (data: JobData["backchannel-logout"]) => Promise<void>;
};

export type Keeper = {
  /** Ask each time: the next request may have another one. */
  current(): Running;
  /** Makes the provider anew with the keys that the database has now. No request notices. */
  reloadKeys(): Promise<void>;
  close(): void;
};

const longestTimer = 2 ** 31 - 1;

/**
 * Keeps a provider running and replaces it whenever its signing keys change: on demand, and by itself at the moment that a published
 * key takes over or an old one goes.
 * @see docs/decisions/0019-key-rotation-without-restart.md
 */
export async function keepRunning(parts: Omit<ProviderParts, "jwks">): Promise<Keeper> {
  const { deps, registry } = parts;
  let timer: NodeJS.Timeout | undefined;
  let running = await build();

  async function build(): Promise<Running> {
    const { jwks, changesAt } = await loadSigningKeys(deps);
    const provider = createProvider({ ...parts, jwks });
    const send = queueBackchannelLogout(provider, { jobs: deps.jobs, registry });
    clearTimeout(timer);
    if (changesAt) wakeAfter(changesAt.getTime() - deps.now().getTime() + 50);
    const around = [withoutOldCookie(provider.cookieName("session")), askFromOurOrigin(provider)];
    const handle = compose([...around, ...provider.middleware]);
    return { provider, handle, send };
  }
  async function reloadKeys(): Promise<void> {
    running = await build();
  }
  function wakeAfter(ms: number): void {
    timer = setTimeout(reload, Math.min(ms, longestTimer)).unref();
  }
  function reload(): void {
    reloadKeys().catch((error: unknown) => {
      deps.log.error({ err: error }, "the signing keys could not be loaded: trying again in a minute");
      wakeAfter(60_000);
    });
  }
  return { current: () => running, reloadKeys, close: () => clearTimeout(timer) };
}
