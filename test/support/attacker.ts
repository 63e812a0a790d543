import { createHash, randomBytes } from "node:crypto";
import { inject } from "vitest";
import { z } from "zod";
import type { TestServer } from "./server.ts";
import { Visitor, type Answer } from "./visitor.ts";
import type { ArrangedApplication } from "./world.ts";

/** For `describe.each`: everything that hangs on the store is tried on both. */
export const stores: [name: string, settings: Record<string, string>][] = [
  ["PostgreSQL", {}],
  ["Redis", { REDIS_URL: inject("redisUrl") }],
];

/** Where `arrangeApplication` says its applications live. */
export const applicationOrigin = "http://localhost:9";

export const newBrowser = (options: ConstructorParameters<typeof Visitor>[0] = {}): Visitor =>
  new Visitor({ stopAt: [applicationOrigin], ...options });

/** A name may stand in a list more than once; undefined leaves one out. */
export type Fields = Record<string, string | undefined> | [name: string, value: string][];

function query(fields: Fields): URLSearchParams {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  const params = new URLSearchParams();
  for (const [name, value] of pairs) if (value !== undefined) params.append(name, value);
  return params;
}

export type Flow = { url: URL; verifier: string; state: string; nonce: string };

/** What an application sends a browser to, built by hand so that every part of it can be wrong. */
export function startFlow(
  issuer: string,
  { clientId, redirectUri }: Pick<ArrangedApplication, "clientId" | "redirectUri">,
  change: Record<string, string | undefined> = {},
): Flow {
  const [verifier, state, nonce] = [random(), random(), random()];
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const params = query({
    client_id: clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: "openid email profile leerid",
    code_challenge: challenge,
    code_challenge_method: "S256",
    state,
    nonce,
    ...change,
  });
  return { url: new URL(`/authorize?${params}`, issuer), verifier, state, nonce };
}

export const random = (): string => randomBytes(32).toString("base64url");

/** With these a refresh token comes along. */
export const offline = { scope: "openid email profile leerid offline_access", prompt: "consent" };

type Pupil = { loginName: string; password: string };

/** Goes to an application's sign-in, and through the form where it comes. */
export async function walkIn(visitor: Visitor, flow: Flow, pupil?: Pupil): Promise<Answer> {
  const at = await visitor.go(flow.url);
  if (!pupil || at.url.origin === applicationOrigin) return at;
  return visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
}

export type GotCode = Flow & { code: string };

/** @throws when there is no code at the end of the way */
export async function getCode(
  visitor: Visitor,
  {
    issuer,
    application,
    pupil,
    change,
  }: {
    issuer: string;
    application: ArrangedApplication;
    pupil?: Pupil | undefined;
    change?: Record<string, string> | undefined;
  },
): Promise<GotCode> {
  const flow = startFlow(issuer, application, change);
  const at = await walkIn(visitor, flow, pupil);
  const code = at.url.searchParams.get("code");
  if (code === null) throw new Error(`No code at ${at.url.origin}${at.url.pathname}: ${at.status} ${errorOf(at)}`);
  return { ...flow, code };
}

const errorOf = (at: Answer): string => at.url.searchParams.get("error") ?? "";

const Body = z.object({
  error: z.string().optional(),
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  request_uri: z.string().optional(),
  sub: z.string().optional(),
});
export type Reply = { status: number; text: string; headers: Headers; body: z.infer<typeof Body> };

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = (response.headers.get("content-type") ?? "").includes("json");
  const body = json ? Body.parse(JSON.parse(text)) : {};
  return { status: response.status, text, headers: response.headers, body };
}

/** A form sent as an application's server sends it: no cookies, JSON wanted. */
export async function post(
  address: string | URL,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return reply(
    await fetch(address, {
      method: "POST",
      redirect: "manual",
      headers: { accept: "application/json", ...headers },
      body: query(fields),
    }),
  );
}

export const basic = ({ clientId, clientSecret }: Pick<ArrangedApplication, "clientId" | "clientSecret">) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
});

/** Proves itself by its secret, or only says who it is where it has none. */
function proof(application: ArrangedApplication): { fields: Record<string, string>; headers: Record<string, string> } {
  if (application.clientSecret === "") return { fields: { client_id: application.clientId }, headers: {} };
  return { fields: {}, headers: basic(application) };
}

export function redeem(
  origin: string,
  application: ArrangedApplication,
  got: { code: string; verifier?: string | undefined; redirectUri?: string },
): Promise<Reply> {
  const { fields, headers } = proof(application);
  return post(
    `${origin}/token`,
    {
      grant_type: "authorization_code",
      code: got.code,
      code_verifier: got.verifier,
      redirect_uri: got.redirectUri ?? application.redirectUri,
      ...fields,
    },
    headers,
  );
}

export function refresh(origin: string, application: ArrangedApplication, refreshToken: string): Promise<Reply> {
  const { fields, headers } = proof(application);
  return post(`${origin}/token`, { grant_type: "refresh_token", refresh_token: refreshToken, ...fields }, headers);
}

export async function userInfo(origin: string, accessToken: string): Promise<Reply> {
  return reply(await fetch(`${origin}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } }));
}

export type Tokens = { accessToken: string; refreshToken: string; idToken: string };

export function tokensOf({ status, body, text }: Reply): Tokens {
  if (status !== 200) throw new Error(`No tokens: ${status} ${text}`);
  return {
    accessToken: body.access_token ?? "",
    refreshToken: body.refresh_token ?? "",
    idToken: body.id_token ?? "",
  };
}

/** The whole way to a set of tokens; with a refresh token unless `change` asks for something else. */
export async function getTokens(
  visitor: Visitor,
  { issuer }: TestServer,
  wanted: { application: ArrangedApplication; pupil?: Pupil; change?: Record<string, string> },
): Promise<Tokens> {
  const got = await getCode(visitor, { issuer, change: offline, ...wanted });
  return tokensOf(await redeem(issuer, wanted.application, got));
}

/** How often each value comes: `{ "200": 1, "400 invalid_grant": 29 }`. */
export function tally(replies: Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const key = [status, body.error ?? []].flat().join(" ");
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

export const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
