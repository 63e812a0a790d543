import type { JWK } from "jose";
import Provider, { interactionPolicy, type Adapter, type Configuration, type KoaContextWithOIDC } from "oidc-provider";
import { packageScopes, type Registry } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { cookieSigner } from "../http/cookie-signer.ts";
import type { ErrorHandling } from "../http/errors.ts";
import { createAdapter } from "./adapter.ts";
import { burnTriedCodes } from "./burn-codes.ts";
import { judgeAssertion } from "./client-assertions.ts";
import { claimsByScope } from "./claims.ts";
import { proofAlgs } from "./dpop.ts";
import { findAccount, pairwiseSub } from "./find-account.ts";
import { goOnWithoutSession, ProviderWithForms } from "./form-post.ts";
import { showOidcError, showSignedOut, showSignOutQuestion, tellPrograms } from "./pages.ts";
import {
  createClientAdapter,
  matchClientSecrets,
  rememberClients,
  portalClient,
  portalClientId,
  schoolClient,
  schoolClientId,
} from "./clients.ts";
import { followOnDevice } from "./device-session.ts";
import { inItsBrowser } from "./interaction-adapter.ts";
import { lifetimes } from "./lifetimes.ts";
import { closeOpened, endSession, revokeGrants } from "./logout.ts";
import { inRooms, mustBeBounded } from "./rooms.ts";
import { createSessionAdapter, currentRequest } from "./session-adapter.ts";
import { askWithoutReturn } from "./sign-out-requests.ts";

/** What a provider instance is made from; a key rotation makes a new instance on the same state. */
export type ProviderParts = { deps: Deps; registry: Registry; jwks: JWK[]; fetch: typeof fetch; errors: ErrorHandling };

const routes: Configuration["routes"] = {
  authorization: "/authorize",
  token: "/token",
  userinfo: "/userinfo",
  jwks: "/jwks",
  revocation: "/revoke",
  pushed_authorization_request: "/par",
  end_session: "/session/end",
};

/** OpenID Connect exactly as far as this product uses it: everything else is off. */
export function createProvider(parts: ProviderParts): Provider {
  const { deps } = parts;
  const provider = new ProviderWithForms(deps.config.issuer, {
    ...protocol,
    adapter: (model) => adapterOf(parts, model),
    clients: [portalClient(deps.config.issuer), schoolClient(deps.config.issuer)],
    jwks: { keys: parts.jwks },
    fetch: parts.fetch,
    ttl: lifetimes(deps),
    assertJwtClientAuthClaimsAndHeader: judgeAssertion(deps),
    routes,
    cookies: cookies(deps),
    findAccount: findAccount(parts),
    pairwiseIdentifier: pairwiseSub(parts),
    loadExistingGrant,
    interactions: { policy: policy(), url: interactionUrl },
    renderError: showOidcError(parts.errors),
    features: {
      ...features,
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: showSignOutQuestion,
        postLogoutSuccessSource: showSignedOut,
      },
    },
  });
  pinOrigin(provider, deps.config.issuer);
  provider.keys = cookieSigner(deps.keys.cookieKeys);
  matchClientSecrets(provider, parts);
  rememberClients(provider, parts);
  burnTriedCodes(provider, deps);
  goOnWithoutSession(provider);
  provider.on("server_error", tellPrograms(parts.errors));
  askWithoutReturn(provider, parts.errors);
  return provider;
}

function adapterOf(parts: ProviderParts, model: string): Adapter {
  const artifacts = inRooms(parts.deps);
  if (model === "Client") return createClientAdapter(parts);
  if (model === "Interaction") return inItsBrowser(parts.deps, createAdapter(artifacts, model));
  if (model !== "Session") return createAdapter(artifacts, model);
  return createSessionAdapter({
    artifacts,
    close: (session) => closeOpened(parts, session),
    revoke: (grants) => revokeGrants(parts.deps, grants),
    end: (id) => endSession(parts, id),
    arrived: (session) => followOnDevice(parts, session),
    request: currentRequest,
  });
}

/** The cookie of an interaction is for this path: the pages of pupils never even see the one of staff. */
const interactionUrl = (ctx: KoaContextWithOIDC, { uid }: { uid: string }): string =>
  ctx.oidc.client?.clientId === schoolClientId ? `/interaction/${uid}/staff` : `/interaction/${uid}`;

