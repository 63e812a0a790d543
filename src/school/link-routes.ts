import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { LinkSaid } from "../../views/school/links.ts";
import { staffHere } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { LinkId, SchoolNumber, type SchoolId } from "../ids.ts";
import { answerLinks, undoLink, viewLinks } from "../links/links.ts";
import type { Gate } from "./gate.ts";
import { actorOf, goTo } from "./roster-visit.ts";

type LinkDeps = Pick<Deps, "db" | "now" | "jobs">;

const Said = z.enum(["choose", "answered", "refused", "gone", "undone", "notUndone"]) satisfies z.ZodType<LinkSaid>;

/** What the start page says of the answer that was just given. */
export const linksSaid = (ctx: Context): LinkSaid | undefined => Said.safeParse(ctx.query["links"]).data;

const LinkForm = z
  .object({ other: SchoolNumber, says: z.enum(["yes", "another"]), all: z.literal("yes").optional() })
  .catchall(z.string());

/** Schools of which the person may decide: who decides for both sides says it once. */
const decidesFor = (ctx: Context): SchoolId[] =>
  staffHere(ctx)
    .schools.filter(({ admin }) => admin)
    .map(({ id }) => id);

/** The questions of the start page are answered, and what needed none is undone; each after a fresh sign-in. */
export function linkRoutes(deps: LinkDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/links" });

  router.post("/", async (ctx) => {
    const visit = await gate.enter(ctx, { fresh: true });
    if (!visit) return;
    const form = await readForm(ctx, LinkForm);
    if (!form.ok) throw new AppError("bad-request", "The form is not ours");
    const { other, says, all, ...ticked } = form.data;
    const back = (said: LinkSaid) => goTo(ctx, `${visit.frame.path}?links=${said}`);
    const { questions } = await viewLinks(deps, visit.school.id);
    const mine = questions.filter((one) => one.otherNumber === other);
    const linkIds = mine.map(({ id }) => id).filter((id) => all !== undefined || ticked[`link.${id}`] === "yes");
    const someTicked = all !== undefined || Object.keys(ticked).some((name) => name.startsWith("link."));
    if (linkIds.length === 0) return back(someTicked ? "gone" : "choose");
    const answered = await answerLinks(deps, { schoolIds: decidesFor(ctx), linkIds, says, actor: actorOf(visit) });
    if (answered === 0) return back("gone");
    return back(says === "yes" ? "answered" : "refused");
  });

  router.post("/:id/undo", async (ctx) => {
    const visit = await gate.enter(ctx, { fresh: true });
    if (!visit) return;
    const linkId = LinkId.safeParse(ctx.params["id"]);
    if (!linkId.success) throw new AppError("not-found");
    const wish = { schoolIds: [visit.school.id], linkId: linkId.data, actor: actorOf(visit) };
    const undone = await undoLink(deps, wish);
    goTo(ctx, `${visit.frame.path}?links=${undone.ok ? "undone" : "notUndone"}`);
  });
  return router;
}
