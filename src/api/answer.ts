import { createHash } from "node:crypto";
import type { Context } from "koa";
import type { z } from "zod";
import type { ErrorHandling } from "../http/errors.ts";
import { basePath } from "./endpoints.ts";
import { Problem, problemOf, problems } from "./problems.ts";
import { ProblemDocument } from "./schemas.ts";

export type Reply<S extends z.ZodType> = {
  status?: number;
  schema: S;
  value: z.input<S>;
  /** What the ETag stands for; a change of words alone is none. */
  tag?: string | undefined;
  location?: string;
};

/** Only what the schema knows leaves the house. With a tag that the caller has already: 304. */
export function reply<S extends z.ZodType>(ctx: Context, { status = 200, schema, value, ...more }: Reply<S>): void {
  ctx.status = status;
  ctx.type = "application/json; charset=utf-8";
  ctx.body = JSON.stringify(schema.parse(value));
  if (more.location !== undefined) ctx.set("Location", more.location);
  if (more.tag === undefined) return;
  const language = ctx.response.get("Content-Language");
  const tag = `"${more.tag}${language === "" ? "" : `.${language}`}"`;
  ctx.set("ETag", tag);
  // koa's own test gives way to a Cache-Control that programs send without knowing
  if (ctx.method === "GET" && listOf(ctx.get("If-None-Match")).some((one) => one.replace(/^W\//, "") === tag))
    ctx.status = 304;
}

export const tagOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);

/** Whether If-Match allows this state (RFC 9110, 13.1.1); the language of the words in it doesn't matter. */
export function matches(ctx: Context, tag: string): boolean {
  const wanted = ctx.get("If-Match").trim();
  if (wanted === "" || wanted === "*") return true;
  return listOf(wanted).some((one) => /^"([\w-]{22})(?:\.[a-z]{2})?"$/.exec(one)?.[1] === tag);
}

const listOf = (header: string): string[] => header.split(",").map((one) => one.trim());

/** Answers with RFC 9457, and logs under the same code. */
export function replyProblem(
  ctx: Context,
  error: unknown,
  { errors, issuer }: { errors: ErrorHandling; issuer: string },
): void {
  const problem = problemOf(error);
  const { code, status, facts, detail } = problem;
  const { errorCode } = errors.report(ctx, error, { status });
  for (const name of ["ETag", "Location", "Content-Encoding"]) ctx.remove(name);
  if (status === 401 || code === "insufficient-scope") ctx.set("WWW-Authenticate", challengeOf(problem, issuer));
  if (facts.retryAfterSeconds !== undefined) ctx.set("Retry-After", String(facts.retryAfterSeconds));
  ctx.status = status;
  ctx.body = JSON.stringify(
    ProblemDocument.parse({
      type: `${issuer}${basePath}#${code}`,
      code,
      title: problems[code].title,
      status,
      errorCode,
      ...(detail === undefined ? {} : { detail }),
      ...(facts.needs ? { needs: facts.needs } : {}),
      ...(facts.reason === undefined ? {} : { reason: facts.reason }),
    }),
  );
  ctx.type = "application/problem+json; charset=utf-8";
}

/** RFC 6750 and 9449: without credentials it says only where to get some. */
function challengeOf({ facts }: Problem, issuer: string): string {
  const parameters = Object.entries({ realm: issuer, ...facts.challenge });
  return `${facts.scheme ?? "Bearer"} ${parameters.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
}
