import type Router from "@koa/router";
import type { Context } from "koa";
import { invitePage, type InvitePage } from "../../views/school/staff/invite.ts";
import type { Said } from "../../views/school/staff/list.ts";
import { sendInvitation, staffHere } from "../access/access.ts";
import type { Deps, Mailer } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, returnTo, showPage } from "../http/pages.ts";
import { InvitationId, type StaffId } from "../ids.ts";
import { invite, inviteAgain, withdrawInvitation } from "../staff/staff.ts";
import type { Gate, Visit } from "./gate.ts";
import { say, staffHome } from "./staff-said.ts";
import { classNamesOf, colleaguesOf, InviteForm, readInvitation } from "./staff.ts";

export type InviteDeps = Pick<Deps, "db" | "keys" | "random" | "now" | "config" | "log">;
/** The one part of the portal that sends mail is handed what sends it. */
export type InviteParts = { gate: Gate; mailer: Mailer };

/** Inviting, sending the link again, and withdrawing it. */
export function invitationRoutes(router: Router, deps: InviteDeps, { gate, mailer }: InviteParts): void {
  const post = poster(deps, mailer);
  const by = (handle: (ctx: Context, visit: Visit) => Promise<void>) => async (ctx: Context) => {
    const page = `/school/${ctx["params"].number}/staff${ctx.path.endsWith("/invite") ? "/invite" : ""}`;
    const visit = await gate.enter(ctx, { fresh: true, back: page });
    if (visit) await handle(ctx, visit);
  };

  router.get(
    "/invite",
    by(async (ctx, visit) => {
      const typed = { email: "", givenName: "", familyName: "", role: "", classNames: [] };
      show(ctx, visit, { classes: await classNamesOf(deps, visit.school.id), typed, problems: [] });
    }),
  );
  router.post(
    "/invite",
    by((ctx, visit) => inviteOne(ctx, visit, { deps, post })),
  );
  router.post(
    "/invitations/:id/again",
    by(async (ctx, visit) => {
      const again = await inviteAgain(deps, where(ctx, visit));
      if (!again) return say(ctx, staffHome(visit), "gone");
      await post(ctx, visit, { ...again.invitation, token: again.token, expiresAt: again.expiresAt, told: "again" });
    }),
  );
  router.post(
    "/invitations/:id/withdraw",
    by(async (ctx, visit) => {
      const withdrawn = await withdrawInvitation(deps, where(ctx, visit));
      say(ctx, staffHome(visit), withdrawn ? "withdrawn" : "gone");
    }),
  );
}

function show(ctx: Context, visit: Visit, shown: Omit<InvitePage, "frame">): void {
  returnTo(ctx, `${staffHome(visit)}/invite`);
  showPage(ctx, (p) => invitePage(p, { ...shown, frame: visit.frame }), shown.problems.length > 0 ? 422 : 200);
}

async function inviteOne(ctx: Context, visit: Visit, { deps, post }: { deps: InviteDeps; post: Post }): Promise<void> {
  const form = await readForm(ctx, InviteForm);
  if (!form.ok) throw new AppError("bad-request", "A field of the invitation is missing");
  const { id: schoolId } = visit.school;
  const classes = await classNamesOf(deps, schoolId);
  const { colleagues } = await colleaguesOf(deps, schoolId);
  const read = readInvitation(form.data, { schoolId, classes, colleagues });
  if ("problems" in read) return show(ctx, visit, { classes, typed: form.data, problems: read.problems });
  const { email, givenName, familyName } = form.data;
  const invitation = { email, givenName, familyName, role: read.role, actor: visit.staffId };
  const drawn = await deps.db.forSchools([schoolId], (tx) => invite(tx, deps, invitation));
  await post(ctx, visit, { ...invitation, ...drawn, told: "invited" });
}

/** @throws AppError not-found for what is no id */
function where(ctx: Context, visit: Visit): { schoolId: Visit["school"]["id"]; actor: StaffId; id: InvitationId } {
  const id = InvitationId.safeParse(ctx["params"].id);
  if (!id.success) throw new AppError("not-found");
  return { schoolId: visit.school.id, actor: visit.staffId, id: id.data };
}

type Letter = { email: string; givenName: string; token: string; expiresAt: Date; told: Said };
type Post = (ctx: Context, visit: Visit, letter: Letter) => Promise<void>;

/** Brings the link to who is invited. The invitation stands, also where the mail server takes nothing at this moment. */
function poster({ config, log }: InviteDeps, mailer: Mailer): Post {
  return async (ctx, visit, { told, ...letter }) => {
    const { givenName, familyName } = staffHere(ctx);
    const sender = `${givenName} ${familyName}`;
    const mail = { ...letter, sender, placeName: visit.school.name, issuer: config.issuer, locale: localeOf(ctx) };
    let said = told;
    try {
      await sendInvitation(mailer, mail);
    } catch (error) {
      // its message may quote the address
      log.warn({ type: error instanceof Error ? error.name : "unknown" }, "an invitation could not be mailed");
      said = "mailFailed";
    }
    say(ctx, staffHome(visit), said);
  };
}
