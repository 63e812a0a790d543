import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { boardPage, classHref } from "../../views/school/activation/board.ts";
import { classPage } from "../../views/school/activation/class.ts";
import type { TableView } from "../../views/parts/table.ts";
import { activationTexts } from "../../views/texts/school-activation/texts.ts";
import { saveLadder, type Run } from "../activation/activation.ts";
import { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, showPage } from "../http/pages.ts";
import type { Cell } from "../http/table-export.ts";
import {
  arrangeClasses,
  arrangePupils,
  classColumns,
  listQuery,
  pupilColumns,
  type ListQuery,
} from "./activation-list.ts";
import { boardOf, listPupils, PupilState, type ClassOnBoard, type PupilWithState } from "./activation.ts";
import { exportRoute } from "./export.ts";
import type { Gate, Visit } from "./gate.ts";
import { pageOf } from "./table.ts";

type BoardDeps = Pick<Deps, "db" | "now" | "keys" | "counter">;
const LadderForm = z.object({ young: FirstSecretKind, middle: FirstSecretKind, secondary: FirstSecretKind });

export const actorOf = (visit: Visit): string => `staff:${visit.staffId}`;
/** A file is called as the page calls it: `leerid-kaartjes`. */
export const fileNameOf = (ctx: Context, document: Run["document"]): string =>
  `leerid-${activationTexts[localeOf(ctx)].paperNames[document].toLowerCase()}`;
export const homeOf = ({ frame }: Visit): string => `${frame.path}/activation`;

export function seeOther(ctx: Context, path: string): void {
  ctx.redirect(path);
  ctx.status = 303;
}

/** How far each class is, and each pupil: tables that sort, filter and can be taken along. */
export function boardRoutes(router: Router, deps: BoardDeps, gate: Gate): void {
  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    // The roster sends here who was just added by hand: one step less for a pupil who waits at the desk.
    if (ctx.URL.searchParams.has("pupil")) return ctx.redirect(`${homeOf(visit)}/new${ctx.search}`);
    const board = await boardOf(deps, visit.school.id);
    const query = listQuery(ctx.URL.searchParams, classColumns);
    const shown = { ...board, classes: arrangeClasses(board.classes, query), view: viewOf(homeOf(visit), query) };
    showPage(ctx, (p) => boardPage(p, { frame: visit.frame, ...shown, saved: ctx.query["saved"] === "yes" }));
  });
  router.post("/export", classExport(deps, gate));
  router.post("/ladder", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const form = await readForm(ctx, LadderForm);
    if (!form.ok) throw new AppError("bad-request", "A step of the ladder is missing or unknown");
    await saveLadder(deps, { schoolId: visit.school.id, ladder: form.data, actor: actorOf(visit) });
    seeOther(ctx, `${homeOf(visit)}?saved=yes`);
  });
  const places = [
    { path: "/pupils", nameOf: () => undefined },
    { path: "/without-class", nameOf: () => null },
    { path: "/class/:name", nameOf: (ctx: Context) => textFrom(ctx["params"].name) },
  ];
  for (const place of places) pupilRoutes(router, deps, { gate, ...place });
}

/** The table of classes as a file: of the board as it is filtered and sorted, and of the start page. */
export const classExport = (deps: BoardDeps, gate: Gate) =>
  exportRoute(deps, gate, {
    back: backFrom,
    make: async (ctx, { school }) => {
      const { classes } = await boardOf(deps, school.id);
      const table = classTable(ctx, arrangeClasses(classes, listQuery(ctx.URL.searchParams, classColumns)));
      return { list: "activation", details: { classes: table.rows.length }, table };
    },
  });

type Place = { gate: Gate; path: string; nameOf: (ctx: Context) => string | null | undefined };

function pupilRoutes(router: Router, deps: BoardDeps, { gate, path, nameOf }: Place): void {
  const read = async (ctx: Context, { school }: Visit) => {
    const name = nameOf(ctx);
    const found = await listPupils(deps, { schoolId: school.id, ...(name === undefined ? {} : { name }) });
    const query = listQuery(ctx.URL.searchParams, pupilColumns);
    return { ...found, name, query, wanted: arrangePupils(found.pupils, query) };
  };
  router.get(path, async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const { name, query, wanted, states, classNames } = await read(ctx, visit);
    const home = homeOf(visit);
    const view = viewOf(name === undefined ? `${home}/pupils` : classHref(home, name), query);
    const { shown, ...page } = pageOf(wanted, query.page);
    const props = { name, pupils: shown, ...page, states, classNames, view };
    showPage(ctx, (p) => classPage(p, { frame: visit.frame, ...props }));
  });
  const make = async (ctx: Context, visit: Visit) => {
    const { name, wanted } = await read(ctx, visit);
    const details = { class: name ?? null, pupils: wanted.length };
    return { list: "activation-pupils", details, table: pupilTable(ctx, wanted) };
  };
  router.post(`${path}/export`, exportRoute(deps, gate, { back: backFrom, make }));
}

/** The page above the buttons. */
const backFrom = (ctx: Context): string => `${ctx.path.replace(/\/export$/, "")}${ctx.search}`;

const viewOf = (path: string, { search, state, className, sort, down }: ListQuery<string>): TableView => ({
  path,
  sort,
  down,
  filters: { q: search || undefined, state, class: className },
});

type Table = { fileName: string; columns: string[]; rows: Cell[][] };

function classTable(ctx: Context, classes: ClassOnBoard[]): Table {
  const t = activationTexts[localeOf(ctx)];
  const columns = [t.className, t.pupils, ...PupilState.options.map((state) => t.states[state])];
  const rowOf = (one: ClassOnBoard) => [
    one.name ?? t.noClass,
    one.pupils,
    ...PupilState.options.map((state) => one.states[state]),
  ];
  return { fileName: `leerid ${t.title}`, columns, rows: classes.map(rowOf) };
}

function pupilTable(ctx: Context, pupils: PupilWithState[]): Table {
  const t = activationTexts[localeOf(ctx)];
  const columns = [t.className, t.familyName, t.givenName, t.loginName, t.state, t.readyUntil];
  const rowOf = (pupil: PupilWithState) => [
    pupil.classNames.join(", "),
    pupil.familyName,
    pupil.givenName,
    pupil.loginName,
    t.states[pupil.state],
    pupil.state === "ready" ? pupil.readyUntil : null,
  ];
  return { fileName: `leerid ${t.allPupils}`, columns, rows: pupils.map(rowOf) };
}

/** PostgreSQL refuses NUL in text. */
function textFrom(text: unknown): string {
  if (typeof text !== "string" || text === "" || text.includes("\0")) throw new AppError("not-found");
  return text;
}
