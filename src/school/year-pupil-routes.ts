import type Router from "@koa/router";
import type { Context } from "koa";
import { moveWords, yearPupilsPage, type Mover } from "../../views/school/year/pupils.ts";
import { activationTexts } from "../../views/texts/school-activation/texts.ts";
import { yearTexts } from "../../views/texts/school-year/texts.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { localeOf, showPage } from "../http/pages.ts";
import { YearPlanId } from "../ids.ts";
import type { Locale } from "../lib/locale.ts";
import { exportRoute } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";
import { pageOf } from "./table.ts";
import { arrangeMovers, moversQuery, yearMovers } from "./year-pupils.ts";
import { yearPlanOf } from "./year.ts";

type PupilDeps = Pick<Deps, "db" | "now">;

/** Everybody of a coming year: a table that sorts, filters and can be taken along. */
export function yearPupilRoutes(router: Router, deps: PupilDeps, gate: Gate): void {
  const read = async (ctx: Context, { school }: Visit) => {
    const planId = YearPlanId.safeParse(ctx["params"].id);
    const view = planId.success && (await yearPlanOf(deps, { schoolId: school.id, planId: planId.data }));
    if (!view) throw new AppError("not-found", "This school has no such list, or it was forgotten");
    const locale = localeOf(ctx);
    const all = yearMovers(view, { locale, returns: yearTexts[locale].plan.returns });
    const query = moversQuery(ctx.URL.searchParams);
    return { planId: view.head.id, all, query, wanted: arrangeMovers(all, query) };
  };

  router.get("/:id/pupils", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const { planId, all, query, wanted } = await read(ctx, visit);
    const { sort, down, search, what, className, page } = query;
    const filters = { q: search || undefined, what, class: className };
    const view = { path: `${visit.frame.path}/year/${planId}/pupils`, sort, down, filters };
    const pupils = { ...pageOf(wanted, page), all: all.length, view };
    showPage(ctx, (p) => yearPupilsPage(p, { frame: visit.frame, planId, pupils }));
  });

  const back = (ctx: Context): string => `${ctx.path.replace(/\/export$/, "")}${ctx.search}`;
  const make = async (ctx: Context, visit: Visit) => {
    const { wanted } = await read(ctx, visit);
    return { list: "school-year", details: { pupils: wanted.length }, table: tableOf(wanted, localeOf(ctx)) };
  };
  router.post("/:id/pupils/export", exportRoute(deps, gate, { back, make }));
}

/** With the user name, so that it can be changed and read as the list of that year. */
function tableOf(movers: Mover[], locale: Locale) {
  const { plan, pupils } = yearTexts[locale];
  const names = activationTexts[locale];
  const words = moveWords({ locale });
  const rows = movers.map(({ familyName, givenName, loginName, from, to, move, note }) => [
    familyName,
    givenName,
    loginName,
    from.join(", "),
    to.join(", "),
    [words[move], note].filter(Boolean).join(": "),
  ]);
  const who = [names.familyName, names.givenName, names.loginName];
  return { fileName: pupils.title, columns: [...who, plan.now, plan.next, plan.change], rows };
}
