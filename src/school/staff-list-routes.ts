import type Router from "@koa/router";
import type { Context } from "koa";
import type { TableView } from "../../views/parts/table.ts";
import { colleaguesPage, rightsOf, waysOf } from "../../views/school/staff/list.ts";
import { staffTexts } from "../../views/texts/school-staff/texts.ts";
import type { Deps } from "../deps.ts";
import { localeOf, showPage } from "../http/pages.ts";
import type { Cell } from "../http/table-export.ts";
import { exportRoute } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";
import { arrangeColleagues, arrangeInvitations, ofInvitations, staffQuery, type StaffQuery } from "./staff-list.ts";
import { saidIn, staffHome } from "./staff-said.ts";
import { colleaguesOf, type Colleagues } from "./staff.ts";
import { pageOf } from "./table.ts";

type ListDeps = Pick<Deps, "db" | "now">;

/** Everybody with access, and who is invited: two tables that sort, filter and can be taken along. */
export function staffListRoutes(router: Router, deps: ListDeps, gate: Gate): void {
  const read = async (ctx: Context, { school }: Visit) => {
    const all = await colleaguesOf(deps, school.id);
    const query = staffQuery(ctx.URL.searchParams);
    const colleagues = arrangeColleagues(all.colleagues, query);
    const invitations = arrangeInvitations(all.invitations, query);
    return { query, all, colleagues, invitations };
  };

  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const { query, all, ...wanted } = await read(ctx, visit);
    const props = { frame: visit.frame, staffId: visit.staffId, now: deps.now(), said: saidIn(ctx) };
    const colleagues = {
      ...pageOf(wanted.colleagues, query.colleagues.page),
      all: all.colleagues.length,
      view: viewOf(visit, query).colleagues,
    };
    const invitations = {
      ...pageOf(wanted.invitations, query.invitations.page),
      all: all.invitations.length,
      view: viewOf(visit, query).invitations,
    };
    showPage(ctx, (p) => colleaguesPage(p, { ...props, colleagues, invitations }));
  });

  // both stand on the same page
  const back = (ctx: Context): string => `/school/${ctx["params"].number}/staff${ctx.search}`;
  const ofColleagues = async (ctx: Context, visit: Visit) => {
    const { colleagues } = await read(ctx, visit);
    const details = { colleagues: colleagues.length };
    return { list: "staff", details, table: colleagueTable(ctx, colleagues) };
  };
  const ofInvited = async (ctx: Context, visit: Visit) => {
    const { invitations } = await read(ctx, visit);
    const details = { invitations: invitations.length };
    return { list: "invitations", details, table: invitationTable(ctx, invitations) };
  };
  router.post("/export", exportRoute(deps, gate, { back, make: ofColleagues }));
  router.post("/invitations/export", exportRoute(deps, gate, { back, make: ofInvited }));
}

/** Each table keeps how the other one is ordered. */
function viewOf(
  visit: Visit,
  { role, colleagues, invitations }: StaffQuery,
): Record<"colleagues" | "invitations", TableView> {
  const path = staffHome(visit);
  const filters = { q: colleagues.search || undefined, role };
  const orderOf = ({ sort, down }: { sort: string; down: boolean }, prefix: string, first: string) =>
    sort === first && !down ? {} : { [`${prefix}sort`]: sort, [`${prefix}down`]: down ? "yes" : undefined };
  const { sort, down } = colleagues;
  const open = { sort: invitations.sort, down: invitations.down };
  return {
    colleagues: { path, sort, down, filters: { ...filters, ...orderOf(open, ofInvitations, "until") } },
    invitations: { path, ...open, filters: { ...filters, ...orderOf(colleagues, "", "name") }, prefix: ofInvitations },
  };
}

function colleagueTable(ctx: Context, colleagues: Colleagues["colleagues"]) {
  const p = { locale: localeOf(ctx) };
  const t = staffTexts[p.locale];
  const rowOf = (one: Colleagues["colleagues"][number]): Cell[] => [
    one.familyName,
    one.givenName,
    one.email,
    one.suspended ? `${rightsOf(p, one)} (${t.suspended})` : rightsOf(p, one),
    waysOf(p, one),
    one.lastSignIn,
  ];
  const columns = [t.form.familyName, t.form.givenName, t.form.email, t.rights, t.ways, t.last];
  return { fileName: `leerid ${t.title}`, columns, rows: colleagues.map(rowOf) };
}

function invitationTable(ctx: Context, invitations: Colleagues["invitations"]) {
  const p = { locale: localeOf(ctx) };
  const t = staffTexts[p.locale];
  const rowOf = (one: Colleagues["invitations"][number]): Cell[] => [
    one.familyName,
    one.givenName,
    one.email,
    rightsOf(p, { ...one, schoolAdmin: one.role === "school-admin", groupAdmin: false }),
    one.createdAt,
    one.expiresAt,
  ];
  const columns = [t.form.familyName, t.form.givenName, t.form.email, t.rights, t.pending.sent, t.pending.ends];
  return { fileName: `leerid ${t.pending.title}`, columns, rows: invitations.map(rowOf) };
}
