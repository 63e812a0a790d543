import Router from "@koa/router";
import type { Context } from "koa";
import { aboutText, deedText, nameText } from "../../views/school/audit/events.ts";
import { logPage } from "../../views/school/audit/log.ts";
import { auditTexts } from "../../views/texts/school-audit/texts.ts";
import type { Deps } from "../deps.ts";
import { localeOf, showPage } from "../http/pages.ts";
import type { Cell } from "../http/table-export.ts";
import { auditQuery, type AuditQuery } from "./audit-query.ts";
import { allOfAudit, auditOf, type ShownEvent } from "./audit.ts";
import { exportRoute, type Export } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";

type RouteDeps = Pick<Deps, "db" | "now">;

/** What was done at the school, for its admins: under /school/NUMBER/audit. */
export function auditRoutes(deps: RouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/audit" });

  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const { school, frame } = visit;
    const query = auditQuery(ctx.URL.searchParams);
    const found = await auditOf(deps, { schoolId: school.id, query });
    const view = { path: `${frame.path}/audit`, sort: query.sort, down: query.down, filters: filtersOf(query) };
    showPage(ctx, (p) => logPage(p, { frame, ...found, view }));
  });

  const back = (ctx: Context): string => `/school/${ctx["params"].number}/audit${ctx.search}`;
  router.post("/export", exportRoute(deps, gate, { back, make: async (ctx, visit) => exportOf(deps, ctx, visit) }));
  return router;
}

const filtersOf = ({ kind, who, from, until, pupil }: AuditQuery) => ({ what: kind, who, from, until, q: pupil });

function exportOf(deps: RouteDeps, ctx: Context, { school }: Visit): Export {
  const locale = localeOf(ctx);
  const t = auditTexts[locale];
  const query = auditQuery(ctx.URL.searchParams);
  const cells = (event: ShownEvent): Cell[] => [
    event.at,
    nameText({ locale }, event.who),
    deedText({ locale }, event.what),
    aboutText({ locale }, event),
    event.network,
  ];
  async function* rows() {
    for await (const event of allOfAudit(deps, { schoolId: school.id, query })) yield cells(event);
  }
  return {
    list: "audit",
    details: { kind: query.kind ?? null, from: query.from ?? null, until: query.until ?? null },
    table: { fileName: t.title, columns: [t.when, t.who, t.what, t.about, t.network], rows: rows() },
  };
}
