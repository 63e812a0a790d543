import { AsyncLocalStorage } from "node:async_hooks";

const here = new AsyncLocalStorage<string>();

/**
 * Everything that `work` records is told to come from this network. Kept beside the call and not in each event: what is done stands
 * far from the request that asked for it, and the same deed from the command line comes from nowhere.
 * @param network such as `192.0.2.0/24`
 */
export const fromNetwork = <T>(network: string, work: () => T): T => here.run(network, work);

/** Undefined outside a request. */
export const networkHere = (): string | undefined => here.getStore();
