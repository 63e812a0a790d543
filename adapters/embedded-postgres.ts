import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { isAway } from "../src/lib/away.ts";
import { StartProblem } from "../src/lib/start-problem.ts";
import { openFolder, type ServerFolder } from "./embedded-folder.ts";
import { beProvider, leave, use } from "./embedded-locks.ts";
import { connect, findOrStart, spawnWatch, stop, urlOf, type StartOptions } from "./embedded-server.ts";

export { freePort } from "./embedded-server.ts";
export { writeOnce } from "./embedded-folder.ts";

export type EmbeddedPostgres = {
  url: string;
  /** Throws away everything that the database holds. */
  empty(): Promise<void>;
  /** Stops the server, unless another process of ours still uses it: the last one out turns off the light. */
  close(): Promise<void>;
};

export type EmbeddedOptions = StartOptions & {
  /** The one provider of this folder. @throws StartProblem when there is one already */
  alone?: boolean;
};

/**
 * A real PostgreSQL in a folder, made on first use. A server that already runs there is shared, so that the command line
 * works whether the provider runs or not.
 * @param folder where the data live; mode 0700
 * @throws StartProblem in one line, with what to do
 * @see docs/decisions/0043-start-and-stop.md
 */
export async function openEmbeddedPostgres(folder: string, options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  const server = await openFolder(folder);
  spawnWatch(server);
  const { keeper, port } = await join(server, options);
  if (options.alone && !(await beProvider(keeper))) {
    await keeper.end();
    throw new StartProblem(
      `LeerID already runs on ${folder}: stop it first, or give this one a LEERID_DATA and a PORT of its own`,
    );
  }
  await makeDatabase(keeper);
  return {
    url: urlOf(server, port, "leerid"),
    empty: async () => {
      await keeper.query("drop database leerid with (force)");
      await makeDatabase(keeper);
    },
    close: async () => {
      // a server that is gone by itself needs nobody to stop it
      if (await leave(keeper).catch(() => false)) await stop(server);
      await keeper.end().catch(() => {});
    },
  };
}

const longestStartMs = 60_000;

/** Whoever looks may find a server that is being stopped, or is reading what it wrote before a power cut: then looks again. */
async function join(server: ServerFolder, options: StartOptions): Promise<{ keeper: pg.Client; port: number }> {
  for (const end = Date.now() + longestStartMs; ; await pause(200)) {
    const port = await findOrStart(server, options);
    try {
      const keeper = await connect(server, port, "leerid keeper");
      await use(keeper);
      return { keeper, port };
    } catch (cause) {
      if (isAway(cause) && !isRefused(cause) && Date.now() < end) continue;
      const why = isRefused(cause) ? "it doesn't know the password in postgres-password" : "it doesn't answer";
      throw new StartProblem(
        `PostgreSQL runs in ${server.data}, but ${why}: move that folder away to begin anew, or set DATABASE_URL`,
        { cause },
      );
    }
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("28");

async function makeDatabase(keeper: pg.Client): Promise<void> {
  const found = await keeper.query("select from pg_database where datname = 'leerid'");
  if (found.rowCount === 0) await keeper.query("create database leerid");
}
