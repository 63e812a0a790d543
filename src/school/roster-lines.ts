/** Every line of an import as a table, whatever became of it: a plan, its result, or what was taken back. */
import { z } from "zod";
import type { LineAction } from "../../views/school/roster/lines.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import { limits } from "../rosters/rosters.ts";
import { findImportHead } from "./queries-roster.ts";
import { listLines, type LineRow } from "./queries-roster-lines.ts";
import { tableQuery, textOf, type TableQuery } from "./table.ts";

const columns = ["line", "name", "class", "what"] as const;
const What = z.enum([
  "rejected",
  "doubtful",
  "added",
  "moved-school",
  "moved-class",
  "changed",
  "left",
]) satisfies z.ZodType<LineAction>;

export type LinesQuery = TableQuery<(typeof columns)[number]> & {
  what: LineAction | undefined;
  className: string | undefined;
};

/** `?q=noor&what=rejected&class=3B&sort=name` */
export const linesQuery = (params: URLSearchParams): LinesQuery => ({
  ...tableQuery(params, columns),
  what: What.safeParse(params.get("what")).data,
  className: textOf(params, "class"),
});

type Question = { schoolId: SchoolId; importId: ImportId; query: LinesQuery };
const perPage = 100;

/** `count`: how many the filters leave. */
export type Lines = { shown: LineRow[]; count: number; page: number; pages: number };

/**
 * One page of them: two statements, however many lines. A page beyond the last one is empty.
 * @param question.whole all of them at once, for a file
 * @throws AppError not-found when this school has no such import, or nothing was compared yet
 */
export function linesOf(
  { db }: Pick<Deps, "db">,
  { schoolId, importId, query, whole = false }: Question & { whole?: boolean },
): Promise<Lines> {
  return db.forSchools([schoolId], async (tx) => {
    const head = await findImportHead(tx, importId, { schoolId });
    if (!head || head.status === "columns") throw new AppError("not-found", "This school has no such list");
    const part = whole ? { offset: 0, limit: limits.rows * 2 } : { offset: (query.page - 1) * perPage, limit: perPage };
    const shown = await listLines(tx, { ...query, importId, ...part });
    const count = shown[0]?.count ?? 0;
    return { shown, count, page: query.page, pages: Math.max(query.page, Math.ceil(count / perPage)) };
  });
}
