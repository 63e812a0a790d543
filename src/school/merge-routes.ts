import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { mergeCheckPage, mergeHomePage, type ListedMerge, type MergeHomePage } from "../../views/school/merge/merge.ts";
import { yearTexts } from "../../views/texts/school-year/texts.ts";
import { staffHere } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, returnTo, showPage } from "../http/pages.ts";
import type { Cell } from "../http/table-export.ts";
import { MergeId, type SchoolId } from "../ids.ts";
import { listMerges, mergePupils, splitPupils } from "../merges/merges.ts";
import { parseLoginName } from "../pupils/pupils.ts";
import { exportRoute } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";
import { findMergeRecords, type MergeRecord } from "./queries-merge.ts";
import { actorOf, goTo } from "./roster-visit.ts";
import { fits, pageOf, sorted, tableQuery } from "./table.ts";
import { inOrder } from "../lib/in-order.ts";

type MergeDeps = Pick<Deps, "db" | "now" | "jobs">;
type Handle = (deps: MergeDeps, ctx: Context, visit: Visit) => Promise<void>;
const homeOf = ({ frame }: Visit): string => `${frame.path}/merge`;

/** Two records of one child become one, by an admin of every school that has one of them; and two again. */
export function mergeRoutes(deps: MergeDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/merge" });
  const by =
    (handle: Handle, fresh = false) =>
    async (ctx: Context) => {
      const back = ctx.path.replace(/(\/merge)\/.*$/, "$1");
      const visit = await gate.enter(ctx, fresh ? { fresh, back } : {});
      if (visit) await handle(deps, ctx, visit);
    };
  router.get("/", by(showEmpty));
  router.post("/", by(look));
  router.post("/export", mergesExport(deps, gate));
  // who a child is to every application changes by it: whoever does it has signed in a moment ago
  router.post("/confirm", by(confirm, true));
  router.post("/:id/split", by(split, true));
  return router;
}

const mergesOf = async ({ db }: MergeDeps, schoolId: SchoolId): Promise<ListedMerge[]> =>
  (await db.forSchools([schoolId], (tx) => listMerges(tx))).map((one) => ({
    ...one,
    name: one.givenName === null ? null : `${one.givenName} ${one.familyName ?? ""}`.trim(),
  }));

/** The newest first, unless it is asked otherwise. */
function arrangeMerges(ctx: Context, all: ListedMerge[]) {
  const { sort, down, search, page } = tableQuery(ctx.URL.searchParams, ["when", "name"] as const);
  const compare: Record<typeof sort, (a: ListedMerge, b: ListedMerge) => number> = {
    when: (a, b) => b.mergedAt.getTime() - a.mergedAt.getTime(),
    name: (a, b) => inOrder.compare(a.name ?? "", b.name ?? ""),
  };
  const found = all.filter((one) => fits(`${one.name ?? ""} ${one.loginName ?? ""} ${one.otherLoginName}`, search));
  const order = { sort, down, filters: { q: search || undefined } };
  return { wanted: sorted(found, compare[sort], down), page, order };
}

const mergesExport = (deps: MergeDeps, gate: Gate) =>
  exportRoute(deps, gate, {
    back: (ctx) => ctx.url.replace("/merge/export", "/merge"),
    make: async (ctx, { school }) => {
      const { wanted } = arrangeMerges(ctx, await mergesOf(deps, school.id));
      const t = yearTexts[localeOf(ctx)].merge;
      const rows = wanted.map((one): Cell[] => [
        one.name ?? t.gone,
        one.loginName ?? "",
        one.otherLoginName,
        one.mergedAt,
      ]);
      const columns = [t.child, t.stays, t.goes, t.when];
      return {
        list: "merges",
        details: { merges: rows.length },
        table: { fileName: `leerid ${t.list}`, columns, rows },
      };
    },
  });

type Home = Pick<MergeHomePage, "problem"> & Partial<Pick<MergeHomePage, "typed" | "wrong" | "done">>;

async function showHome(deps: MergeDeps, ctx: Context, { visit, ...about }: Home & { visit: Visit }): Promise<void> {
  const all = await mergesOf(deps, visit.school.id);
  const { wanted, page: wantedPage, order } = arrangeMerges(ctx, all);
  const merges = { ...pageOf(wanted, wantedPage), all: all.length, view: { path: homeOf(visit), ...order } };
  const page = { frame: visit.frame, merges, typed: {}, wrong: {}, done: false, ...about };
  const bad = about.problem !== undefined || Object.keys(about.wrong ?? {}).length > 0;
  showPage(ctx, (p) => mergeHomePage(p, page), bad ? 422 : 200);
}

