import pg from "pg";
import type { Log } from "./log.ts";

/** Carries reads on one connection. `end` lets those that are under way finish. */
export type Pipeline = { query(query: pg.QueryConfig): Promise<pg.QueryResult>; end(): Promise<void> };

export type PipelineOptions = {
  log: Log;
  name: string;
  /** As PostgreSQL takes them at the start of a connection: `-c role=...` */
  settings: string;
  /** Who waits so long waits behind a connection that is dead, or a statement that is stuck. Default 5,000. */
  patienceMs?: number;
};

/**
 * One connection on which questions don't wait for each other's answers: those of one moment travel together, and so do the answers,
 * which is a fifth less work for us than a connection for each. It only reads: who writes may wait for a lock, and all behind it would
 * wait as well. When the connection is lost, or an answer takes too long, everything that is under way fails, and the next question
 * opens another one.
 */
export function createPipeline(url: string, { log, name, settings, patienceMs = 5_000 }: PipelineOptions): Pipeline {
  let current: Promise<pg.Client> | undefined;
  let isOver = false;

  const open = (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      options: `${settings} -c default_transaction_read_only=on`,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    });
    const opening = client.connect().then(() => client);
    const forget = () => {
      if (current === opening) current = undefined;
    };
    client.on("error", (error) => log.warn({ err: error }, "the connection for reads has a problem"));
    client.once("end", forget);
    opening.catch(forget);
    return opening;
  };

  return {
    query: async (query) => {
      if (isOver) throw new Error("The connection for reads is closed");
      current ??= open();
      return (await current).query(query);
    },
    end: async () => {
      isOver = true;
      await current?.then((client) => client.end()).catch(() => {});
    },
  };
}
