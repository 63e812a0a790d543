import Provider, { type Adapter } from "oidc-provider";
import type { Deps } from "../deps.ts";
import { wasProvedHere } from "../sessions/sessions.ts";

/** A sign-in that somebody finished goes on in the browser in which they did; for any other one it isn't there. */
export function inItsBrowser(deps: Pick<Deps, "keys" | "config">, adapter: Adapter): Adapter {
  return {
    ...adapter,
    async find(id) {
      const found = await adapter.find(id);
      const ctx = Provider.ctx;
      const accountId = found?.result?.login?.accountId;
      if (accountId === undefined || ctx?.oidc.route !== "resume") return found;
      return wasProvedHere(deps, ctx, provedFor(id, accountId)) ? found : undefined;
    },
  };
}

/** What the browser's proof is about. */
export const provedFor = (id: string, accountId: string): string[] => ["sign-in", id, accountId];
