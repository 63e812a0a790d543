import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { classBoardPage, type ClassBoardPage } from "../../views/school/class/board.ts";
import { classCardPage } from "../../views/school/class/card.ts";
import { classListPage } from "../../views/school/class/list.ts";
import { schoolOf, staffHere } from "../access/access.ts";
import { startPrinting } from "../activation/activation.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, returnTo, showPage } from "../http/pages.ts";
import { ClassGroupId, ClassPassId, PupilId } from "../ids.ts";
import { removeEmptyClass } from "../pupils/pupils.ts";
import { actorOf, fileNameOf, seeOther } from "./activation-board-routes.ts";
import { sendCardFile } from "./card-file.ts";
import { boardOf, classesOf, help, prepareCard, pupilForCard, takeBack, unlock, type Helper } from "./class-board.ts";
import type { Gate, Visit } from "./gate.ts";

type RouteDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "jobs" | "config" | "log" | "counter" | "artifacts">;
type Here = { visit: Visit; helper: Helper; path: string };
type AtClass = Here & { classId: ClassGroupId };
type Door = { router: Router; deps: RouteDeps; gate: Gate };

/** Pupils are ticked one by one, as `pupil.ID=yes`. */
const BoardForm = z.record(z.string(), z.string()).transform((fields) => ({
  wish: z.enum(["secret", "lesson", "unlock", "card"]).safeParse(fields["do"]).data,
  pupilIds: Object.keys(fields).flatMap((name) => PupilId.safeParse(/^pupil\.(.+)$/.exec(name)?.[1]).data ?? []),
}));

/** The class boards: what a teacher does for the own classes, and an admin for all of the school. */
export function classRoutes(deps: RouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/class" });
  const door = { router, deps, gate };
  boardRoutes(door);
  helpRoutes(door);
  cardRoutes(door);
  return router;
}

/**
 * Undefined when the answer has been given.
 * @throws AppError not-your-class, also to whom nothing of this school is left: the page they stand on was theirs a moment ago
 */
async function enter(ctx: Context, gate: Gate): Promise<Here | undefined> {
  const session = staffHere(ctx);
  if (!session.schools.some(({ number }) => number === ctx["params"].number)) throw new AppError("not-your-class");
  const visit = await gate.enter(ctx, { admin: false });
  if (!visit) return undefined;
  const classNames = visit.isAdmin ? null : schoolOf(session, ctx["params"]).classNames;
  const helper = { schoolId: visit.school.id, staffId: visit.staffId, classNames };
  return { visit, helper, path: `${visit.frame.path}/class` };
}

async function enterClass(ctx: Context, gate: Gate): Promise<AtClass | undefined> {
  const here = await enter(ctx, gate);
  const classId = ClassGroupId.safeParse(ctx["params"].classId);
  if (!classId.success) throw new AppError("not-your-class");
  return here && { ...here, classId: classId.data, path: `${here.path}/${classId.data}` };
}

type Shown = { at: AtClass } & Pick<ClassBoardPage, "problem" | "chosen" | "done">;

async function showBoard(ctx: Context, deps: RouteDeps, { at, ...shown }: Shown): Promise<void> {
  const board = await boardOf(deps, at.helper, at.classId);
  const { classNames } = at.helper;
  const hasMore = classNames === null || classNames.length > 1;
  returnTo(ctx, at.path);
  const status = shown.problem ? 422 : 200;
  showPage(ctx, (p) => classBoardPage(p, { frame: at.visit.frame, ...board, hasMore, ...shown }), status);
}

