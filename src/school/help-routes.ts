import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { helpPage, type HelpPage } from "../../views/school/help.ts";
import { schoolOf, staffHere } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { readForm } from "../http/forms.ts";
import { clientNetwork } from "../http/network.ts";
import { returnTo, showPage } from "../http/pages.ts";
import type { Gate, Visit } from "./gate.ts";
import { nextHref, whyDidItFail, type Answer } from "./help.ts";

const HelpForm = z.object({ code: z.string().max(100) });
type RouteDeps = Pick<Deps, "db" | "now" | "keys" | "counter" | "config">;

/** A code in, the cause out: under /school/NUMBER/help, for everybody who works there. The code is never in an address. */
export function helpRoutes(deps: RouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/help" });

  router.get("/", async (ctx) => {
    const visit = await gate.enter(ctx, { admin: false });
    if (visit) show(ctx, visit, { typed: "" });
  });

  router.post("/", async (ctx) => {
    const visit = await gate.enter(ctx, { admin: false });
    if (!visit) return;
    const form = await readForm(ctx, HelpForm);
    const typed = form.ok ? form.data.code : "";
    const { classNames } = schoolOf(staffHere(ctx), ctx["params"]);
    const { network } = clientNetwork(ctx, deps.config.trustedHops);
    const { staffId, isAdmin, school } = visit;
    const answer = await whyDidItFail(deps, { staffId, isAdmin, schoolId: school.id, classNames, network }, typed);
    show(ctx, visit, { typed, answer });
  });
  return router;
}

function show(ctx: Context, { frame, isAdmin }: Visit, { typed, answer }: { typed: string; answer?: Answer }): void {
  returnTo(ctx, `${frame.path}/help`);
  const page = (shown: Omit<HelpPage, "frame" | "typed">, status = 200) =>
    showPage(ctx, (p) => helpPage(p, { frame, typed, ...shown }), status);
  switch (answer?.is) {
    case undefined:
      return page({});
    case "shape":
    case "unknown":
      return page({ problem: answer.is }, 422);
    case "throttled":
      ctx.set("Retry-After", String(answer.retryAfterSeconds));
      return page({ problem: "throttled", retryAfterSeconds: answer.retryAfterSeconds }, 429);
    case "explained":
      return page({ found: { ...answer, href: nextHref(answer, { path: frame.path, isAdmin }) } });
  }
}
