import type { Context, Middleware } from "koa";
import compose from "koa-compose";
import type Provider from "oidc-provider";
import type { Deps, JobData } from "../deps.ts";
import { parseAccountId, type AccountId } from "../ids.ts";
import type { SignInFlow } from "../sessions/sessions.ts";
import { portalClientId } from "./clients.ts";
import { endSession, endSessionsOf, queueBackchannelLogout } from "./logout.ts";
import { createProvider, type ProviderParts } from "./provider.ts";
import { createSignInFlow } from "./sign-in-flow.ts";
import { loadSigningKeys } from "./signing-keys.ts";

export { loadSigningKeys, rotateSigningKeys } from "./signing-keys.ts";
export { pinOrigin } from "./provider.ts";

/** The OpenID provider as the rest of the house sees it. */
export type Oidc = {
  /** Answers every protocol endpoint; other paths go on to the next middleware. */
  middleware: Middleware;
  flow: SignInFlow;
  /** The one browser session: who is signed in here. The caller still asks whether that account is alive. */
  sessionAccount(ctx: Context): Promise<AccountId | undefined>;
  /** Signs the pupil of this browser out everywhere. */
  signOut(ctx: Context): Promise<void>;
  /** Starts a sign-in for our own front page. */
  startUrl(wish: { uiLocales: string; method?: "badge" }): string;
  /** Makes the provider anew with the keys that the database has now. No request notices. */
  reloadKeys(): Promise<void>;
  sendBackchannelLogout(data: JobData["backchannel-logout"]): Promise<void>;
  endSessionsOf(accountId: string): Promise<void>;
  close(): void;
};

/** Applications may keep these for five minutes: a third of the time that a new key is published before it signs. */
const publicDocuments = new Set([
  "/jwks",
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
]);

const clientAuthenticated = new Set(["/token", "/userinfo", "/revoke", "/par"]);

/** Of the protocol's own addresses, what the layers around it must know. */
export const protocolPaths = {
  /** Where an application may have opened a small window of its own. */
  inPopup: (path: string) => /^\/(authorize|interaction|session\/end)(\/|$)/.test(path),
  /** Where a finished sign-in goes on to the application. */
  leadsAway: (path: string) => path.startsWith("/authorize/"),
  /** These prove who asks by a secret, a key or a token; and asking to sign out only leads to a question. */
  actsOnNoCookie: (path: string) => clientAuthenticated.has(path) || path === "/session/end",
};

type Running = { provider: Provider; handle: Middleware; send: (data: JobData["backchannel-logout"]) => Promise<void> };

/**
 * @param fetch guarded against private addresses: the provider fetches what vendors registered
 * @see docs/decisions/0019-key-rotation-without-restart.md
 */
export async function createOidc(deps: Deps, parts: Omit<ProviderParts, "deps" | "jwks">): Promise<Oidc> {
  let timer: NodeJS.Timeout | undefined;
  let running = await build();

  async function build(): Promise<Running> {
    const { jwks, changesAt } = await loadSigningKeys(deps);
    const provider = createProvider({ deps, ...parts, jwks });
    const send = queueBackchannelLogout(provider, { jobs: deps.jobs, registry: parts.registry });
    clearTimeout(timer);
    if (changesAt)
      timer = setTimeout(reload, Math.min(changesAt.getTime() - deps.now().getTime() + 50, 2 ** 31 - 1)).unref();
    return { provider, handle: compose(provider.middleware), send };
  }
  async function reloadKeys(): Promise<void> {
    running = await build();
  }
  function reload(): void {
    reloadKeys().catch((error: unknown) => {
      deps.log.error({ err: error }, "the signing keys could not be loaded: trying again in a minute");
      timer = setTimeout(reload, 60_000).unref();
    });
  }
  const { provider: first } = running;
  return {
    middleware: async (ctx, next) => {
      await running.handle(ctx, next);
      if (publicDocuments.has(ctx.path) && ctx.status === 200) ctx.set("Cache-Control", "public, max-age=300");
    },
    flow: createSignInFlow({ deps, ...parts }, () => running.provider),
    sessionAccount: async (ctx) => parseAccountId((await running.provider.Session.get(ctx)).accountId ?? ""),
    signOut: async (ctx) => {
      const { provider } = running;
      await endSession(provider, deps, await provider.Session.get(ctx));
      ctx.cookies.set(provider.cookieName("session"), null, { path: "/", signed: true });
    },
    startUrl: (wish) => startUrl(first, wish),
    reloadKeys,
    sendBackchannelLogout: (data) => running.send(data),
    endSessionsOf: (accountId) => endSessionsOf(running.provider, deps, accountId),
    close: () => clearTimeout(timer),
  };
}

function startUrl(provider: Provider, { uiLocales, method }: Parameters<Oidc["startUrl"]>[0]): string {
  const query = new URLSearchParams({
    client_id: portalClientId,
    response_type: "none",
    scope: "openid",
    redirect_uri: `${provider.issuer}/start`,
    ui_locales: uiLocales,
    // A scanned badge is the next pupil on this device, whoever is signed in now.
    ...(method ? { acr_values: `leerid:${method}`, prompt: "login" } : {}),
  });
  return `${provider.pathFor("authorization")}?${query}`;
}
