import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { readForm } from "../http/forms.ts";
import { InvitationId } from "../ids.ts";
import { acceptFurther, acceptInvitation, listOpenInvitations, listUpstreams, type Upstream } from "../staff/staff.ts";
import { deviceFrom, visitOf } from "../sessions/sessions.ts";
import { requireStaff, staffHere, type StaffDoor } from "./access.ts";
import { showChoose, showMine, showRecovery, showTotp, showWelcome, type Shown } from "./pages.ts";
import { offerPasskey, readNewPasskey } from "./passkeys.ts";
import { sealToken } from "./upstream.ts";
import type { Travel } from "./upstream-routes.ts";
import { authenticatorOf, beginWithPassword, findBegun, finishWithTotp, openWelcome } from "./welcome.ts";

const token = z.string().max(400);
const TokenForm = z.object({ token });
const PasswordForm = z.object({ token, password: z.string().max(1000), repeat: z.string().max(1000) });
const CodeForm = z.object({ token, code: z.string().max(40) });
const PasskeyForm = z.object({ token, response: z.string().max(12_000) });
const UpstreamForm = z.object({ token, upstream: z.string().max(60) });
const MineForm = z.object({ invitation: InvitationId });

type Parsed<T> = { data: T; shown: Shown };

/**
 * The way in with an invitation. Each step carries the token in its form, and looks again whether it still counts: there is no cookie
 * and no step that can be had without it.
 */
export function welcomeSteps(router: Router, deps: Deps, { door, travel }: { door: StaffDoor; travel: Travel }): void {
  router.get("/welcome", (ctx) => showWelcome(ctx));

  router.post("/welcome", async (ctx) => {
    const step = await readStep(ctx, deps, TokenForm);
    if (step) return choose(ctx, deps, step.shown);
  });

  passwordSteps(router, deps);

  router.post("/welcome/passkey", async (ctx) => {
    const step = await readStep(ctx, deps, PasskeyForm);
    if (!step) return;
    const { shown, data } = step;
    const passkey = await readNewPasskey(deps, { purpose: shown.invitation.id, sent: data.response });
    if (!passkey) return choose(ctx, deps, { ...shown, refusal: { problem: "passkey-failed" } });
    const accepted = await acceptInvitation(deps, { typed: data.token, factors: { kind: "passkey", passkey } });
    if (!accepted.ok) return showWelcome(ctx, accepted.reason);
    ctx.status = 303;
    ctx.redirect("/school");
  });

  router.post("/welcome/upstream", async (ctx) => {
    const step = await readStep(ctx, deps, UpstreamForm);
    if (!step) return;
    const { shown, data } = step;
    const upstream = (await upstreamsFor(deps, shown)).find(({ id }) => id === data.upstream);
    const purpose = { kind: "welcome", token: sealToken(deps, data.token) } as const;
    const left = upstream !== undefined && (await travel(ctx, { upstream, purpose, maxAgeSeconds: 0 }));
    if (!left) return showWelcome(ctx, "upstream-failed");
  });

  furtherSteps(router, deps, door);
}

/** The platform's provider, and that of the group where the role will be. */
const upstreamsFor = async (deps: Deps, { invitation }: Shown): Promise<Upstream[]> =>
  (await listUpstreams(deps)).filter(({ group }) => group === undefined || group.id === invitation.groupId);

type Choice = Shown & Pick<Parameters<typeof showChoose>[2], "refusal">;

async function choose(ctx: Context, deps: Deps, { refusal, ...shown }: Choice): Promise<void> {
  const { invitation } = shown;
  const passkey = await offerPasskey(deps, { purpose: invitation.id, person: invitation });
  showChoose(ctx, shown, { passkey, refusal, upstreams: await upstreamsFor(deps, shown) });
}

/** Undefined when the page that says why has been shown already. */
async function readStep<S extends z.ZodType<{ token: string }>>(
  ctx: Context,
  deps: Deps,
  schema: S,
): Promise<Parsed<z.infer<S>> | undefined> {
  const form = await readForm(ctx, schema);
  if (!form.ok || !form.data.token.trim()) {
    showWelcome(ctx, "missing");
    return undefined;
  }
  const opened = await openWelcome(deps, form.data);
  if (opened.ok) return { data: form.data, shown: { token: form.data.token, invitation: opened.invitation } };
  showWelcome(ctx, opened.reason);
  return undefined;
}

function passwordSteps(router: Router, deps: Deps): void {
  router.post("/welcome/password", async (ctx) => {
    const step = await readStep(ctx, deps, PasswordForm);
    if (!step) return;
    const { shown, data } = step;
    const visit = visitOf(deviceFrom(deps, ctx, shown.invitation.id));
    const refusal = await beginWithPassword(deps, shown.invitation, { ...data, visit });
    if (refusal) return choose(ctx, deps, { ...shown, refusal });
    const begun = await findBegun(deps, data);
    if (!begun) return showWelcome(ctx, "begin-again");
    return showTotp(ctx, shown, authenticatorOf(begun, shown.invitation.email));
  });

  router.post("/welcome/code", async (ctx) => {
    const step = await readStep(ctx, deps, CodeForm);
    if (!step) return;
    const { shown, data } = step;
    const begun = await findBegun(deps, data);
    if (!begun) return showWelcome(ctx, "begin-again");
    const finished = await finishWithTotp(deps, begun, data);
    if (finished.ok) return showRecovery(ctx, finished.recoveryCodes);
    if (finished.reason !== "code-wrong") return showWelcome(ctx, finished.reason);
    const authenticator = authenticatorOf(begun, shown.invitation.email);
    return showTotp(ctx, shown, { ...authenticator, problem: "code-wrong" });
  });
}

/** Somebody with an account takes a further role: by the account that is theirs, never by a link alone. */
function furtherSteps(router: Router, deps: Deps, door: StaffDoor): void {
  const staff = requireStaff(deps, door);
  router.get("/welcome/mine", staff, async (ctx) => {
    const { email } = staffHere(ctx);
    return showMine(ctx, await listOpenInvitations(deps.db.platform, email, deps.now()));
  });
  router.post("/welcome/mine", staff, async (ctx) => {
    const { email, staffId } = staffHere(ctx);
    const form = await readForm(ctx, MineForm);
    if (form.ok) await acceptFurther(deps, { staffId, email, invitationId: form.data.invitation });
    ctx.status = 303;
    ctx.redirect(form.ok ? "/school" : "/welcome/mine");
  });
}
