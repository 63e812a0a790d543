import type { Context } from "koa";
import { z } from "zod";
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { ExportFormat, sendTable, type TableExport } from "../http/table-export.ts";
import type { Gate, Need, Visit } from "./gate.ts";

const ExportForm = z.object({ format: ExportFormat });

export type Export = {
  /** Of the audit: which list it was, such as `activation`, and what of it. Never a name of a person. */
  list: string;
  details?: Record<string, string | number | string[] | null> | undefined;
  table: Omit<TableExport, "now">;
};

type ExportDeps = Pick<Deps, "db" | "now">;
export type ExportRoute = {
  /** Who may take it; a fresh sign-in is always asked for. */
  need?: Omit<Need, "fresh" | "back">;
  /** The page that the buttons stand on, filters and all: the way back from a fresh sign-in, from which they are pressed again. */
  back: (ctx: Context) => string;
  make: (ctx: Context, visit: Visit) => Promise<Export>;
};

/**
 * The answer to the buttons of `exportForm` (views/parts/export.ts): the table as a file, for who signed in a moment ago.
 */
export function exportRoute(deps: ExportDeps, gate: Gate, route: ExportRoute): (ctx: Context) => Promise<void> {
  return async (ctx) => {
    const visit = await gate.enter(ctx, { ...route.need, fresh: true, back: route.back(ctx) });
    if (!visit) return;
    const form = await readForm(ctx, ExportForm);
    if (!form.ok) throw new AppError("bad-request", "A list can be had as csv or as xlsx");
    const { list, details, table } = await route.make(ctx, visit);
    const { format } = form.data;
    await recordExport(deps, visit, { list, format, ...details });
    sendTable(ctx, format, { ...table, now: deps.now() });
  };
}

/** Who took which list along, before the first byte leaves. */
async function recordExport(deps: ExportDeps, visit: Visit, details: Export["details"]): Promise<void> {
  const schoolId = visit.school.id;
  const done = { what: "list.exported", actor: `staff:${visit.staffId}`, at: deps.now(), schoolId, details } as const;
  await deps.db.forSchools([schoolId], (tx) => record(tx, done));
}
