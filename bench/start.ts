import { setTimeout as pause } from "node:timers/promises";
import { median, report, type Report } from "./support/report.ts";
import { startBare, startOurs, type Server } from "./support/servers.ts";
import { withStores, type Stores } from "./support/stores.ts";

const rounds = 7;
/** Long enough for what a start leaves behind to be done. */
const settleMs = 3000;

type Start = { ms: number; megabytes: number };

/** From the start of the process to its first answer, and the memory of a server that nobody asks anything. */
export const start = (): Promise<Report> => withStores(compareStarts);

async function compareStarts(stores: Stores): Promise<Report> {
  const ours: Start[] = [];
  const bare: Start[] = [];
  // the first start of each fills the caches of the machine, makes the signing keys, and doesn't count
  for (let round = -1; round < rounds; round += 1) {
    const found = [await observe(() => startOurs(stores)), await observe(() => startBare())] as const;
    if (round < 0) continue;
    ours.push(found[0]);
    bare.push(found[1]);
  }
  const ms = (starts: Start[]) => median(starts.map((one) => one.ms));
  const memory = (starts: Start[]) => median(starts.map((one) => one.megabytes));
  return report({
    name: "start",
    ours: ms(ours),
    reference: ms(bare),
    unit: "ms to the first answer",
    bar: 0.5,
    what: { ours: "our server, database migrated", reference: "bare oidc-provider, in memory" },
    details: { "ours, idle MB (bar: 160)": memory(ours), "bare, idle MB": memory(bare) },
  });
}

async function observe(open: () => Promise<Server>): Promise<Start> {
  const server = await open();
  await pause(settleMs);
  const { rssBytes } = await server.usage();
  await server.stop();
  return { ms: server.startedInMs, megabytes: rssBytes / 1e6 };
}
