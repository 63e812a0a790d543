import { fromNetwork } from "../../audit/audit.ts";
import { AppError } from "../../errors.ts";
import { createDatabases } from "../../lib/db.ts";
import { borrowKeys } from "../../lib/keys.ts";
import { createLog } from "../../lib/log.ts";
import { systemRandom } from "../../lib/random.ts";
import type { PlanDeps } from "../store.ts";
import type { Outcome, Order, World } from "./messages.ts";
import { tasks, type Answer, type TaskName } from "./tasks.ts";

/** Does one order, on one connection of its own. Never throws. */
export async function perform(world: World, order: Order, bytes: Uint8Array): Promise<Outcome> {
  const db = createDatabases(world.databaseUrl, { log: createLog("silent"), max: 1 });
  const deps: PlanDeps = { db, now: () => world.at, keys: borrowKeys(world.keys, systemRandom) };
  try {
    const work = () => run(deps, order, bytes);
    const answer = await (world.network === undefined ? work() : fromNetwork(world.network, work));
    return { is: "answer", answer };
  } catch (error) {
    if (error instanceof AppError) return { is: "stopped", code: error.code, message: error.message };
    return { is: "failed", ...describe(error) };
  } finally {
    await db.end();
  }
}

function run(deps: PlanDeps, order: Order, bytes: Uint8Array): Promise<Answer<TaskName>> {
  switch (order.task) {
    case "plan-roster":
      return tasks[order.task](deps, { ...order.request, bytes });
    case "upload-roster":
      return tasks[order.task](deps, { ...order.request, bytes });
    case "rehearse-year":
      return tasks[order.task](deps, { ...order.request, bytes });
    case "view-columns":
      return tasks[order.task](deps, order.request);
    case "map-columns":
      return tasks[order.task](deps, order.request);
    case "plan-again":
      return tasks[order.task](deps, order.request);
    case "read-told":
      return tasks[order.task](deps, order.request);
    case "choose-reading":
      return tasks[order.task](deps, order.request);
  }
}

function describe(error: unknown): { type: string; code: string | undefined; at: string[] } {
  if (!(error instanceof Error)) return { type: typeof error, code: undefined, at: [] };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { type: error.name, code, at: at.slice(0, 12) };
}
