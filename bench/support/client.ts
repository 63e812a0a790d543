import { createHash, randomBytes } from "node:crypto";
import { Pool } from "undici";

/** A provider under load, and the application that sends pupils to it. */
export type Target = {
  origin: string;
  paths: { authorization: string; token: string; userinfo: string };
  client: { id: string; secret: string; redirectUri: string; scope: string };
};
export type Answer = { status: number; location: string; text: string };

/** A browser: its cookies, and nothing of a browser's own work. */
export type Browser = { cookies: Map<string, string> };
export const newBrowser = (): Browser => ({ cookies: new Map() });

export type Visits = {
  visit(browser: Browser, path: string, form?: Record<string, string>): Promise<Answer>;
  /** The application's own two calls, with the code of the redirect: token and user info. */
  redeem(location: string): Promise<void>;
  authorizeUrl(): string;
  close(): Promise<void>;
};

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");

/** @param connections how many requests may be under way at once */
export function openVisits(target: Target, connections: number): Visits {
  const { origin, paths, client } = target;
  const pool = new Pool(origin, { connections });
  const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`;
  const ask = async (path: string, asked: { headers: Record<string, string>; body?: string }) => {
    const method = asked.body === undefined ? "GET" : "POST";
    const answer = await pool.request({ path, method, headers: asked.headers, body: asked.body ?? null });
    return { ...answer, text: await answer.body.text() };
  };
  const json = async (path: string, asked: { headers: Record<string, string>; body?: string }, has: string) =>
    fieldsOf(await ask(path, asked), { path, has });
  return {
    visit: async (browser, path, form) => {
      const asked = { headers: browserHeaders(target, browser, form !== undefined) };
      const body = form && { body: new URLSearchParams(form).toString() };
      const { statusCode, headers, text } = await ask(path, { ...asked, ...body });
      keepCookies(browser, headers["set-cookie"]);
      return { status: statusCode, location: String(headers["location"] ?? ""), text };
    },
    redeem: async (location) => {
      const code = URL.canParse(location) ? new URL(location).searchParams.get("code") : null;
      if (code === null) throw new Error(`No code in ${location}`);
      const body = new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: client.redirectUri,
        code_verifier: verifier,
      }).toString();
      const headers = { authorization: basic, "content-type": "application/x-www-form-urlencoded" };
      const tokens = await json(paths.token, { headers, body }, "id_token");
      const bearer = { authorization: `Bearer ${String(tokens.get("access_token"))}` };
      await json(paths.userinfo, { headers: bearer }, "sub");
    },
    authorizeUrl: () => `${paths.authorization}?${authorization(target).toString()}`,
    close: () => pool.close(),
  };
}

function authorization({ client }: Target): URLSearchParams {
  return new URLSearchParams({
    client_id: client.id,
    response_type: "code",
    redirect_uri: client.redirectUri,
    scope: client.scope,
    code_challenge: challenge,
    code_challenge_method: "S256",
    state: randomBytes(16).toString("base64url"),
    nonce: randomBytes(16).toString("base64url"),
  });
}

/** What a browser sends that the server looks at. */
function browserHeaders({ origin }: Target, browser: Browser, sendsForm: boolean): Record<string, string> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding": "gzip, deflate, br",
    "accept-language": "nl-BE,nl;q=0.9,en;q=0.8",
    "user-agent": "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    cookie,
    ...(sendsForm
      ? { "content-type": "application/x-www-form-urlencoded", origin, "sec-fetch-site": "same-origin" }
      : {}),
  };
}

function keepCookies(browser: Browser, header: string | string[] | undefined): void {
  for (const line of header === undefined ? [] : [header].flat()) {
    const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (value === "" || /expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) browser.cookies.delete(name);
    else browser.cookies.set(name, value);
  }
}

/** The path of an address of the provider, whatever host it gives itself. */
export function localPath(location: string, base: string): string {
  const url = new URL(location, base);
  return url.pathname + url.search;
}

/** The fields of a JSON answer. @throws when it is none, or lacks the one that matters */
function fieldsOf(answer: { statusCode: number; text: string }, { path, has }: { path: string; has: string }) {
  const { statusCode, text } = answer;
  const value: unknown = JSON.parse(text);
  if (statusCode !== 200 || typeof value !== "object" || value === null || !(has in value)) {
    throw new Error(`${path} answered ${statusCode}: ${text}`);
  }
  return new Map<string, unknown>(Object.entries(value));
}
