import type { Context } from "koa";
import { lineWords, linesPage, type ShownLine } from "../../views/school/roster/lines.ts";
import { uploadPage, uploadPath } from "../../views/school/roster/upload.ts";
import { rosterTexts } from "../../views/texts/school-roster/texts.ts";
import { localeOf, showPage } from "../http/pages.ts";
import type { Cell } from "../http/table-export.ts";
import type { Locale } from "../lib/locale.ts";
import { reasonText } from "../rosters/rosters.ts";
import { changeOf } from "./difference.ts";
import { exportRoute, type Export } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";
import type { LineRow } from "./queries-roster-lines.ts";
import { linesOf, linesQuery } from "./roster-lines.ts";
import { importIdOf, pageOf as pageOfImport, type WizardDeps } from "./roster-visit.ts";
import { listImports, type RecentImport } from "./roster.ts";
import { fits, pageOf, sorted, tableQuery } from "./table.ts";
import { inOrder } from "../lib/in-order.ts";

type ListDeps = Pick<WizardDeps, "db" | "now">;
const importColumns = ["when", "what", "changes", "state"] as const;

const changesOf = ({ counts: { added, changed, moved, left } }: RecentImport): number => added + changed + moved + left;

/** The newest first, unless it is asked otherwise. */
function arrangeImports(ctx: Context, all: RecentImport[]) {
  const asked = ctx.URL.searchParams;
  const { sort, down: turned, search, page } = tableQuery(asked, importColumns);
  const down = turned || !asked.has("sort");
  const compare: Record<typeof sort, (a: RecentImport, b: RecentImport) => number> = {
    when: (a, b) => a.at.getTime() - b.at.getTime(),
    what: (a, b) => inOrder.compare(a.name ?? "", b.name ?? ""),
    changes: (a, b) => changesOf(a) - changesOf(b),
    state: (a, b) => a.status.localeCompare(b.status),
  };
  const wanted = sorted(
    all.filter(({ name }) => fits(name ?? "", search)),
    compare[sort],
    down,
  );
  return { wanted, page, order: { sort, down, filters: { q: search || undefined } } };
}

/** Where a list comes in, above those of the last 30 days; 422 when a file can't be used. */
export async function showUpload(
  deps: ListDeps,
  ctx: Context,
  { visit, problem }: { visit: Visit; problem?: string },
): Promise<void> {
  const all = await listImports(deps, visit.school.id);
  const { wanted, page, order } = arrangeImports(ctx, all);
  const recent = { ...pageOf(wanted, page), all: all.length, view: { path: uploadPath(visit.frame), ...order } };
  showPage(ctx, (p) => uploadPage(p, { frame: visit.frame, recent, problem }), problem === undefined ? 200 : 422);
}

const backFrom = (ctx: Context): string => `${ctx.path.replace(/\/export$/, "")}${ctx.search}`;

export const importsExport = (deps: ListDeps, gate: Gate) =>
  exportRoute(deps, gate, {
    back: backFrom,
    make: async (ctx, { school }) => {
      const { wanted } = arrangeImports(ctx, await listImports(deps, school.id));
      const t = rosterTexts[localeOf(ctx)].upload;
      const rows = wanted.map((one): Cell[] => [one.at, one.name ?? t.noName, changesOf(one), t.states[one.status]]);
      const table = { fileName: `leerid ${t.title}`, columns: [t.when, t.what, t.changes, t.state], rows };
      return { list: "imports", details: { imports: wanted.length }, table };
    },
  });

/** Every line of an import. */
export async function showLines(deps: ListDeps, ctx: Context, visit: Visit): Promise<void> {
  const importId = importIdOf(ctx);
  const query = linesQuery(ctx.URL.searchParams);
  const found = await linesOf(deps, { schoolId: visit.school.id, importId, query });
  const { sort, down, search, what, className } = query;
  const filters = { q: search || undefined, what, class: className };
  const view = { path: `${pageOfImport(visit, importId)}/lines`, sort, down, filters };
  const shown = found.shown.map((row) => lineOf(row, localeOf(ctx)));
  showPage(ctx, (p) => linesPage(p, { frame: visit.frame, importId, lines: { ...found, shown, view } }));
}

/** Names leave the system with it: the lines as they are filtered and sorted, of a plan as well as of a result. */
export const linesExport = (deps: ListDeps, gate: Gate) =>
  exportRoute(deps, gate, {
    back: backFrom,
    make: async (ctx, { school }): Promise<Export> => {
      const importId = importIdOf(ctx);
      const query = linesQuery(ctx.URL.searchParams);
      const { shown } = await linesOf(deps, { schoolId: school.id, importId, query, whole: true });
      const locale = localeOf(ctx);
      const columns = Object.values(rosterTexts[locale].result.columns);
      const rows = shown.map((row) => cellsOf(row, locale));
      const details = { importId, rows: rows.length };
      return { list: "roster", details, table: { fileName: `leerid ${school.number}`, columns, rows } };
    },
  });

const nameOf = ({ givenName, familyName, before }: LineRow): [string, string] => [
  givenName ?? before?.givenName ?? "",
  familyName ?? before?.familyName ?? "",
];

function reasonOf({ action, reason, details }: LineRow, locale: Locale): string {
  const refused = reason !== null && reason !== "decided" && (action === "rejected" || action === "doubtful");
  return refused ? reasonText(reason, details?.params ?? {}, locale) : "";
}

function lineOf(row: LineRow, locale: Locale): ShownLine {
  const { line, action, classNames, before, loginName } = row;
  return {
    line,
    name: nameOf(row).join(" ").trim(),
    loginName,
    className: (action === "left" ? (before?.classNames ?? []) : (classNames ?? [])).join(", "),
    change: changeOf(row),
    word: lineWords({ locale })[action],
    reason: reasonOf(row, locale),
  };
}

function cellsOf(row: LineRow, locale: Locale): Cell[] {
  const { line, action, classNames, before, loginName } = row;
  const [given, family] = nameOf(row);
  return [
    line > 0 ? line : null,
    lineWords({ locale })[action],
    family,
    given,
    loginName ?? "",
    action === "left" ? "" : (classNames ?? []).join(", "),
    (before?.classNames ?? []).join(", "),
    reasonOf(row, locale),
  ];
}