const showEmpty: Handle = (deps, ctx, visit) =>
  showHome(deps, ctx, { visit, problem: undefined, done: ctx.query["done"] === "yes" });

const short = z.string().max(100).default("");
const reason = z.string().trim().max(200).default("");
const MergeForm = z.object({ keep: short, other: short, sure: z.literal("yes").optional(), reason });
type Typed = { keep: string; other: string };
type Pair = Record<keyof Typed, MergeRecord>;

/** Both records, as this school knows them; or what is wrong with a name. */
async function readPair(deps: MergeDeps, visit: Visit, typed: Typed): Promise<Pair | MergeHomePage["wrong"]> {
  const parsed = { keep: parseLoginName(typed.keep), other: parseLoginName(typed.other) };
  const loginNames = [parsed.keep, parsed.other].flatMap((one) => (one.ok ? [one.loginName] : []));
  const schoolId = visit.school.id;
  const found = await deps.db.forSchools([schoolId], (tx) => findMergeRecords(tx, { schoolId, loginNames }));
  const find = (one: typeof parsed.keep) => found.find(({ loginName }) => one.ok && loginName === one.loginName);
  const fault = (one: typeof parsed.keep) =>
    !one.ok && one.reason === "typo" ? ("typo" as const) : ("unknown" as const);
  const [keep, other] = [find(parsed.keep), find(parsed.other)];
  if (keep && other) return { keep, other };
  return {
    ...(keep ? {} : { keep: fault(parsed.keep) }),
    ...(other ? {} : { other: fault(parsed.other) }),
  };
}

const isPair = (read: Pair | MergeHomePage["wrong"]): read is Pair =>
  typeof read.keep === "object" && typeof read.other === "object";

async function look(deps: MergeDeps, ctx: Context, visit: Visit): Promise<void> {
  const form = await readForm(ctx, MergeForm);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  const { typed, data } = form;
  returnTo(ctx, homeOf(visit));
  const pair = await readPair(deps, visit, data);
  if (!isPair(pair)) return showHome(deps, ctx, { visit, typed, wrong: pair, problem: undefined });
  if (pair.keep.pupilId === pair.other.pupilId) return showHome(deps, ctx, { visit, typed, problem: "same" });
  showCheck(ctx, visit, { pair });
}

type Check = { pair: Pair; problem?: "not-sure" | "needs-reason" };
function showCheck(ctx: Context, { frame }: Visit, { pair, problem }: Check): void {
  const side = (one: MergeRecord) => ({ ...one, name: `${one.givenName} ${one.familyName}`.trim() });
  const page = { frame, keep: side(pair.keep), other: side(pair.other), problem };
  showPage(ctx, (p) => mergeCheckPage(p, page), problem === undefined ? 200 : 422);
}

/** Schools of which the person may decide. */
const within = (ctx: Context): SchoolId[] =>
  staffHere(ctx)
    .schools.filter(({ admin }) => admin)
    .map(({ id }) => id);

async function confirm(deps: MergeDeps, ctx: Context, visit: Visit): Promise<void> {
  const form = await readForm(ctx, MergeForm);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  const { typed, data } = form;
  returnTo(ctx, homeOf(visit));
  const pair = await readPair(deps, visit, data);
  if (!isPair(pair)) return showHome(deps, ctx, { visit, typed, wrong: pair, problem: undefined });
  if (data.sure === undefined) return showCheck(ctx, visit, { pair, problem: "not-sure" });
  const ids = { keep: pair.keep.pupilId, other: pair.other.pupilId };
  const by = { actor: actorOf(visit), within: within(ctx), reason: data.reason === "" ? undefined : data.reason };
  const merged = await mergePupils(deps, { ...ids, ...by });
  if (!merged.ok) {
    const { problem } = merged;
    if (problem === "needs-reason") return showCheck(ctx, visit, { pair, problem });
    return showHome(deps, ctx, { visit, typed, problem });
  }
  goTo(ctx, `${homeOf(visit)}?done=yes`);
}

async function split(deps: MergeDeps, ctx: Context, visit: Visit): Promise<void> {
  const mergeId = MergeId.safeParse(ctx.params["id"]);
  const seen = await deps.db.forSchools([visit.school.id], (tx) => listMerges(tx));
  const mine = seen.find(({ id }) => mergeId.success && id === mergeId.data);
  if (!mine) throw new AppError("not-found");
  const done = await splitPupils(deps, { mergeId: mine.id, actor: actorOf(visit), within: within(ctx) });
  if (done.ok) return goTo(ctx, homeOf(visit));
  returnTo(ctx, homeOf(visit));
  await showHome(deps, ctx, { visit, problem: done.problem === "merged" ? "merged" : "split-elsewhere" });
}
