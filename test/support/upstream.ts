import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Koa from "koa";
import Provider, { interactionPolicy } from "oidc-provider";
import { z } from "zod";

export type UpstreamPerson = { sub: string; amr?: string[]; acr?: string };

/** Another OpenID provider, real and on a port of its own: whoever comes is signed in as `person` without a page. */
export type TestUpstream = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  person: UpstreamPerson;
  /** How long ago the person signed in there, where they aren't asked anew. */
  ageSeconds: number;
  /** How often somebody had to sign in. */
  asked: number;
  /** From now on it sends people back there. */
  accept(redirectUri: string): void;
  close(): Promise<void>;
};

const Address = z.custom<AddressInfo>((value) => typeof value === "object" && value !== null && "port" in value);

export async function startUpstream(): Promise<TestUpstream> {
  const state: { handle?: ReturnType<Koa["callback"]> } = {};
  const server = createServer((request, response) => void state.handle?.(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: "ES256", use: "sig" };
  const redirectUris: string[] = [];
  const upstream: TestUpstream = {
    issuer: `http://localhost:${Address.parse(server.address()).port}`,
    clientId: "leerid",
    clientSecret: "a secret of this test, and of no other",
    person: { sub: "somebody" },
    ageSeconds: 0,
    asked: 0,
    accept(redirectUri) {
      redirectUris.push(redirectUri);
      state.handle = serve(upstream, { key, redirectUris });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return upstream;
}

function serve(upstream: TestUpstream, { key, redirectUris }: { key: object; redirectUris: string[] }) {
  const { clientId, clientSecret } = upstream;
  const provider = new Provider(upstream.issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        id_token_signed_response_alg: "ES256",
      },
    ],
    cookies: { keys: ["upstream"] },
    claims: { openid: ["sub", "acr", "amr", "auth_time"] },
    acrValues: ["two", "one"],
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { policy: withoutConsent(), url: (_ctx, { uid }) => `/in/${uid}` },
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      const grant = new provider.Grant({ accountId: session?.accountId ?? "", clientId: client?.clientId ?? "" });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
  });
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/in/")) return next();
    upstream.asked += 1;
    const { sub, amr, acr } = upstream.person;
    const ts = Math.floor(Date.now() / 1000) - upstream.ageSeconds;
    const login = { accountId: sub, ts, ...(amr ? { amr } : {}), ...(acr ? { acr } : {}) };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }));
  });
  const forward = provider.callback();
  app.use((ctx) => {
    ctx.respond = false;
    return forward(ctx.req, ctx.res);
  });
  return app.callback();
}

function withoutConsent() {
  const policy = interactionPolicy.base();
  policy.remove("consent");
  return policy;
}
