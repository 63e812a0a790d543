import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { z } from "zod";

/** What a provider says that lies, or that somebody stands before. */
export type Lie = {
  /** Put over the right claims of the ID token; undefined takes one away. */
  claims?: Record<string, unknown>;
  /** `other`: a key that it doesn't publish. `shared`: HS256 with the client's secret. `none`: not signed at all. */
  signedBy?: "own" | "other" | "shared" | "none" | "rsa-pss";
  /** `iss` of the answer at the redirect URI; null leaves it out. */
  answerIssuer?: string | null;
  /** Put over what it says of itself. */
  metadata?: Record<string, unknown>;
  /** Answers the token request by a redirect to there. */
  tokenRedirect?: string;
};

export type FalseUpstream = {
  issuer: string;
  lie: Lie;
  /** Query of each authorization request, in order. */
  asked: URLSearchParams[];
  /** Body and Authorization header of each token request. */
  redeemed: { body: URLSearchParams; authorization: string | undefined }[];
  close(): Promise<void>;
};

const Address = z.custom<AddressInfo>((value) => typeof value === "object" && value !== null && "port" in value);
export const falseClient = { clientId: "leerid", clientSecret: "a secret of this test, and of no other" };

/** A provider made by hand, so that each part of what it says can be wrong. */
export async function startFalseUpstream(): Promise<FalseUpstream> {
  const keys = {
    own: await generateKeyPair("ES256"),
    other: await generateKeyPair("ES256"),
    pss: await generateKeyPair("PS256"),
  };
  const jwks = {
    keys: [
      { ...(await exportJWK(keys.own.publicKey)), alg: "ES256", use: "sig", kid: "own" },
      { ...(await exportJWK(keys.pss.publicKey)), alg: "PS256", use: "sig", kid: "pss" },
    ],
  };
  const codes = new Map<string, URLSearchParams>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const issuer = `http://localhost:${Address.parse(server.address()).port}`;
  const upstream: FalseUpstream = {
    issuer,
    lie: {},
    asked: [],
    redeemed: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    const json = (value: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    if (url.pathname === "/.well-known/openid-configuration")
      return void json({ ...metadataOf(issuer), ...upstream.lie.metadata });
    if (url.pathname === "/jwks") return void json(jwks);
    if (url.pathname === "/authorize")
      return void response.writeHead(302, { location: codeFor(url.searchParams) }).end();
    const body = new URLSearchParams(await bodyOf(request));
    upstream.redeemed.push({ body, authorization: request.headers.authorization });
    if (upstream.lie.tokenRedirect !== undefined)
      return void response.writeHead(307, { location: upstream.lie.tokenRedirect }).end();
    const asked = codes.get(body.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    if (!asked || asked.get("code_challenge") !== challenge) return void response.writeHead(400).end("{}");
    json({ access_token: "x", token_type: "Bearer", id_token: await idToken(asked) });
  }

  function codeFor(asked: URLSearchParams): string {
    upstream.asked.push(asked);
    const code = `code-${upstream.asked.length}-${Math.trunc(performance.now())}`;
    codes.set(code, asked);
    const { answerIssuer = issuer } = upstream.lie;
    const back = new URL(asked.get("redirect_uri") ?? "");
    const fields = { code, state: asked.get("state") ?? "", ...(answerIssuer === null ? {} : { iss: answerIssuer }) };
    back.search = new URLSearchParams(fields).toString();
    return back.href;
  }

  async function idToken(asked: URLSearchParams): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const right = {
      iss: issuer,
      aud: falseClient.clientId,
      sub: "somebody",
      nonce: asked.get("nonce"),
      iat: now,
      exp: now + 60,
    };
    const claims = { ...right, auth_time: now, amr: ["mfa"], ...upstream.lie.claims };
    const { signedBy = "own" } = upstream.lie;
    if (signedBy === "none") return new UnsecuredJWT(claims).encode();
    const secret = Buffer.from(falseClient.clientSecret);
    if (signedBy === "shared") return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(secret);
    if (signedBy === "rsa-pss")
      return new SignJWT(claims).setProtectedHeader({ alg: "PS256", kid: "pss" }).sign(keys.pss.privateKey);
    return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "own" }).sign(keys[signedBy].privateKey);
  }
  return upstream;
}

const metadataOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["ES256", "PS256", "HS256", "none"],
  code_challenge_methods_supported: ["S256"],
  authorization_response_iss_parameter_supported: true,
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
