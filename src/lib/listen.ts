import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Log } from "./log.ts";

/** By channel. An empty payload may mean that notifications were missed: forget everything that they keep fresh. */
export type Handlers = Record<string, (payload: string) => void>;

const heartbeatMs = 15_000;
const longestPauseMs = 10_000;

/**
 * Hears PostgreSQL's notifications on a connection of its own. When that is lost it connects again, with growing pauses, and then
 * calls every handler once with an empty payload, because nobody knows what was said meanwhile.
 * @returns when it listens
 * @throws when the first connection fails: a process that can't hear must not start
 */
export async function listen(databaseUrl: string, log: Log, handlers: Handlers): Promise<{ close(): Promise<void> }> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const call = (channel: string, payload: string) => {
    try {
      handlers[channel]?.(payload);
    } catch (error) {
      log.error({ err: error, channel }, "a handler of a notification failed");
    }
  };
  const connect = () => subscribe(databaseUrl, Object.keys(handlers), call);

  const first = await connect();
  const keepListening = async () => {
    let client: pg.Client | undefined = first;
    while (client) {
      await untilLost(client, signal);
      // a connection whose other end has gone never says goodbye
      await Promise.race([client.end().catch(() => {}), pause(1000, undefined, { ref: false })]);
      if (signal.aborted) return;
      log.warn("the connection that hears notifications was lost");
      client = await connectAgain(connect, signal);
      if (client) for (const channel of Object.keys(handlers)) call(channel, "");
    }
  };
  const running = keepListening();
  return {
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function subscribe(
  databaseUrl: string,
  channels: string[],
  call: (channel: string, payload: string) => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "leerid listen",
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
  });
  client.on("notification", ({ channel, payload }) => call(channel, payload ?? ""));
  client.on("error", () => {}); // the end of the connection follows
  try {
    await client.connect();
    for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

/** Asks now and then whether somebody is still there: a cut network is silent. */
async function untilLost(client: pg.Client, stopping: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([stopping, ended.signal]);
  const heartbeat = async () => {
    for (;;) {
      await pause(heartbeatMs, undefined, { signal });
      await client.query("select 1");
    }
  };
  await Promise.race([once(client, "end", { signal }), heartbeat()]).catch(() => {});
  ended.abort();
}

/** Undefined when it is told to stop. */
async function connectAgain(connect: () => Promise<pg.Client>, signal: AbortSignal): Promise<pg.Client | undefined> {
  for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    await pause(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return undefined;
    try {
      return await connect();
    } catch {
      // the next try comes later
    }
  }
  return undefined;
}
