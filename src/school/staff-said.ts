import type { Context } from "koa";
import { z } from "zod";
import type { Said } from "../../views/school/staff/list.ts";
import type { Visit } from "./gate.ts";

const Told = z.enum([
  "invited",
  "again",
  "withdrawn",
  "mailFailed",
  "gone",
  "changed",
  "unchanged",
  "lastAdmin",
  "classUnknown",
]) satisfies z.ZodType<Said>;

export const staffHome = ({ frame }: Pick<Visit, "frame">): string => `${frame.path}/staff`;

/** What the deed before this page led to, as its address says. */
export const saidIn = (ctx: Context): Said | undefined => Told.safeParse(ctx.query["said"]).data;

/** Behind each deed a page again, which says what came of it. */
export function say(ctx: Context, path: string, said: Said): void {
  ctx.status = 303;
  ctx.redirect(`${path}?said=${said}`);
}
