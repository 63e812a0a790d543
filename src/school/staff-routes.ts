import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { invitePage, type InvitePage } from "../../views/school/staff/invite.ts";
import { colleaguesPage, type Said } from "../../views/school/staff/list.ts";
import { personPage } from "../../views/school/staff/person.ts";
import { sendInvitation } from "../access/access.ts";
import type { Deps, Mailer } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, returnTo, showPage } from "../http/pages.ts";
import { InvitationId, StaffId } from "../ids.ts";
import {
  invite,
  inviteAgain,
  makeSchoolAdmin,
  removeSchoolRole,
  setClasses,
  withdrawInvitation,
  type RoleChange,
} from "../staff/staff.ts";
import type { Gate, Visit } from "./gate.ts";
import { ClassesForm, classNamesOf, colleaguesOf, InviteForm, personOf, readInvitation } from "./staff.ts";

type RouteDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "config" | "log">;
/** The one page of the portal that sends mail is handed what sends it. */
export type StaffParts = { gate: Gate; mailer: Mailer };

const RemoveForm = z.object({ role: z.enum(["school-admin", "teacher"]) });
const Told = z.enum([
  "invited",
  "again",
  "withdrawn",
  "mailFailed",
  "gone",
  "changed",
  "unchanged",
  "lastAdmin",
  "classUnknown",
]) satisfies z.ZodType<Said>;

const homeOf = ({ frame }: Pick<Visit, "frame">): string => `${frame.path}/staff`;
const saidIn = (ctx: Context): Said | undefined => Told.safeParse(ctx.query["said"]).data;

function seeOther(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.redirect(path);
}

/** Who works here and what they may do: under /school/NUMBER/staff. Whatever changes it asks for a fresh sign-in. */
export function staffRoutes(deps: RouteDeps, { gate, mailer }: StaffParts): Router {
  const router = new Router({ prefix: "/school/:number/staff" });

  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx);
    if (!visit) return;
    const { staffId, school, frame } = visit;
    const shown = { frame, staffId, ...(await colleaguesOf(deps, school.id)), now: deps.now(), said: saidIn(ctx) };
    showPage(ctx, (p) => colleaguesPage(p, shown));
  });

  invitationRoutes(router, deps, { gate, mailer });
  personRoutes(router, deps, gate);
  return router;
}

function invitationRoutes(router: Router, deps: RouteDeps, { gate, mailer }: StaffParts): void {
  const post = poster(deps, mailer);
  const enter = (ctx: Context) => {
    const page = `/school/${ctx["params"].number}/staff${ctx.path.endsWith("/invite") ? "/invite" : ""}`;
    return gate.enter(ctx, { fresh: true, back: page });
  };
  const show = (ctx: Context, visit: Visit, shown: Omit<InvitePage, "frame">) => {
    returnTo(ctx, `${homeOf(visit)}/invite`);
    showPage(ctx, (p) => invitePage(p, { ...shown, frame: visit.frame }), shown.problems.length > 0 ? 422 : 200);
  };

  router.get("/invite", async (ctx) => {
    const visit = await enter(ctx);
    if (!visit) return;
    const typed = { email: "", givenName: "", familyName: "", role: "", classNames: [] };
    show(ctx, visit, { classes: await classNamesOf(deps, visit.school.id), typed, problems: [] });
  });

  router.post("/invite", async (ctx) => {
    const visit = await enter(ctx);
    if (!visit) return;
    const form = await readForm(ctx, InviteForm);
    if (!form.ok) throw new AppError("bad-request", "A field of the invitation is missing");
    const { id: schoolId } = visit.school;
    const [classes, { colleagues }] = [await classNamesOf(deps, schoolId), await colleaguesOf(deps, schoolId)];
    const read = readInvitation(form.data, { schoolId, classes, colleagues });
    if ("problems" in read) return show(ctx, visit, { classes, typed: form.data, problems: read.problems });
    const { email, givenName, familyName } = form.data;
    const invitation = { email, givenName, familyName, role: read.role, actor: visit.staffId };
    const drawn = await deps.db.forSchools([schoolId], (tx) => invite(tx, deps, invitation));
    await post(ctx, visit, { ...invitation, ...drawn, told: "invited" });
  });

  router.post("/invitations/:id/again", async (ctx) => {
    const visit = await enter(ctx);
    if (!visit) return;
    const again = await inviteAgain(deps, where(ctx, visit));
    if (!again) return seeOther(ctx, `${homeOf(visit)}?said=gone`);
    await post(ctx, visit, { ...again.invitation, token: again.token, expiresAt: again.expiresAt, told: "again" });
  });

  router.post("/invitations/:id/withdraw", async (ctx) => {
    const visit = await enter(ctx);
    if (!visit) return;
    const said = (await withdrawInvitation(deps, where(ctx, visit))) ? "withdrawn" : "gone";
    seeOther(ctx, `${homeOf(visit)}?said=${said}`);
  });
}