const features: Configuration["features"] = {
  devInteractions: { enabled: false },
  deviceFlow: { enabled: false },
  clientCredentials: { enabled: true },
  introspection: { enabled: false },
  resourceIndicators: { enabled: false },
  pushedAuthorizationRequests: { enabled: true },
  revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
  backchannelLogout: { enabled: true },
};

const protocol: Configuration = {
  clientDefaults: { id_token_signed_response_alg: "ES256" },
  claims: claimsOfScopes(),
  // How pupils come in; staff come in at no application.
  acrValues: ["leerid:password", "leerid:words", "leerid:badge", "leerid:lesson-code"],
  scopes: ["openid", "offline_access", ...packageScopes],
  responseTypes: ["code", "none"],
  subjectTypes: ["pairwise"],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
  enabledJWA: {
    idTokenSigningAlgValues: ["ES256", "RS256"],
    clientAuthSigningAlgValues: ["ES256", "RS256", "PS256"],
    dPoPSigningAlgValues: proofAlgs,
  },
  pkce: { required: () => true },
  allowOmittingSingleRegisteredRedirectUri: false,
  clockTolerance: 5,
  rotateRefreshToken: true,
  extraClientMetadata: { properties: ["initiate_login_uri"] },
  // The registry names a sector; the address is never fetched and nothing is derived from it.
  sectorIdentifierUriValidate: () => false,
  clientBasedCORS: (_ctx, origin, client) => (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
};

/** How and when the pupil signed in goes with every ID token. */
function claimsOfScopes(): Record<string, string[]> {
  const claims = Object.entries(claimsByScope).map(([scope, names]) => [scope, [...names]] as const);
  return { ...Object.fromEntries(claims), openid: ["sub", "acr", "amr", "auth_time"] };
}

function cookies({ config, keys }: Deps): Configuration["cookies"] {
  const secure = config.issuer.startsWith("https://");
  const options = { signed: true, httpOnly: true, sameSite: "lax", secure, overwrite: true } as const;
  return {
    keys: keys.cookieKeys,
    long: { ...options, path: "/" },
    short: options,
    names: {
      session: secure ? "__Host-leerid" : "leerid",
      interaction: secure ? "__Secure-leerid-sign-in" : "leerid-sign-in",
      resume: secure ? "__Secure-leerid-resume" : "leerid-resume",
    },
  };
}

/** A session whose account is gone, was reset or is suspended asks for a sign-in; an application without a release is told so. */
function policy(): interactionPolicy.Prompt[] {
  const { Check, Prompt, base } = interactionPolicy;
  const prompts = base();
  const bounded = new Check("bounded", "the request is too long", "invalid_request", (ctx) => {
    mustBeBounded(ctx.oidc.params);
    return false;
  });
  prompts.get("login")?.checks.add(bounded, 0);
  prompts
    .get("login")
    ?.checks.add(
      new Check(
        "account_gone",
        "End-User authentication is required",
        "login_required",
        (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
      ),
      0,
    );
  const refused = new Check(
    "no_release",
    "the school has not switched this application on",
    "access_denied",
    (ctx) =>
      ctx.oidc.client?.clientId !== portalClientId &&
      ctx.oidc.account !== undefined &&
      ctx.oidc.account["refused"] !== undefined,
  );
  prompts.add(new Prompt({ name: "release", requestable: false }, refused), 1);
  return prompts;
}

/** One grant per pupil, application and session: it is made at the first authorization and used again by the next ones. */
const loadExistingGrant: Configuration["loadExistingGrant"] = async (ctx) => {
  const { client, session, account, provider, result } = ctx.oidc;
  if (!client || !session || !account) return undefined;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing?.accountId === account.accountId) return existing;
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...Object.keys(claimsByScope), "offline_access"].join(" "));
  await grant.save();
  return grant;
};

/** Links, redirects and cookies follow the configured issuer, never a header of the request. */
export function pinOrigin(app: { request: object }, issuer: string): void {
  const { protocol, host, origin } = new URL(issuer);
  Object.defineProperties(app.request, {
    protocol: { get: () => protocol.slice(0, -1) },
    host: { get: () => host },
    href: {
      get(this: { originalUrl: string }) {
        const path = URL.canParse(this.originalUrl) ? new URL(this.originalUrl).pathname : this.originalUrl;
        return origin + path;
      },
    },
  });
}
