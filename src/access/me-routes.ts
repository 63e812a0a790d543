import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { readForm } from "../http/forms.ts";
import { addPasskey, findWaysIn, renewRecoveryCodes } from "../staff/staff.ts";
import { needsFreshSignIn, requireStaff, staffHere, type StaffDoor } from "./access.ts";
import { showMe, showRecovery } from "./pages.ts";
import { offerPasskey, readNewPasskey } from "./passkeys.ts";

const PasskeyForm = z.object({ response: z.string().max(12_000) });
const path = "/school/me";

/** One's own ways in. Whoever finds an open browser must not be able to add theirs: each change asks for a fresh sign-in. */
export function meSteps(router: Router, deps: Deps, door: StaffDoor): void {
  const staff = requireStaff(deps, door);
  const stale = (ctx: Context) => needsFreshSignIn(deps, door, { ctx, back: path });
  const show = async (ctx: Context, said?: "passkey-failed" | "passkey-added") => {
    const person = staffHere(ctx);
    const ways = await findWaysIn(deps.db.signIn, person.staffId);
    const passkey = await offerPasskey(deps, { purpose: `me:${person.staffId}`, person });
    showMe(ctx, { ...ways, email: person.email, passkey, said });
  };

  router.get(path, staff, async (ctx) => {
    if (!stale(ctx)) await show(ctx);
  });

  router.post(`${path}/passkey`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const form = await readForm(ctx, PasskeyForm);
    const sent = form.ok ? form.data.response : "";
    const passkey = await readNewPasskey(deps, { purpose: `me:${staffId}`, sent });
    const added = passkey !== undefined && (await addPasskey(deps, { staffId, passkey }));
    return show(ctx, added ? "passkey-added" : "passkey-failed");
  });

  router.post(`${path}/recovery`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const codes = await renewRecoveryCodes(deps, staffHere(ctx).staffId);
    if (codes.length === 0) return show(ctx);
    return showRecovery(ctx, codes);
  });
}
