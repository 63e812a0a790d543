import type { Context } from "koa";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { LoginName, yearChoiceOf, type Kind, type Level, type YearChoice } from "../pupils/pupils.ts";
import type { Decision } from "../rosters/rosters.ts";

/** The line in the path. What is no number is nobody's line. */
export function lineOf(ctx: Context): number {
  const line = z.coerce.number().int().min(1).max(2_147_483_647).safeParse(ctx.params["line"]);
  if (!line.success) throw new AppError("not-found");
  return line.data;
}

export const DecideForm = z.object({ decision: z.string().max(100) });

/** What was chosen: `same:LOGIN`, `new`, `twice` or `open`. */
export function decisionOf(written: string): Decision | undefined {
  if (written === "new" || written === "twice" || written === "open") return { is: written };
  const loginName = LoginName.safeParse(/^same:(.+)$/.exec(written)?.[1]);
  return loginName.success ? { is: "same", loginName: loginName.data } : undefined;
}

type Listed = { level: Level; kind: Kind | null; yearGroup: number | null };

/** The year that a line of a file says, with its level; null where it says none. */
export const listedYear = ({ level, kind, yearGroup }: Listed): YearChoice | null =>
  yearGroup === null && kind === null ? null : yearChoiceOf({ level, kind: kind ?? "gewoon", yearGroup });
