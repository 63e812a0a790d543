import type { Deps, Visit } from "../deps.ts";
import { findArrival, noteArrival } from "./arrivals.ts";
import { deviceOf, lastOn, type Device } from "./device.ts";
import type { Place } from "./throttle.ts";

/** Where a request comes from, whoever it is about. Without a device and an interaction: from a program of our own. */
export type From = { network: string; address?: string; device?: Device | undefined; interaction?: string };

/** What this account did here before is looked up while the first attempt is counted. */
export function placeOf(deps: Pick<Deps, "keys" | "db" | "now">, account: string, from: From): Place {
  const lastDay = findArrival(deps, account, from.network);
  // whoever is refused at once doesn't wait for it
  lastDay.catch(() => undefined);
  return { network: from.network, device: deviceOf(deps, from.device, account), lastDay };
}

export const visitOf = ({ network, address, device, interaction }: From): Visit => ({
  network,
  device: lastOn(device) ?? address ?? network,
  interaction,
});

/** Somebody got in from here. */
export async function noteIn(
  deps: Pick<Deps, "keys" | "db" | "now" | "counter">,
  account: string,
  { network, lastDay }: Place,
): Promise<void> {
  await noteArrival(deps, { account, network, lastDay: await lastDay });
}
