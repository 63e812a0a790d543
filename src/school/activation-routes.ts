import Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { choicePage } from "../../views/school/activation/choice.ts";
import { runPage } from "../../views/school/activation/run.ts";
import {
  addRun,
  CardLocale,
  cancelRun,
  findRun,
  LetterLocale,
  resumeRun,
  startPrinting,
  type Paper,
  type Run,
} from "../activation/activation.ts";
import { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { showPage } from "../http/pages.ts";
import { allowEvents, streamProgress } from "../http/progress.ts";
import { ActivationRunId } from "../ids.ts";
import { actorOf, boardRoutes, fileNameOf, homeOf, seeOther } from "./activation-board-routes.ts";
import { choiceFrom, choiceQuery } from "./activation-choice.ts";
import { previewOf, sparing, type Chosen } from "./activation.ts";
import { runProgress } from "./activation-progress.ts";
import { sendCardFile } from "./card-file.ts";
import type { Gate, Visit } from "./gate.ts";
import { waitABit } from "./wait-a-bit.ts";

const RunForm = z.object({
  secret: z.enum(["by-age", ...FirstSecretKind.options]),
  paper: z.string().transform((text, context): Paper => {
    const [document, locale] = text.split(".");
    const card = CardLocale.safeParse(locale);
    if (document === "cards" && card.success) return { document, locale: card.data };
    const letter = LetterLocale.safeParse(locale);
    if (document === "letters" && letter.success) return { document, locale: letter.data };
    context.addIssue("unknown");
    return z.NEVER;
  }),
  again: z.literal("yes").optional(),
  replace: z.literal("yes").optional(),
});

/** The form as it stands in an address: after a fresh sign-in nobody fills it in again. */
const AskedForm = RunForm.partial();
const filledOf = ({ secret, paper, again, replace }: z.infer<typeof AskedForm>): Record<string, string> => ({
  ...(secret ? { secret } : {}),
  ...(paper ? { paper: `${paper.document}.${paper.locale}` } : {}),
  ...(again ? { again } : {}),
  ...(replace ? { replace } : {}),
});

type RouteDeps = Pick<Deps, "db" | "keys" | "counter" | "random" | "now" | "jobs" | "config" | "log">;

/** Who has a card, who gets one, and the cards themselves: under /school/NUMBER/activation. */
export function activationRoutes(deps: RouteDeps, gate: Gate): Router {
  const router = new Router({ prefix: "/school/:number/activation" });
  boardRoutes(router, deps, gate);
  choiceRoutes(router, deps, gate);
  runRoutes(router, deps, gate);
  return router;
}

/** Undefined when the answer has been given. */
async function preview(ctx: Context, deps: RouteDeps, gate: Gate) {
  const visit = await gate.enter(ctx);
  if (!visit) return undefined;
  const choice = choiceFrom(ctx.URL.searchParams);
  if (!choice) {
    seeOther(ctx, homeOf(visit));
    return undefined;
  }
  return { visit, chosen: await previewOf(deps, { schoolId: visit.school.id, choice }) };
}

function choiceRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  // more than one class asks for a fresh sign-in: before the form is filled in, and once more when it is sent
  router.get("/new", async (ctx) => {
    const found = await preview(ctx, deps, gate);
    if (!found || (found.chosen.isBulk && !(await gate.enter(ctx, { fresh: true })))) return;
    const { visit, chosen } = found;
    const action = `${homeOf(visit)}/runs?${choiceQuery(chosen.choice)}`;
    const asked = AskedForm.safeParse(Object.fromEntries(ctx.URL.searchParams));
    const { frame } = visit;
    showPage(ctx, (p) =>
      choicePage(p, { frame, ...chosen, action, filled: asked.success ? filledOf(asked.data) : {} }),
    );
  });

  router.post("/runs", async (ctx) => {
    const found = await preview(ctx, deps, gate);
    if (!found) return;
    const form = await readForm(ctx, RunForm);
    if (!form.ok) throw new AppError("bad-request", "The kind of secret, of paper or its language is unknown");
    const { visit, chosen } = found;
    const filled = new URLSearchParams(filledOf(form.data)).toString();
    const back = `${homeOf(visit)}/new?${choiceQuery(chosen.choice)}&${filled}`;
    if (chosen.isBulk && !(await gate.enter(ctx, { fresh: true, back }))) return;
    const { secret, paper, again, replace } = form.data;
    const id = await addRun(deps, {
      ...whomOf(chosen, { replace: replace === "yes", again: again === "yes" }),
      schoolId: visit.school.id,
      secret: secret === "by-age" ? undefined : secret,
      again: again === "yes",
      paper,
      actor: actorOf(visit),
    });
    // a pupil or a class is made by then, and the page has the button for the file
    await waitABit(async () => ({ running: (await readRun(deps, visit, id))?.state === "making" }));
    seeOther(ctx, `${homeOf(visit)}/runs/${id}`);
  });
}

