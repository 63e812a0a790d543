import type { Context } from "koa";
import type { z } from "zod";
import { AppError } from "../errors.ts";
import { readBytes } from "./body.ts";

export type FormOptions = {
  /** Default 16 kB: our longest form is a few short fields. */
  maxBytes?: number;
};

/** A form as it was understood, or why not. `typed` fills the fields again; what may be a secret is left out of it. */
export type Form<T> =
  | { ok: true; data: T; typed: Record<string, string> }
  | { ok: false; problems: Record<string, string>; typed: Record<string, string> };

const maxFields = 50;
const secretName = /secret|password|repeat|code|token|badge|pin|xsrf/i;

/**
 * Reads an urlencoded form. A problem is the zod issue's message where that is a code of ours (`too-short`), else zod's own code.
 * @throws AppError "body-too-large"; "bad-request" for another content type, a NUL, a field given twice, more than 50 fields
 */
export async function readForm<S extends z.ZodType>(
  ctx: Context,
  schema: S,
  { maxBytes = 16_384 }: FormOptions = {},
): Promise<Form<z.infer<S>>> {
  if (!ctx.is("application/x-www-form-urlencoded"))
    throw new AppError("bad-request", "The form has another content type");
  const fields = parseFields((await readBytes(ctx, maxBytes)).toString("utf8"));
  const typed = Object.fromEntries(Object.entries(fields).filter(([name]) => !secretName.test(name)));
  const parsed = schema.safeParse(fields);
  if (parsed.success) return { ok: true, data: parsed.data, typed };
  const problems: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path.join(".");
    problems[field] ??= /^[a-z]+(-[a-z]+)*$/.test(issue.message) ? issue.message : issue.code;
  }
  return { ok: false, problems, typed };
}

function parseFields(body: string): Record<string, string> {
  const params = new URLSearchParams(body);
  if (params.size > maxFields) throw new AppError("bad-request", "The form has too many fields");
  const fields = new Map<string, string>();
  for (const [name, value] of params) {
    // PostgreSQL refuses NUL in text, and nobody types one.
    if (name.includes("\0") || value.includes("\0"))
      throw new AppError("bad-request", "The form holds a NUL character");
    if (fields.has(name)) throw new AppError("bad-request", "The form gives a field twice");
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}
