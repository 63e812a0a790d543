import { createHash } from "node:crypto";
import type { Configuration, CustomFetch } from "openid-client";
import type { Deps } from "../deps.ts";
import { isLoopbackHost } from "../lib/address.ts";
import { createSafeFetch } from "../lib/safe-fetch.ts";
import type { Upstream, UpstreamAccount } from "../staff/staff.ts";

/** Loaded with the first sign-in by another provider. */
const library = () => import("openid-client");

/** What an ID token may be signed with. `none` and everything with a shared secret is out, whatever the provider offers. */
const algorithms = ["ES256", "RS256", "PS256"];
const timeoutSeconds = 5;
/** How long what a provider says of itself is believed; its keys are read anew by themselves when one is unknown. */
const keptMs = 10 * 60_000;

/** What goes with one sign-in elsewhere, and must come back. */
export type Begun = { state: string; nonce: string; verifier: string };

/** What the other provider vouched for. */
export type Proof = UpstreamAccount & {
  /** Whether it says that there were two factors. */
  mfa: boolean;
  /** When the person gave them; undefined where it doesn't say. */
  at: Date | undefined;
};

export type UpstreamClient = {
  /** @param maxAgeSeconds how long ago the person may have signed in there; 0 asks for it now */
  begin(upstream: Upstream, wish: { maxAgeSeconds: number; locale: string }): Promise<Begun & { url: URL }>;
  /** @param search the query that came back. @throws for whatever doesn't fit; the error may quote it, so it must not be logged whole */
  finish(upstream: Upstream, back: Begun & { search: string }): Promise<Proof>;
};

/** Where the other provider sends people back to. Each has its own: an answer that another one sent is seen by its address. */
export const callbackOf = (issuer: string, upstreamId: string): string => `${issuer}/upstream/${upstreamId}/callback`;

type ClientDeps = Pick<Deps, "config" | "random" | "now">;

/** Signs in elsewhere by authorization code with PKCE, state and nonce; every ID token is checked with its signature. */
export function createUpstreamClient(deps: ClientDeps): UpstreamClient {
  const { issuer } = deps.config;
  const configOf = configurations(deps);
  const draw = () => deps.random.bytes(32).toString("base64url");
  return {
    async begin(upstream, wish) {
      const config = await configOf(upstream);
      const { buildAuthorizationUrl } = await library();
      const begun = { state: draw(), nonce: draw(), verifier: draw() };
      const redirectUri = callbackOf(issuer, upstream.id);
      return { ...begun, url: buildAuthorizationUrl(config, askingFor(upstream, { ...begun, ...wish, redirectUri })) };
    },
    async finish(upstream, { state, nonce, verifier, search }) {
      const config = await configOf(upstream);
      const { authorizationCodeGrant } = await library();
      const url = new URL(search, callbackOf(issuer, upstream.id));
      const tokens = await authorizationCodeGrant(config, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return proofFrom(upstream, tokens.claims());
    },
  };
}

type Asking = Begun & { maxAgeSeconds: number; locale: string; redirectUri: string };

/** `openid` and no other scope: nothing of the person comes over but who they are there. */
const askingFor = (
  { mfaAcr }: Upstream,
  { state, nonce, verifier, maxAgeSeconds, locale, redirectUri }: Asking,
): Record<string, string> => ({
  redirect_uri: redirectUri,
  scope: "openid",
  state,
  nonce,
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
  max_age: String(maxAgeSeconds),
  ui_locales: locale,
  ...(maxAgeSeconds === 0 ? { prompt: "login" } : {}),
  ...(mfaAcr.length > 0 ? { acr_values: mfaAcr.join(" ") } : {}),
});

/** What each provider says of itself, read with the first sign-in and believed for a while. */
function configurations({ config, now }: ClientDeps): (upstream: Upstream) => Promise<Configuration> {
  // Only a provider on a machine of one's own may ask another one there.
  const allowLoopback = config.issuer.startsWith("http:");
  const fetch = guarded(createSafeFetch({ allowLoopback, timeoutMs: timeoutSeconds * 1000 }));
  const known = new Map<string, { until: number; read: Promise<Configuration> }>();
  return (upstream) => {
    const key = JSON.stringify(upstream);
    const found = known.get(key);
    const at = now().getTime();
    if (found && found.until > at) return found.read;
    const read = configure(upstream, { fetch, allowLoopback });
    known.set(key, { until: at + keptMs, read });
    // what failed is tried anew with the next person
    read.catch(() => known.delete(key));
    return read;
  };
}

/** `body` and `signal` are left out where there is none. */
const guarded =
  (safe: typeof fetch): CustomFetch =>
  (url, { method, headers, redirect, body, signal }) =>
    safe(url, { method, headers, redirect, ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}) });

async function configure(
  { issuer, clientId, clientSecret }: Upstream,
  { fetch, allowLoopback }: { fetch: CustomFetch; allowLoopback: boolean },
): Promise<Configuration> {
  const openid = await library();
  const local = allowLoopback && isLoopbackHost(new URL(issuer).hostname);
  const insecure = local ? [openid.allowInsecureRequests] : [];
  const found = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
    [openid.customFetch]: fetch,
    timeout: timeoutSeconds,
    execute: insecure,
  });
  const { supportsPKCE: _unused, ...metadata } = found.serverMetadata();
  // links stand under the issuer as it is configured: another spelling would be another provider
  if (metadata.issuer !== issuer) throw new Error("The provider calls itself otherwise than it is configured");
  const offered = metadata.id_token_signing_alg_values_supported ?? ["RS256"];
  const accepted = offered.filter((algorithm) => algorithms.includes(algorithm));
  if (accepted.length === 0) throw new Error("The provider signs with no algorithm that counts");
  const server = { ...metadata, id_token_signing_alg_values_supported: accepted };
  const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const proof = methods.includes("client_secret_basic") ? openid.ClientSecretBasic : openid.ClientSecretPost;
  const config = new openid.Configuration(server, clientId, undefined, proof(clientSecret));
  config[openid.customFetch] = fetch;
  config.timeout = timeoutSeconds;
  // without it the signature of what came straight from the provider would be taken for granted
  openid.enableNonRepudiationChecks(config);
  for (const allow of insecure) allow(config);
  return config;
}

type Claims = Record<string, unknown> | undefined;

/** The library has checked signature, issuer, audience, times and nonce; this is stricter on for whom the token is. */
function proofFrom({ clientId, mfaAcr }: Upstream, claims: Claims): Proof {
  const { iss, sub, aud, azp, amr, acr, auth_time: authTime } = claims ?? {};
  if (typeof iss !== "string" || typeof sub !== "string") throw new Error("The ID token names nobody");
  if ([aud].flat().some((one) => one !== clientId)) throw new Error("The ID token is for others as well");
  if (azp !== undefined && azp !== clientId) throw new Error("The ID token was asked for by somebody else");
  // as the standard has it; PostgreSQL would refuse some of the rest
  if (!/^[\x20-\x7e]{1,255}$/.test(sub)) throw new Error("The subject has a shape that no subject has");
  const vouched = Array.isArray(amr) && amr.includes("mfa");
  const mfa = vouched || (typeof acr === "string" && mfaAcr.includes(acr));
  return { issuer: iss, subject: sub, mfa, at: typeof authTime === "number" ? new Date(authTime * 1000) : undefined };
}
