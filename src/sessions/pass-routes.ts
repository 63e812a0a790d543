import { z } from "zod";
import { readForm } from "../http/forms.ts";
import { DeviceField, goToPassword, letIn, pendingLogin, type Door } from "./door.ts";
import { helpCodeFor } from "./help-code.ts";
import { showNewWords, showPass } from "./pages.ts";
import { deviceFrom, redeemPass, type DeviceChoice, type PassProblem } from "./sessions.ts";

const PassForm = z.object({
  login_name: z.string().max(200),
  code: z.string().max(200),
  shared: DeviceField,
});

/** A pupil types the code that the teacher's screen shows. */
export function passRoutes(door: Door): void {
  const { router, deps, flow, metrics } = door;
  router.get("/pass", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    return showPass(ctx, pending, { loginName: pending.loginHint ?? "" });
  });

  router.post("/pass", async (ctx) => {
    const pending = await pendingLogin(ctx, flow);
    const form = await readForm(ctx, PassForm);
    const loginName = form.typed["login_name"] ?? "";
    const refuse = (problem: PassProblem, choice?: DeviceChoice) => {
      const helpCode = helpCodeFor(door, ctx, { pending, problem: problem.problem, loginName });
      return showPass(ctx, pending, { loginName, choice, problem, helpCode });
    };
    if (!form.ok) return refuse({ problem: "shape" });
    const { code, shared: choice } = form.data;
    const from = deviceFrom(deps, ctx, pending.id);
    const outcome = await redeemPass(deps, { loginName, code, choice, from });
    metrics.signIn({ method: "lesson-code", outcome: outcome.kind === "problem" ? outcome.problem : "ok" });
    switch (outcome.kind) {
      case "signed-in":
        return letIn(door, ctx, { ...outcome, from, choice });
      case "choose-password":
        return goToPassword(door, ctx, { pending, from, ...outcome });
      case "new-words":
        return showNewWords(ctx, pending, { ...outcome, choice });
      case "problem":
        return refuse(outcome, choice);
    }
  });
}
