import { timingSafeEqual } from "node:crypto";
import type { Context } from "koa";
import type { Deps } from "../deps.ts";

/*
 * In which browser somebody proved who they are. The cookies of a sign-in are there before anybody did, so that whoever was at a shared
 * device before may hold a copy of them and wait. What a right secret opens is therefore bound to a cookie that only the answer to it sets.
 * It is a keyed digest of the sign-in and of whose secret it was: nothing has to be stored, two taps at once get the same one, and who
 * gets in with a secret of their own learns nothing of another's.
 * @see docs/decisions/0035-signed-out-is-signed-out.md
 */
type ProvedDeps = Pick<Deps, "keys" | "config">;
type Asked = { cookies: Pick<Context["cookies"], "get"> };

const isSecure = ({ config }: ProvedDeps): boolean => config.issuer.startsWith("https:");
const nameOf = (deps: ProvedDeps): string => (isSecure(deps) ? "__Secure-leerid-proved" : "leerid-proved");
const digestOf = ({ keys }: ProvedDeps, about: string[]): Buffer => keys.mac("provedHere", ...about);

/**
 * @param path the step that it leads to: no other one sees the cookie, and none does once the browser was closed
 * @param about what the step goes on with: the sign-in, and whose it is
 */
export function markProvedHere(
  deps: ProvedDeps,
  ctx: Pick<Context, "append">,
  { path, about }: { path: string; about: string[] },
): void {
  const attributes = `Path=${path}; HttpOnly; SameSite=Lax${isSecure(deps) ? "; Secure" : ""}`;
  ctx.append("Set-Cookie", `${nameOf(deps)}=${digestOf(deps, about).toString("base64url")}; ${attributes}`);
}

export function wasProvedHere(deps: ProvedDeps, ctx: Asked, about: string[]): boolean {
  const given = Buffer.from(ctx.cookies.get(nameOf(deps), { signed: false }) ?? "", "base64url");
  const wanted = digestOf(deps, about);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
