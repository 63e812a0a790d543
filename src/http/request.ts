import type { IncomingMessage } from "node:http";
import type { Context } from "koa";

export type About = {
  pupilId?: string | undefined;
  applicationId?: string | undefined;
  clientId?: string | undefined;
};

/** What the layers around a request tell each other. Kept by the request itself: the provider's koa app has a context of its own. */
export type RequestFacts = {
  /** Links the log lines of one request. */
  id?: string;
  /** The pattern of the route, such as `/interaction/:uid`: never a path with an id in it. */
  route?: string;
  /** `ui_locales` of the OpenID request that this page belongs to. */
  uiLocales?: string;
  /** Where the language switch returns to, when it isn't the address of this request. */
  returnPath?: string;
  /** Who is signed in here and where they were going, as far as a layer found out: for the code of an error page. */
  about?: About;
  camera: boolean;
  /** Where the form of this page may go, when it isn't to us. */
  formAction?: string;
  /** The answer to this form goes on by a page of its own, wherever it leads. */
  byPage: boolean;
  /** Aborted when the process is about to end: an answer that goes on for long ends with it. */
  closing?: AbortSignal;
};

const known = new WeakMap<IncomingMessage, RequestFacts>();

export function factsOf(ctx: Pick<Context, "req">): RequestFacts {
  let facts = known.get(ctx.req);
  if (!facts) {
    facts = { camera: false, byPage: false };
    known.set(ctx.req, facts);
  }
  return facts;
}

/** What somebody found out about who is here; what is known already stays. */
export function noteAbout(ctx: Pick<Context, "req">, { pupilId, applicationId, clientId }: About): void {
  const facts = factsOf(ctx);
  const { about } = facts;
  facts.about = {
    pupilId: about?.pupilId ?? pupilId,
    applicationId: about?.applicationId ?? applicationId,
    clientId: about?.clientId ?? clientId,
  };
}

/** Names the route for logs and metrics where no router does it, such as for the endpoints of the provider. */
export function setRoute(ctx: Pick<Context, "req">, route: string): void {
  factsOf(ctx).route = route;
}

/** The pattern of the matched route, or `unmatched`. */
export function routeOf(ctx: Context): string {
  const given = factsOf(ctx).route;
  if (given !== undefined) return given;
  const matched: unknown = ctx["_matchedRoute"];
  return typeof matched === "string" ? matched : "unmatched";
}