function whomOf(chosen: Chosen, wanted: { replace: boolean; again: boolean }) {
  const { choice } = chosen;
  if (choice.kind === "pupils") return { loginNames: choice.loginNames };
  const loginNames = sparing(chosen, wanted);
  return loginNames ? { loginNames } : { classNames: choice.names };
}

function runRoutes(router: Router, deps: RouteDeps, gate: Gate): void {
  /** Undefined when the answer has been given. @throws AppError not-found for a run of another school */
  const enter = async (ctx: Context, { acts = false } = {}) => {
    const visit = await gate.enter(ctx);
    if (!visit) return undefined;
    const id = ActivationRunId.safeParse(ctx["params"].id);
    const find = () => (id.success ? readRun(deps, visit, id.data) : undefined);
    const run = await find();
    if (!run) throw new AppError("not-found");
    const open = run.state === "ready" || run.state === "stopped" || run.state === "interrupted";
    const back = `${homeOf(visit)}/runs/${run.id}`;
    if ((acts || open) && run.parts.length > 1 && !(await gate.enter(ctx, { fresh: true, back }))) return undefined;
    return { visit, run };
  };

  router.get("/runs/:id", async (ctx) => {
    const found = await enter(ctx);
    if (!found) return;
    showPage(ctx, (p) => runPage(p, { frame: found.visit.frame, run: found.run }));
    allowEvents(ctx);
  });

  router.get("/runs/:id/events", async (ctx) => {
    const visit = await gate.enter(ctx);
    const id = ActivationRunId.safeParse(ctx.params["id"]);
    if (!visit) return;
    if (!id.success || !(await readRun(deps, visit, id.data))) throw new AppError("not-found");
    streamProgress(ctx, async (look) => runProgress(await readRun(deps, visit, id.data), look));
  });

  for (const [deed, use] of [["cancel", cancelRun] as const, ["resume", resumeRun] as const])
    router.post(`/runs/:id/${deed}`, async (ctx) => {
      const visit = await gate.enter(ctx);
      if (!visit) return;
      const id = ActivationRunId.safeParse(ctx.params["id"]);
      if (!id.success) throw new AppError("not-found");
      await use(deps, { schoolId: visit.school.id, id: id.data, actor: actorOf(visit) });
      seeOther(ctx, `${homeOf(visit)}/runs/${id.data}`);
    });

  router.post("/runs/:id/cards", async (ctx) => {
    const found = await enter(ctx, { acts: true });
    if (found) await sendCards(ctx, deps, found);
  });
}

const readRun = ({ db, now }: RouteDeps, { school }: Visit, id: ActivationRunId): Promise<Run | undefined> =>
  db.forSchools([school.id], (tx) => findRun(tx, { schoolId: school.id, id, now: now() }));

async function sendCards(ctx: Context, deps: RouteDeps, { visit, run }: { visit: Visit; run: Run }): Promise<void> {
  const { school, frame } = visit;
  const request = { schoolId: school.id, schoolName: school.name, runId: run.id, actor: actorOf(visit) };
  const printing = await startPrinting(deps, request);
  if (printing.ok) return sendCardFile(ctx, printing, fileNameOf(ctx, run.document));
  const { reason } = printing;
  if (reason === "nobody") return seeOther(ctx, `${homeOf(visit)}/runs/${run.id}`);
  const current = (await readRun(deps, visit, run.id)) ?? run;
  showPage(ctx, (p) => runPage(p, { frame, run: current, problem: reason }), 409);
}