function boardRoutes({ router, deps, gate }: Door): void {
  router.get("/", async (ctx) => {
    const here = await enter(ctx, gate);
    if (!here) return;
    const classes = await classesOf(deps, here.helper);
    const [first, ...more] = classes;
    // Whoever has one class has no use for a list of it.
    if (first && more.length === 0 && !here.visit.isAdmin) return ctx.redirect(`${here.path}/${first.id}`);
    showPage(ctx, (p) => classListPage(p, { frame: here.visit.frame, classes }));
  });

  router.get("/:classId", async (ctx) => {
    const at = await enterClass(ctx, gate);
    const done = z.enum(["helped", "unlocked"]).safeParse(ctx.query["done"]).data;
    if (at) await showBoard(ctx, deps, { at, done });
  });
}

function helpRoutes({ router, deps, gate }: Door): void {
  router.post("/:classId", async (ctx) => {
    const at = await enterClass(ctx, gate);
    if (!at) return;
    const form = await readForm(ctx, BoardForm);
    if (!form.ok || !form.data.wish) throw new AppError("bad-request", "No button of the class board was pressed");
    const { wish, pupilIds } = form.data;
    const [first] = pupilIds;
    if (!first) return showBoard(ctx, deps, { at, problem: "choose-first" });
    if (wish === "card") {
      if (pupilIds.length > 1) return showBoard(ctx, deps, { at, problem: "choose-one", chosen: pupilIds });
      return seeOther(ctx, `${at.path}/card/${first}`);
    }
    const chosen = { classId: at.classId, pupilIds };
    if (wish === "unlock") await unlock(deps, at.helper, chosen);
    else await help(deps, at.helper, { ...chosen, help: wish });
    seeOther(ctx, `${at.path}?done=${wish === "unlock" ? "unlocked" : "helped"}`);
  });

  router.post("/:classId/remove", async (ctx) => {
    const at = await enterClass(ctx, gate);
    if (!at) return;
    if (!at.visit.isAdmin) throw new AppError("not-allowed");
    const { school } = at.visit;
    const remove = { schoolId: school.id, classId: at.classId, actor: actorOf(at.visit) };
    const isGone = await deps.db.forSchools([school.id], (tx) => removeEmptyClass(tx, deps, remove));
    if (isGone) return seeOther(ctx, `${at.visit.frame.path}/class`);
    await showBoard(ctx, deps, { at, problem: "not-empty" });
  });

  router.post("/:classId/passes/:passId/end", async (ctx) => {
    const at = await enterClass(ctx, gate);
    const passId = ClassPassId.safeParse(ctx.params["passId"]);
    if (!at) return;
    if (!passId.success) throw new AppError("not-found");
    await takeBack(deps, at.helper, { classId: at.classId, passId: passId.data });
    seeOther(ctx, at.path);
  });
}

/** A card ends what the pupil has, so it is asked about first. */
function cardRoutes({ router, deps, gate }: Door): void {
  const open = async (ctx: Context) => {
    const at = await enterClass(ctx, gate);
    const pupilId = PupilId.safeParse(ctx["params"].pupilId);
    if (!at) return undefined;
    if (!pupilId.success) throw new AppError("not-found");
    const pupil = await pupilForCard(deps, at.helper, { classId: at.classId, pupilId: pupilId.data });
    return { ...at, pupil };
  };

  router.get("/:classId/card/:pupilId", async (ctx) => {
    const at = await open(ctx);
    if (!at) return;
    const { visit, pupil, path } = at;
    const props = { frame: visit.frame, action: `${path}/card/${pupil.pupilId}`, backHref: path, pupil };
    showPage(ctx, (p) => classCardPage(p, props));
  });

  router.post("/:classId/card/:pupilId", async (ctx) => {
    const at = await open(ctx);
    if (!at) return;
    const { school } = at.visit;
    const runId = await prepareCard(deps, at.helper, { loginName: at.pupil.loginName, locale: localeOf(ctx) });
    const request = { schoolId: school.id, schoolName: school.name, runId, actor: actorOf(at.visit) };
    const printing = await startPrinting(deps, request);
    if (!printing.ok) throw new AppError("busy");
    sendCardFile(ctx, printing, fileNameOf(ctx, "cards"));
  });
}
