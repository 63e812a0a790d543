import type { IncomingMessage } from "node:http";
import * as client from "openid-client";
import { relyingParty, type Flow, type RelyingParty } from "./relying-party.ts";
import { startWeb, type TestWeb } from "./web.ts";
import { arrangeApplication, type ArrangedApplication, type World } from "./world.ts";

/** An application of its own origin that a browser really visits. Behind its callback it sends its pupils on to another origin. */
export type WebParty = {
  origin: string;
  /** Where its pupils end: `/in?sub=...` or `/refused?error=...`. */
  home: string;
  application: ArrangedApplication;
  /** An address of its own that sends the browser to us with these parameters; `post=yes` as a form. */
  start(extra?: Record<string, string>): string;
  /** How each answer came, such as `POST code,iss,state`, with what the browser said of where it came from. */
  answers: { how: string; origin: string | undefined; referrer: string | undefined }[];
  close(): Promise<void>;
};

type Application = Parameters<typeof arrangeApplication>[1];

export async function startWebParty(world: World & { issuer: string }, settings: Application = {}): Promise<WebParty> {
  const flows = new Map<string, Flow>();
  const answers: WebParty["answers"] = [];
  let known: RelyingParty;
  const home = await startWeb(() => [(ctx) => void (ctx.body = `home of the application: ${ctx.path}`)]);
  const begin = async (query: URLSearchParams): Promise<Flow> => {
    const flow = await known.start(Object.fromEntries(query));
    flows.set(flow.state, flow);
    return flow;
  };
  const web: TestWeb = await startWeb((origin) => [
    async (ctx) => {
      if (ctx.path === "/start") return ctx.redirect((await begin(ctx.URL.searchParams)).url.href);
      if (ctx.path === "/start-by-form") {
        ctx.body = formTo(await begin(ctx.URL.searchParams));
        return;
      }
      const sent = ctx.method === "POST" ? new URLSearchParams(await read(ctx.req)) : ctx.URL.searchParams;
      const names = [...sent.keys()].sort().join();
      answers.push({ how: `${ctx.method} ${names}`, origin: ctx.headers.origin, referrer: ctx.headers.referer });
      ctx.status = 303;
      ctx.redirect(
        `${home.origin}${await outcome(known, flows.get(sent.get("state") ?? ""), answerTo(origin, sent, ctx.method))}`,
      );
    },
  ]);
  const redirectUris = [`${web.origin}/callback`];
  const application = await arrangeApplication(world, {
    redirectUris,
    postLogoutRedirectUris: [`${web.origin}/out`],
    ...settings,
  });
  known = await relyingParty(world.issuer, application);
  return {
    origin: web.origin,
    home: home.origin,
    application,
    answers,
    start: ({ post, ...extra } = {}) =>
      `${web.origin}/${post ? "start-by-form" : "start"}?${new URLSearchParams(extra).toString()}`,
    close: async () => void (await Promise.all([web.close(), home.close()])),
  };
}

const answerTo = (origin: string, sent: URLSearchParams, method: string): URL | Request =>
  method === "POST"
    ? new Request(`${origin}/callback`, { method, body: sent })
    : new URL(`${origin}/callback?${sent.toString()}`);

/** What openid-client makes of an answer, as a path of the application's home. */
async function outcome(party: RelyingParty, flow: Flow | undefined, answer: URL | Request): Promise<string> {
  if (!flow) return "/out";
  try {
    const tokens = await client.authorizationCodeGrant(party.config, answer, {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
    });
    return `/in?sub=${tokens.claims()?.sub ?? ""}`;
  } catch (error) {
    const code = error instanceof client.AuthorizationResponseError ? error.error : String(error);
    return `/refused?error=${encodeURIComponent(code)}`;
  }
}

const attribute = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const formTo = ({ url }: Flow): string => {
  const inputs = [...url.searchParams].map(
    ([name, value]) => `<input type="hidden" name="${attribute(name)}" value="${attribute(value)}">`,
  );
  return `<!doctype html><form method="post" action="${url.origin}${url.pathname}">${inputs.join("")}<button>go</button></form>`;
};

async function read(request: IncomingMessage): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of request) chunks.push(String(chunk));
  return chunks.join("");
}
