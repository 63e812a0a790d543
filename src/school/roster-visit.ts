import type { Context } from "koa";
import { AppError } from "../errors.ts";
import type { Deps } from "../deps.ts";
import { ImportId } from "../ids.ts";
import type { Visit } from "./gate.ts";

/** What the wizard needs of the outside world. */
export type WizardDeps = Pick<Deps, "db" | "now" | "random" | "keys" | "jobs">;
export type Handle = (deps: WizardDeps, ctx: Context, visit: Visit) => Promise<void>;

const homeOf = ({ frame }: Visit): string => `${frame.path}/roster`;
export const pageOf = (visit: Visit, importId: ImportId): string => `${homeOf(visit)}/${importId}`;
export const actorOf = ({ staffId }: Visit): string => `staff:${staffId}`;

export function goTo(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.redirect(path);
}

/** What isn't an id is nobody's import. */
export function importIdOf(ctx: Context): ImportId {
  const id = ImportId.safeParse(ctx["params"].id);
  if (!id.success) throw new AppError("not-found");
  return id.data;
}
