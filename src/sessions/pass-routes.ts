import { z } from "zod";
import { readForm } from "../http/forms.ts";
import { clientNetwork } from "../http/network.ts";
import { goToPassword, pendingLogin, type Door } from "./door.ts";
import { showNewWords, showPass } from "./pages.ts";
import { redeemPass } from "./sessions.ts";

const PassForm = z.object({
  login_name: z.string().max(200),
  code: z.string().max(200),
  shared: z
    .literal("yes")
    .optional()
    .transform((value) => value === "yes"),
});

/** A pupil types the code that the teacher's screen shows. */
export function passRoutes({ router, deps, flow, metrics }: Door): void {
  router.get("/pass", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    return showPass(ctx, pending, { loginName: pending.loginHint ?? "", shared: false });
  });

  router.post("/pass", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    const form = await readForm(ctx, PassForm);
    const loginName = form.typed["login_name"] ?? "";
    if (!form.ok) return showPass(ctx, pending, { loginName, shared: false, problem: { problem: "shape" } });
    const { code, shared } = form.data;
    const { network } = clientNetwork(ctx, deps.config.trustedHops);
    const outcome = await redeemPass(deps, { loginName, code, shared, network });
    metrics.signIn({ method: "lesson-code", outcome: outcome.kind === "problem" ? outcome.problem : "ok" });
    switch (outcome.kind) {
      case "signed-in":
        return flow.finish(ctx, outcome.signedIn);
      case "choose-password":
        return goToPassword(deps, ctx, { pending, firstUse: outcome.firstUse });
      case "new-words":
        return showNewWords(ctx, pending, outcome);
      case "problem":
        return showPass(ctx, pending, { loginName, shared, problem: outcome });
    }
  });
}
