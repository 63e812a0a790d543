import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { personPage } from "../../views/school/staff/person.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { showPage } from "../http/pages.ts";
import { StaffId } from "../ids.ts";
import { makeSchoolAdmin, removeSchoolRole, setClasses, type RoleChange } from "../staff/staff.ts";
import type { Visit } from "./gate.ts";
import { invitationRoutes, type InviteDeps, type InviteParts } from "./staff-invite-routes.ts";
import { staffListRoutes } from "./staff-list-routes.ts";
import { saidIn, say, staffHome } from "./staff-said.ts";
import { ClassesForm, personOf, type Person } from "./staff.ts";

const RemoveForm = z.object({ role: z.enum(["school-admin", "teacher"]) });

/** Who works here and what they may do: under /school/NUMBER/staff. Whatever changes it asks for a fresh sign-in. */
export function staffRoutes(deps: InviteDeps, { gate, mailer }: InviteParts): Router {
  const router = new Router({ prefix: "/school/:number/staff" });

  staffListRoutes(router, deps, gate);
  invitationRoutes(router, deps, { gate, mailer });

  const by = (handle: (ctx: Context, at: AtPerson) => Promise<void> | void) => async (ctx: Context) => {
    const id = StaffId.safeParse(ctx["params"].staffId);
    const back = `/school/${ctx["params"].number}/staff${id.success ? `/${id.data}` : ""}`;
    const visit = await gate.enter(ctx, { fresh: true, back });
    if (!visit) return;
    const found = id.success ? await personOf(deps, { schoolId: visit.school.id, staffId: id.data }) : undefined;
    // also who lost the last role here a moment ago
    if (!found) throw new AppError("not-found");
    await handle(ctx, { ...found, visit, deps });
  };
  router.get("/:staffId", by(showPerson));
  router.post("/:staffId/classes", by(changeClasses));
  router.post("/:staffId/admin", by(giveAll));
  router.post("/:staffId/remove", by(takeAway));
  return router;
}

type AtPerson = Person & { visit: Visit; deps: Pick<Deps, "db" | "now"> };

const whereOf = ({ visit, person }: AtPerson) => ({
  schoolId: visit.school.id,
  staffId: person.staffId,
  actor: visit.staffId,
});
const pageOf = ({ visit, person }: AtPerson): string => `${staffHome(visit)}/${person.staffId}`;
const saidOf = { changed: "changed", unchanged: "unchanged", "last-admin": "lastAdmin" } as const;

function answer(ctx: Context, path: string, change: RoleChange): void {
  if (change === undefined) throw new AppError("not-found");
  say(ctx, path, saidOf[change]);
}

function showPerson(ctx: Context, { visit, person, classes }: AtPerson): void {
  showPage(ctx, (p) => personPage(p, { frame: visit.frame, person, classes, said: saidIn(ctx) }));
}

async function changeClasses(ctx: Context, at: AtPerson): Promise<void> {
  const { person, classes, visit, deps } = at;
  const form = await readForm(ctx, ClassesForm);
  const wanted = form.ok ? form.data : [];
  const known = [...classes, ...person.classNames];
  if (!form.ok || wanted.some((name) => !known.includes(name))) return say(ctx, pageOf(at), "classUnknown");
  // without any role left there is no page of this person any more
  const goes = wanted.length === 0 && !person.schoolAdmin && !person.groupAdmin;
  const change = await setClasses(deps, { ...whereOf(at), classNames: wanted });
  answer(ctx, goes ? staffHome(visit) : pageOf(at), change);
}

async function giveAll(ctx: Context, at: AtPerson): Promise<void> {
  answer(ctx, pageOf(at), await makeSchoolAdmin(at.deps, whereOf(at)));
}

async function takeAway(ctx: Context, at: AtPerson): Promise<void> {
  const { person, visit, deps } = at;
  const form = await readForm(ctx, RemoveForm);
  if (!form.ok) throw new AppError("bad-request", "The role is unknown");
  const change = await removeSchoolRole(deps, { ...whereOf(at), role: form.data.role });
  if (change === "changed" && person.staffId === visit.staffId) {
    ctx.status = 303;
    return ctx.redirect("/school");
  }
  answer(ctx, change === "changed" ? staffHome(visit) : pageOf(at), change);
}