/** @throws AppError not-found for what is no id */
function where(ctx: Context, visit: Visit): { schoolId: Visit["school"]["id"]; actor: StaffId; id: InvitationId } {
  const id = InvitationId.safeParse(ctx["params"].id);
  if (!id.success) throw new AppError("not-found");
  return { schoolId: visit.school.id, actor: visit.staffId, id: id.data };
}

type Letter = { email: string; givenName: string; token: string; expiresAt: Date; told: Said };

/** Brings the link to who is invited. The invitation stands, also where the mail server takes nothing at this moment. */
function poster({ config, log }: RouteDeps, mailer: Mailer) {
  return async (ctx: Context, visit: Visit, { told, ...letter }: Letter): Promise<void> => {
    const mail = { ...letter, placeName: visit.school.name, issuer: config.issuer, locale: localeOf(ctx) };
    let said = told;
    try {
      await sendInvitation(mailer, mail);
    } catch (error) {
      // its message may quote the address
      log.warn({ type: error instanceof Error ? error.name : "unknown" }, "an invitation could not be mailed");
      said = "mailFailed";
    }
    seeOther(ctx, `${homeOf(visit)}?said=${said}`);
  };
}

const saidOf = { changed: "changed", unchanged: "unchanged", "last-admin": "lastAdmin" } as const;

function personRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  /** Undefined when the answer has been given. @throws AppError not-found for who is no colleague here */
  const enter = async (ctx: Context) => {
    const id = StaffId.safeParse(ctx["params"].staffId);
    const back = `/school/${ctx["params"].number}/staff${id.success ? `/${id.data}` : ""}`;
    const visit = await gate.enter(ctx, { fresh: true, back });
    if (!visit) return undefined;
    const found = id.success ? await personOf(deps, { schoolId: visit.school.id, staffId: id.data }) : undefined;
    if (!found) throw new AppError("not-found");
    const at = { schoolId: visit.school.id, staffId: found.person.staffId, actor: visit.staffId };
    return { visit, ...found, at, home: `${homeOf(visit)}/${found.person.staffId}` };
  };
  const answer = (ctx: Context, home: string, change: RoleChange) => {
    if (change === undefined) throw new AppError("not-found");
    seeOther(ctx, `${home}?said=${saidOf[change]}`);
  };

  router.get("/:staffId", async (ctx) => {
    const found = await enter(ctx);
    if (!found) return;
    const { visit, person, classes } = found;
    showPage(ctx, (p) => personPage(p, { frame: visit.frame, person, classes, said: saidIn(ctx) }));
  });

  router.post("/:staffId/classes", async (ctx) => {
    const found = await enter(ctx);
    if (!found) return;
    const form = await readForm(ctx, ClassesForm);
    const { person, classes, at, home } = found;
    const wanted = form.ok ? form.data : [];
    const known = [...classes, ...person.classNames];
    if (!form.ok || wanted.some((name) => !known.includes(name))) return seeOther(ctx, `${home}?said=classUnknown`);
    // without any role left there is no page of this person any more
    const goes = wanted.length === 0 && !person.schoolAdmin && !person.groupAdmin;
    answer(ctx, goes ? homeOf(found.visit) : home, await setClasses(deps, { ...at, classNames: wanted }));
  });

  router.post("/:staffId/admin", async (ctx) => {
    const found = await enter(ctx);
    if (found) answer(ctx, found.home, await makeSchoolAdmin(deps, found.at));
  });

  router.post("/:staffId/remove", async (ctx) => {
    const found = await enter(ctx);
    if (!found) return;
    const form = await readForm(ctx, RemoveForm);
    if (!form.ok) throw new AppError("bad-request", "The role is unknown");
    const change = await removeSchoolRole(deps, { ...found.at, role: form.data.role });
    const own = found.at.staffId === found.visit.staffId;
    if (change === "changed" && own) return seeOther(ctx, "/school");
    answer(ctx, change === "changed" ? homeOf(found.visit) : found.home, change);
  });
}
