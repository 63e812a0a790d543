/**
 * A small learning application, as a vendor would connect it: openid-client for the sign-in, its own session, back-channel logout.
 * Settings by environment: PORT, NAME, ISSUER, CLIENT_ID, CLIENT_SECRET.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is required`);
  return value;
};
const name = setting("NAME");
const issuer = new URL(setting("ISSUER"));
const issuerName = issuer.href.replace(/\/$/, "");
const clientId = setting("CLIENT_ID");
const origin = `http://localhost:${setting("PORT")}`;

type Waiting = { verifier: string; state: string; nonce: string };
type SignedIn = { claims: Record<string, unknown>; sid: string | undefined; idToken: string };
/** Ours only: in a real application these live in its database. */
const waiting = new Map<string, Waiting>();
const signedIn = new Map<string, SignedIn>();
const heard: string[] = [];

let known: Promise<client.Configuration> | undefined;
/** Fetched once, and again when a token names a key that isn't there. */
let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
/** Read once; an address on http is for a machine of one's own only. */
function configuration(): Promise<client.Configuration> {
  const insecure = issuer.protocol === "http:" ? { execute: [client.allowInsecureRequests] } : {};
  known ??= client
    .discovery(issuer, clientId, setting("CLIENT_SECRET"), undefined, insecure)
    .catch((error: unknown) => {
      known = undefined;
      throw error;
    });
  return known;
}

/** Also where a tile on the pupil's start page leads; it names the provider that asks, and we know only one. */
async function startSignIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asks = new URL(request.url ?? "/", origin).searchParams.get("iss");
  if (asks !== null && asks !== issuerName) return page(response, 400, "<p>Die aanbieder kennen we niet.</p>");
  const config = await configuration();
  const pending = {
    verifier: client.randomPKCECodeVerifier(),
    state: client.randomState(),
    nonce: client.randomNonce(),
  };
  const id = randomBytes(16).toString("hex");
  waiting.set(id, pending);
  const to = client.buildAuthorizationUrl(config, {
    redirect_uri: `${origin}/callback`,
    scope: "openid email profile leerid",
    code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
    state: pending.state,
    nonce: pending.nonce,
  });
  response.writeHead(303, { location: to.href, "set-cookie": cookie("waiting", id) }).end();
}

async function finishSignIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = cookieOf(request, "waiting");
  const pending = waiting.get(id);
  if (!pending) return page(response, 400, "<p>Deze aanmelding is verlopen. <a href='/sign-in'>Begin opnieuw</a></p>");
  waiting.delete(id);
  const config = await configuration();
  const tokens = await client.authorizationCodeGrant(config, new URL(request.url ?? "/", origin), {
    pkceCodeVerifier: pending.verifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
  });
  const idClaims = tokens.claims();
  if (!idClaims || !tokens.id_token) throw new Error("no ID token");
  const claims = await client.fetchUserInfo(config, tokens.access_token, idClaims.sub);
  const session = randomBytes(16).toString("hex");
  const sid = typeof idClaims["sid"] === "string" ? idClaims["sid"] : undefined;
  signedIn.set(session, { claims: { ...claims, acr: idClaims.acr }, sid, idToken: tokens.id_token });
  response.writeHead(303, { location: "/", "set-cookie": cookie("session", session) }).end();
}

/** The provider tells us, server to server, that a pupil signed out. */
async function backchannelLogout(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const config = await configuration();
  const token = new URLSearchParams(await bodyOf(request)).get("logout_token") ?? "";
  keys ??= createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ""));
  const expected = {
    issuer: issuerName,
    audience: clientId,
    typ: "logout+jwt",
    requiredClaims: ["iat", "exp", "jti", "sid"],
  };
  const payload = await jwtVerify(token, keys, expected).then(
    (verified) => verified.payload,
    () => undefined,
  );
  // An ID token is signed by the same keys: only what says that it is about a sign-out, and has no nonce, is one.
  if (!payload || !isLogout(payload["events"]) || payload["nonce"] !== undefined)
    return void response.writeHead(400, { "cache-control": "no-store" }).end();
  heard.push(String(payload["sid"]));
  for (const [session, { sid }] of signedIn) if (sid === payload["sid"]) signedIn.delete(session);
  response.writeHead(200, { "cache-control": "no-store" }).end();
}

