import type { Context } from "koa";
import type { Deps } from "../deps.ts";
import { clientHousehold, clientNetwork } from "../http/network.ts";
import { deviceSeconds, markDevice, openDevice } from "./device.ts";
import type { From } from "./place.ts";

type CookieDeps = Pick<Deps, "keys" | "now" | "random" | "config">;

const isSecure = ({ config }: Pick<Deps, "config">): boolean => config.issuer.startsWith("https:");
const nameOf = (deps: Pick<Deps, "config">): string => (isSecure(deps) ? "__Secure-leerid-device" : "leerid-device");

/** Where this request comes from. @param interaction the sign-in that it belongs to, if it does */
export function deviceFrom(deps: CookieDeps, ctx: Context, interaction: string): Required<From> {
  const { trustedHops } = deps.config;
  const device = openDevice(deps, ctx.cookies.get(nameOf(deps), { signed: false }));
  return {
    network: clientNetwork(ctx, trustedHops).network,
    address: clientHousehold(ctx, trustedHops),
    device,
    interaction,
  };
}

/** Only the pages of a sign-in see it; it is sealed, and says to nobody but us whether an account was here. */
export function rememberDevice(
  deps: CookieDeps,
  ctx: Context,
  { account, from }: { account: string; from: From },
): void {
  ctx.cookies.set(nameOf(deps), markDevice(deps, from.device, account), {
    signed: false,
    path: "/interaction",
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(deps),
    overwrite: true,
    maxAge: deviceSeconds * 1000,
  });
}
