import type { Context, Middleware } from "koa";
import type Koa from "koa";
import { errorPage } from "../../views/error.ts";
import type { Again } from "../../views/parts/again.ts";
import { AppError, type ErrorCode } from "../errors.ts";
import { isAway } from "../lib/away.ts";
import type { Log } from "../lib/log.ts";
import { randomText, sayable, type Random } from "../lib/random.ts";
import { cameFrom, showPage } from "./pages.ts";
import { factsOf, routeOf } from "./request.ts";

export type Failure = {
  code: ErrorCode;
  status: number;
};

export type FailureOptions = {
  /** Wins from what the error itself says. */
  code?: ErrorCode;
  status?: number;
  /** What staff are told when it is more precise than the code. */
  kind?: string;
  /** Where the pupil can go on: the application that sent them. */
  backHref?: string | undefined;
  applicationName?: string | undefined;
};

export type ErrorHandling = {
  middleware: Middleware;
  /** Logs the error and answers with its page: for errors that others caught, such as the provider's. */
  show(ctx: Context, error: unknown, options?: FailureOptions): void;
  /** Logs the error and leaves the answer to the caller: for programs, which read no page. */
  report(ctx: Context, error: unknown, options?: FailureOptions): Failure & { errorCode: string };
};

export type ErrorParts = {
  log: Log;
  random: Random;
  /** Keeps what the code of a page stands for; must not throw. */
  note?: (ctx: Context, failure: { code: string; kind: string }) => void;
};

/**
 * Every error becomes one log line and one page that share a code. Neither holds anything of the request: an error's message
 * often quotes what it choked on, so only messages of `AppError`, which are ours, are logged.
 */
export function errorHandling({ log, random, note }: ErrorParts): ErrorHandling {
  const report: ErrorHandling["report"] = (ctx, error, options = {}) => {
    const { code, status } = { ...failureOf(error), ...withoutUndefined(options) };
    const errorCode = randomText(random, sayable, 8).replace(/^(....)/, "$1-");
    const level = status >= 500 && code !== "busy" ? "error" : "info";
    const line = { requestId: factsOf(ctx).id, errorCode, problem: code, status };
    const asked = { method: ctx.method, route: routeOf(ctx) };
    log[level]({ ...line, ...asked, err: describeError(error) }, "request failed");
    if (comesBack.has(code) && !ctx.headerSent) ctx.set("Retry-After", String(3 + random.int(5)));
    return { code, status, errorCode };
  };
  const show: ErrorHandling["show"] = (ctx, error, options = {}) => {
    const { code, status, errorCode } = report(ctx, error, options);
    if (ctx.headerSent) return;
    note?.(ctx, { code: errorCode, kind: options.kind ?? code });
    try {
      answer(ctx, { code, status }, { errorCode, ...options });
    } catch (cause) {
      // Without a page there is still the code, and the log tells why.
      log.error({ errorCode, err: describeError(cause) }, "the error page failed");
      ctx.status = status;
      ctx.body = `LeerID ${errorCode}`;
    }
  };
  const middleware: Middleware = async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && (ctx.body === undefined || ctx.body === null) && ctx.respond !== false) {
        throw new AppError("not-found");
      }
    } catch (error) {
      show(ctx, error);
    }
  };
  return { middleware, show, report };
}

function answer(ctx: Context, { code, status }: Failure, page: FailureOptions & { errorCode: string }): void {
  for (const header of ["Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Last-Modified"]) {
    ctx.remove(header);
  }
  ctx.set("Cache-Control", "no-store");
  ctx.vary("Accept");
  if (ctx.accepts("html", "json") === "json") {
    ctx.status = status;
    ctx.body = { error: code, code: page.errorCode };
    return;
  }
  const { errorCode, backHref, applicationName } = page;
  const again = comesBack.has(code) ? againOf(ctx) : undefined;
  showPage(ctx, (p) => errorPage(p, { code: errorCode, kind: code, backHref, applicationName, again }), status);
}

/** A page is asked for again; a form is sent again from the page that it stands on. */
function againOf(ctx: Context): Again {
  if (ctx.method === "GET" || ctx.method === "HEAD") return { how: "reload" };
  return { how: "back", href: cameFrom(ctx) };
}

/** The same request may succeed in a moment. */
const comesBack: ReadonlySet<ErrorCode> = new Set(["busy", "unavailable"]);

/** koa, its router and their parts throw errors with a status of their own. */
function failureOf(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, status: error.status };
  if (isAway(error)) return { code: "unavailable", status: 503 };
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 404) return { code: "not-found", status };
  if (status === 413) return { code: "body-too-large", status };
  if (typeof status === "number" && status >= 400 && status < 500) return { code: "bad-request", status };
  return { code: "unexpected", status: 500 };
}

export type ErrorDescription = {
  type: string;
  code?: string;
  message?: string;
  at?: string[];
  cause?: ErrorDescription;
};

/** What is safe to keep of an error: its kind, its code and where it rose. Its message only when it is ours. */
function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(code !== undefined && /^[\w-]{1,40}$/.test(code) ? { code } : {}),
    ...(error instanceof AppError ? { message: error.message } : {}),
    at: frames.slice(0, 12).map((line) => line.trim().replace(/^at /, "")),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

/** koa's own last resort prints whole errors; ours keeps to the rules of the log. */
export function logLastResort(app: Koa, log: Log): void {
  app.on("error", (error: unknown) => log.error({ err: describeError(error) }, "request failed outside the layers"));
}

function withoutUndefined({ code, status }: FailureOptions): Partial<Failure> {
  return { ...(code === undefined ? {} : { code }), ...(status === undefined ? {} : { status }) };
}