const isLogout = (events: unknown): boolean =>
  typeof events === "object" && events !== null && "http://schemas.openid.net/event/backchannel-logout" in events;

async function signOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = cookieOf(request, "session");
  const session = signedIn.get(id);
  if (!session) return void response.writeHead(303, { location: "/" }).end();
  signedIn.delete(id);
  const to = client.buildEndSessionUrl(await configuration(), {
    id_token_hint: session.idToken,
    post_logout_redirect_uri: `${origin}/`,
  });
  response.writeHead(303, { location: to.href }).end();
}

function home(request: IncomingMessage, response: ServerResponse): void {
  const session = signedIn.get(cookieOf(request, "session"));
  if (!session) {
    const note = heard.length > 0 ? `<p id="heard">Afgemeld gehoord: ${heard.length}</p>` : "";
    return page(
      response,
      200,
      `<p>Je bent niet aangemeld.</p><p><a id="sign-in" href="/sign-in">Aanmelden met LeerID</a></p>${note}`,
    );
  }
  const rows = Object.entries(session.claims)
    .map(
      ([claim, value]) =>
        `<tr><th>${escape(claim)}</th><td data-claim="${escape(claim)}">${escape(typeof value === "string" ? value : JSON.stringify(value))}</td></tr>`,
    )
    .join("");
  page(
    response,
    200,
    `<p id="in">Je bent binnen. Dit weet ${escape(name)} van jou:</p><table>${rows}</table><p><a id="sign-out" href="/sign-out">Afmelden</a></p>`,
  );
}

const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void> = {
  "GET /": home,
  "GET /sign-in": startSignIn,
  "GET /callback": finishSignIn,
  "GET /sign-out": signOut,
  "POST /backchannel-logout": backchannelLogout,
};

createServer((request, response) => {
  const path = new URL(request.url ?? "/", origin).pathname;
  const route = routes[`${request.method} ${path}`];
  if (!route) return page(response, 404, "<p>Die pagina is er niet.</p>");
  Promise.resolve(route(request, response)).catch((error: unknown) => {
    const refused = error instanceof client.AuthorizationResponseError ? error.error : undefined;
    if (!refused) console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    page(
      response,
      refused ? 403 : 502,
      `<p id="refused">${
        refused === "access_denied"
          ? `Je school heeft ${escape(name)} niet aangezet.`
          : `Aanmelden is niet gelukt${refused ? `: ${escape(refused)}` : ""}.`
      }</p><p><a href="/">Terug</a></p>`,
    );
  });
}).listen(Number(setting("PORT")), "127.0.0.1");

// Where another process started this one, it ends with it.
process.on("disconnect", () => process.exit());

function page(response: ServerResponse, status: number, body: string): void {
  const style =
    "body{font:18px/1.5 system-ui;margin:2rem auto;max-width:44rem;padding:0 1rem}th{text-align:left;padding-right:1rem}td{word-break:break-all}@media(max-width:36rem){th,td{display:block}}";
  response
    .writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
    .end(
      `<!doctype html><html lang="nl"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${escape(name)}</title><style>${style}</style><h1>${escape(name)}</h1>${body}</html>`,
    );
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
/** The ports of one machine share their cookies: each application has names of its own. */
const cookie = (kind: string, value: string): string => `${clientId}-${kind}=${value}; HttpOnly; SameSite=Lax; Path=/`;

function cookieOf(request: IncomingMessage, kind: string): string {
  const pairs = (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => key === `${clientId}-${kind}`)?.[1] ?? "";
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > 100_000) throw new Error("a body is too large");
  }
  return Buffer.concat(chunks).toString();
}
