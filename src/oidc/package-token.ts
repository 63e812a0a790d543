import type { Context } from "koa";
import type Provider from "oidc-provider";
import { isPackageClientId } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { provesKey } from "./dpop.ts";

/** `issuedAt` in epoch seconds; `scopes` as they were asked for. */
export type PackageToken = { clientId: string; scopes: ReadonlySet<string>; issuedAt: number };

/** A token as a request brings it: the scheme of the header Authorization, and the header DPoP, which is empty where there is none. */
export type Presented = { ctx: Context; scheme: "bearer" | "dpop"; value: string; proof: string };

/** `bound`: it belongs to a key, and comes as a plain one. `proof`: what should prove the key doesn't. */
export type PackageTokenOutcome =
  | { ok: true; token: PackageToken }
  | { ok: false; reason: "unknown" | "bound" | "proof" };

/**
 * One look at the store. A token that is bound to a key counts with a proof of that key and no other way; a plain one only as a plain one:
 * who sends a proof believes to be protected by it.
 */
export async function packageToken(
  provider: Provider,
  deps: Pick<Deps, "artifacts" | "now">,
  { ctx, scheme, value, proof }: Presented,
): Promise<PackageTokenOutcome> {
  const found = await provider.ClientCredentials.find(value);
  const { clientId, iat, scope = "" } = found ?? {};
  if (!found || clientId === undefined || iat === undefined || !isPackageClientId(clientId))
    return { ok: false, reason: "unknown" };
  const token = { clientId, issuedAt: iat, scopes: new Set(scope.split(" ")) };
  const yes = { ok: true, token } as const;
  if (!found.isSenderConstrained()) return scheme === "bearer" && proof === "" ? yes : { ok: false, reason: "proof" };
  // A certificate is nothing that we could see here: without a thumbprint of a key the token opens nothing.
  if (scheme !== "dpop" || found.jkt === undefined) return { ok: false, reason: "bound" };
  const { method, path } = ctx;
  const url = new URL(path, provider.issuer).href;
  const asked = { proof, method, url, token: value, thumbprint: found.jkt, clientId };
  return (await provesKey(deps, asked)) ? yes : { ok: false, reason: "proof" };
}
