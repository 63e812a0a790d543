import type Router from "@koa/router";
import type { Context } from "koa";
import { moveWords, yearPupilsPage } from "../../views/school/year/pupils.ts";
import { yearTexts } from "../../views/texts/school-year/texts.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { localeOf, showPage } from "../http/pages.ts";
import { YearPlanId } from "../ids.ts";
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
    const locale = localeOf(ctx);
    const { plan, pupils } = yearTexts[locale];
    const words = moveWords({ locale });
    const rows = wanted.map(({ name, from, to, move, note }) => [
      name,
      from.join(", "),
      to.join(", "),
      [words[move], note].filter(Boolean).join(": "),
    ]);
    const table = { fileName: pupils.title, columns: [plan.pupil, plan.now, plan.next, plan.change], rows };
    return { list: "school-year", details: { pupils: rows.length }, table };
  };
  router.post("/:id/pupils/export", exportRoute(deps, gate, { back, make }));
}
