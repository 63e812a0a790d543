import type { Context, Middleware } from "koa";
import type Provider from "oidc-provider";
import type { StaffDoor, StaffSignInFlow } from "../access/access.ts";
import type { Deps, JobData } from "../deps.ts";
import { noteAbout } from "../http/request.ts";
import { parseAccountId, parseStaffAccountId, type AccountId } from "../ids.ts";
import type { SignInFlow } from "../sessions/sessions.ts";
import { portalClientId, schoolClientId, scopesOfPeople } from "./clients.ts";
import { leaveDevice } from "./device-session.ts";
import { endSession, endSessionsOf } from "./logout.ts";
import type { ProviderParts } from "./provider.ts";
import { packageToken, type PackageTokenOutcome, type Presented } from "./package-token.ts";
import { repeatByGet } from "./posted-authorization.ts";
import { keepRunning } from "./running.ts";
import { createSignInFlows } from "./sign-in-flow.ts";

export { loadSigningKeys, rotateSigningKeys } from "./signing-keys.ts";
export { proofAlgs } from "./dpop.ts";
export type { PackageToken, Presented } from "./package-token.ts";
export { pinOrigin } from "./provider.ts";

/** The OpenID provider as the rest of the house sees it. */
export type Oidc = StaffDoor & {
  /** Answers every protocol endpoint; other paths go on to the next middleware. */
  middleware: Middleware;
  flow: SignInFlow;
  staffFlow: StaffSignInFlow;
  /** The one browser session: who is signed in here. The caller still asks whether that account is alive. */
  sessionAccount(ctx: Context): Promise<AccountId | undefined>;
  /**
   * What an administration package presents at our API. No other kind of token is one. What the package may do at this moment is
   * still to be asked.
   */
  packageToken(presented: Presented): Promise<PackageTokenOutcome>;
  /** Signs whoever is signed in in this browser out everywhere. */
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

const authorization = "/authorize";
const clientAuthenticated = new Set(["/token", "/userinfo", "/revoke", "/par"]);

/** Of the protocol's own addresses, what the layers around it must know. */
export const protocolPaths = {
  /** Where an application may have opened a small window of its own. */
  inPopup: (path: string) => /^\/(authorize|interaction|session\/end)(\/|$)/.test(path),
  /** Where a finished sign-in goes on to the application. */
  leadsAway: (path: string) => path.startsWith("/authorize/"),
  /** Says that nobody is signed in here; whoever is still in is led home. */
  signedOut: "/session/end/success",
  /** These prove who asks by a secret, a key or a token; and asking to sign out only leads to a question. */
  actsOnNoCookie: (path: string) => clientAuthenticated.has(path) || path === "/session/end" || path === authorization,
};

/**
 * @param fetch guarded against private addresses: the provider fetches what vendors registered
 */
export async function createOidc(deps: Deps, parts: Omit<ProviderParts, "deps" | "jwks">): Promise<Oidc> {
  const keeper = await keepRunning({ deps, ...parts });
  const provider = () => keeper.current().provider;
  return {
    middleware: async (ctx, next) => {
      if (ctx.path === authorization && ctx.method === "POST") return repeatByGet(ctx, authorization);
      await keeper.current().handle(ctx, next);
      if (!publicDocuments.has(ctx.path) || ctx.status !== 200) return;
      ctx.set("Cache-Control", "public, max-age=300");
      if (ctx.path !== "/jwks") tellScopes(ctx);
    },
    ...createSignInFlows({ deps, ...parts }, provider),
    staffAccount: (ctx) => staffAccount(provider(), ctx),
    staffUrl: (wish) => staffUrl(provider(), wish),
    sessionAccount: async (ctx) => {
      const account = parseAccountId((await provider().Session.get(ctx)).accountId ?? "");
      noteAbout(ctx, { pupilId: account?.pupilId });
      return account;
    },
    packageToken: (presented) => packageToken(provider(), deps, presented),
    signOut: async (ctx) => {
      const name = provider().cookieName("session");
      const id = ctx.cookies.get(name, { signed: true });
      if (id !== undefined) await endSession({ deps, ...parts }, id);
      await leaveDevice({ deps, ...parts }, ctx);
      ctx.cookies.set(name, null, { path: "/", signed: true });
    },
    startUrl: (wish) => startUrl(provider(), wish),
    reloadKeys: keeper.reloadKeys,
    sendBackchannelLogout: (data) => keeper.current().send(data),
    endSessionsOf: (accountId) => endSessionsOf({ deps, ...parts }, accountId),
    close: keeper.close,
  };
}

/** The engine names every scope that it knows; those of our API are for administration packages, which read its own document. */
function tellScopes(ctx: Context): void {
  if (typeof ctx.body === "object" && ctx.body !== null) Object.assign(ctx.body, { scopes_supported: scopesOfPeople });
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
  return `${provider.pathFor("authorization")}?${query.toString()}`;
}

async function staffAccount(provider: Provider, ctx: Context): ReturnType<StaffDoor["staffAccount"]> {
  const { accountId, loginTs } = await provider.Session.get(ctx);
  const account = parseStaffAccountId(accountId ?? "");
  return account && { ...account, signedInAt: new Date((loginTs ?? 0) * 1000) };
}

function staffUrl(
  provider: Provider,
  { uiLocales, path, maxAgeSeconds }: Parameters<StaffDoor["staffUrl"]>[0],
): string {
  const query = new URLSearchParams({
    client_id: schoolClientId,
    response_type: "none",
    scope: "openid",
    redirect_uri: `${provider.issuer}/school/start`,
    ui_locales: uiLocales,
    state: path,
    ...(maxAgeSeconds === undefined ? {} : { max_age: String(maxAgeSeconds) }),
  });
  return `${provider.pathFor("authorization")}?${query.toString()}`;
}
