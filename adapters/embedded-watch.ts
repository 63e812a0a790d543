import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { lookAt, type ServerFolder } from "./embedded-folder.ts";
import { beWatch, isIdle, takeAll } from "./embedded-locks.ts";
import { connect, findRunning, stop } from "./embedded-server.ts";

/*
 * A process of its own that stops the embedded PostgreSQL of a folder once nobody uses it: also when whoever started it was killed, and
 * all that was started with it. It ends with the server.
 */
const lookMs = 500;
/** A start takes its time between the server and the first lock; one that is killed takes none. */
const idleLooks = 6;
const longestStartMs = 60_000;

async function firstConnection(server: ServerFolder): Promise<pg.Client | undefined> {
  for (const end = Date.now() + longestStartMs; Date.now() < end; await pause(lookMs)) {
    const port = findRunning(server);
    const client = port === undefined ? undefined : await connect(server, port, "leerid watch").catch(() => undefined);
    if (client) return client;
  }
  return undefined;
}

async function watchOver(server: ServerFolder, client: pg.Client): Promise<void> {
  if (!(await beWatch(client))) return;
  for (let idle = 0; ; await pause(lookMs)) {
    idle = (await isIdle(client)) ? idle + 1 : 0;
    if (idle < idleLooks || !(await takeAll(client))) continue;
    await stop(server);
    return;
  }
}

const folder = process.argv[2] ?? "";
try {
  const server = await lookAt(folder);
  const client = await firstConnection(server);
  if (client) await watchOver(server, client);
} catch {
  // the server is gone, or its folder: there is nothing left to stop
}
process.exit();
