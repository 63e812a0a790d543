import type { Middleware } from "koa";
import { fromNetwork } from "../audit/audit.ts";
import { clientNetwork } from "./network.ts";

/** What staff do in the requests behind this is recorded with the network that they come from. */
export function noteOrigin({ trustedHops }: { trustedHops: number }): Middleware {
  return (ctx, next) => fromNetwork(clientNetwork(ctx, trustedHops).network, next);
}
