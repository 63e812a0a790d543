import { errors, type Configuration } from "oidc-provider";
import { isPackageClientId, packageScopes } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";

const hourSeconds = 60 * 60;

/**
 * What an assertion by which a client proves itself must hold beyond what the engine checks. Each is remembered until it expires, so that
 * it works once: one that lives for years has no business here.
 * @see RFC 7523bis, 4: one string as the audience, or a server that is named beside us could use the assertion here
 */
export const judgeAssertion =
  ({ now }: Pick<Deps, "now">): Configuration["assertJwtClientAuthClaimsAndHeader"] =>
  (...[ctx, { aud, exp }, , client]) => {
    // Which string is the engine's to say: the issuer, the token endpoint or the endpoint called.
    if (typeof aud !== "string")
      throw new errors.InvalidClientAuth("client_assertion must name one audience, as a string");
    if (typeof exp !== "number" || exp > now().getTime() / 1000 + hourSeconds)
      throw new errors.InvalidClientAuth("client_assertion must expire within an hour");
    // The engine leaves out a scope that it doesn't know, and gives a token for nothing when none is asked for.
    if (isPackageClientId(client.clientId) && ctx.oidc.route === "token")
      mustBePackageScopes(ctx.oidc.params?.["scope"]);
  };

function mustBePackageScopes(scope: unknown): void {
  const wanted = typeof scope === "string" ? scope.split(" ") : [];
  const known = wanted.every((one) => packageScopes.some((name) => name === one));
  if (wanted.length === 0 || !known)
    throw new errors.InvalidScope(`scope must be some of: ${packageScopes.join(" ")}`, "");
}
