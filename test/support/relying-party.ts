import * as client from "openid-client";
import type { ArrangedApplication } from "./world.ts";
import type { Answer, Visitor } from "./visitor.ts";

export type Flow = { url: URL; verifier: string; state: string; nonce: string };

/** An application's side of the protocol, by openid-client. */
export async function relyingParty(issuer: string, application: ArrangedApplication, auth?: client.ClientAuth) {
  const config = await client.discovery(new URL(issuer), application.clientId, application.clientSecret, auth, {
    execute: [client.allowInsecureRequests],
  });
  return {
    config,
    start: async (extra: Record<string, string> = {}): Promise<Flow> => {
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const nonce = client.randomNonce();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: application.redirectUri,
        scope: "openid email profile leerid",
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state,
        nonce,
        ...extra,
      });
      return { url, verifier, state, nonce };
    },
    finish: (flow: Flow, at: Answer) =>
      client.authorizationCodeGrant(config, at.url, {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
        expectedNonce: flow.nonce,
      }),
    userInfo: (accessToken: string, sub: string) => client.fetchUserInfo(config, accessToken, sub),
    refresh: (refreshToken: string) => client.refreshTokenGrant(config, refreshToken),
  };
}
export type RelyingParty = Awaited<ReturnType<typeof relyingParty>>;

/** The whole way of a pupil into an application, from its first redirect to its user info. */
export async function enter(
  visitor: Visitor,
  party: RelyingParty,
  pupil: { loginName: string; password: string } | undefined,
  extra: Record<string, string> = {},
) {
  const flow = await party.start(extra);
  let at = await visitor.go(flow.url);
  if (pupil) at = await visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
  const tokens = await party.finish(flow, at);
  const claims = tokens.claims();
  if (!claims) throw new Error("no ID token");
  return { tokens, claims, user: await party.userInfo(tokens.access_token, claims.sub) };
}
