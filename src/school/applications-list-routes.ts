import type Router from "@koa/router";
import type { Context } from "koa";
import { applicationsPage, shownFilters, type ShownFilter } from "../../views/school/applications/list.ts";
import { applicationsPath, applicationStates, stateOf, whomText } from "../../views/school/applications/state.ts";
import { applicationTexts } from "../../views/texts/school-applications/texts.ts";
import type { Deps } from "../deps.ts";
import { localeOf, showPage } from "../http/pages.ts";
import { listSchoolApplications, type SchoolApplication } from "./applications.ts";
import { exportRoute } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";
import { fits, sorted, tableQuery, textOf } from "./table.ts";
import { inOrder } from "../lib/in-order.ts";

const columns = ["name", "state", "wishes"] as const;

/** The table of all applications. */
export function listRoutes(router: Router, deps: Pick<Deps, "db" | "now">, gate: Gate): void {
  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const { frame, school } = visit;
    const all = await listSchoolApplications(deps, school.id);
    const counts = {
      all: all.length,
      on: countOf(all, "on"),
      off: countOf(all, "off"),
      wished: countOf(all, "wished"),
    };
    const { shown, sort, down, search, wanted } = arrange(ctx, all);
    const view = { path: applicationsPath(frame), sort, down, filters: { q: search || undefined, show: shown } };
    showPage(ctx, (p) => applicationsPage(p, { frame, applications: wanted, counts, view }));
  });
  const make = async (ctx: Context, { school }: Visit) => {
    const { wanted } = arrange(ctx, await listSchoolApplications(deps, school.id));
    return { list: "applications", details: { applications: wanted.length }, table: tableOf(ctx, wanted) };
  };
  router.post("/export", exportRoute(deps, gate, { back: (ctx) => ctx.url.replace("/export", ""), make }));
}

const fitsFilter: Record<ShownFilter, (one: SchoolApplication) => boolean> = {
  on: ({ release }) => release !== null,
  off: ({ release }) => release === null,
  wished: ({ wishes }) => wishes > 0,
};
const countOf = (all: SchoolApplication[], shown: ShownFilter): number => all.filter(fitsFilter[shown]).length;

function arrange(ctx: Context, all: SchoolApplication[]) {
  const params = ctx.URL.searchParams;
  const query = tableQuery(params, columns);
  const shown = shownFilters.find((one) => one === textOf(params, "show"));
  const compare: Record<(typeof columns)[number], (a: SchoolApplication, b: SchoolApplication) => number> = {
    name: (a, b) => inOrder.compare(a.name, b.name),
    state: (a, b) => applicationStates.indexOf(stateOf(a)) - applicationStates.indexOf(stateOf(b)),
    // most wished first
    wishes: (a, b) => b.wishes - a.wishes,
  };
  const some = all.filter(
    (one) => (!shown || fitsFilter[shown](one)) && fits(`${one.name} ${one.vendor ?? ""}`, query.search),
  );
  return { ...query, shown, wanted: sorted(some, compare[query.sort], query.down) };
}

function tableOf(ctx: Context, applications: SchoolApplication[]) {
  const locale = localeOf(ctx);
  const t = applicationTexts[locale];
  const rowOf = (one: SchoolApplication) => [
    one.name,
    t.states[stateOf(one)],
    one.release ? whomText({ locale }, one.release) : "",
    (one.release?.receives ?? one.asks).map(({ name }) => t.attributes[name]).join(", "),
    one.wishes,
  ];
  const columns = [t.name, t.state, t.forWhom, t.receives, t.wishes];
  return { fileName: `leerid ${t.title}`, columns, rows: applications.map(rowOf) };
}
