import type { IncomingMessage } from "node:http";
import { errors, type KoaContextWithOIDC, type Provider } from "oidc-provider";
import type { Deps } from "../deps.ts";
import { UsedBefore } from "./adapter.ts";
import { revokeGrants } from "./logout.ts";

/**
 * An authorization code counts for one try, and whoever tries it wrongly holds a code that leaked: it ends there, with everything that it may
 * have given already. The engine by itself leaves it alive for the next try. This costs a right try nothing.
 * @see RFC 9700, 2.1.1 and 4.5; RFC 6749, 4.1.2
 */
export function burnTriedCodes(provider: Provider, deps: Pick<Deps, "artifacts">): void {
  const failed = new WeakMap<IncomingMessage, string>();
  provider.on("grant.error", (ctx, error) => {
    const code = ctx.oidc.client && !saysNothing(error) ? triedCode(ctx) : undefined;
    if (code !== undefined) failed.set(ctx.req, code);
  });
  provider.use(async ({ req }, next) => {
    await next();
    // before the answer goes out: the next try comes after it
    const code = failed.get(req);
    if (code !== undefined) await burn(provider, deps, code);
  });
}

function triedCode({ oidc }: KoaContextWithOIDC): string | undefined {
  const { code, grant_type: grantType } = oidc.params ?? {};
  return grantType === "authorization_code" && typeof code === "string" ? code : undefined;
}

/**
 * Who couldn't prove to be a client tried nothing, or everybody could end what isn't theirs and a program that looks for the right way to
 * send its secret would. A proof of a key that is stale or comes twice is sent anew with the same code (RFC 9449, 8).
 */
const saysNothing = (error: unknown): boolean =>
  error instanceof errors.InvalidClient ||
  error instanceof errors.InvalidClientAuth ||
  error instanceof errors.InvalidDpopProof ||
  error instanceof errors.UseDpopNonce ||
  error instanceof UsedBefore;

async function burn(provider: Provider, deps: Pick<Deps, "artifacts">, value: string): Promise<void> {
  const code = await provider.AuthorizationCode.find(value, { ignoreExpiration: true });
  if (!code || (Reflect.get(code, "consumed") === undefined && (await consumeFirst(code)))) return;
  await revokeGrants(deps, [code]);
}

/** @returns false when somebody else was first: then it has given something */
async function consumeFirst(code: { consume(): Promise<void> }): Promise<boolean> {
  try {
    await code.consume();
    return true;
  } catch (error) {
    if (error instanceof errors.InvalidGrant) return false;
    throw error;
  }
}
