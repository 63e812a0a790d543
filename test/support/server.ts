import { randomBytes } from "node:crypto";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { parseConfig, type Config } from "../../src/config.ts";
import { createLog } from "../../src/lib/log.ts";
import { openDeps, type OpenDeps } from "../../src/open.ts";
import { startServer, type RunningServer } from "../../src/server.ts";
import { createTestDatabase, openTestDatabase, type TestDatabase } from "./database.ts";

export type TestServer = {
  issuer: string;
  config: Config;
  database: TestDatabase;
  /** The same world as the server's, for arranging: a second process would have it like this. */
  deps: OpenDeps["deps"];
  server: RunningServer;
  close(): Promise<void>;
};

/** The whole provider on a free port and a database of its own. @param settings environment variables, such as REDIS_URL */
export async function startTestServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const given = settings["DATABASE_URL"];
  const database = given === undefined ? await createTestDatabase() : openTestDatabase(given);
  const port = await freePort();
  const config = parseConfig({
    DATABASE_URL: database.url,
    ISSUER: `http://localhost:${port}`,
    MASTER_SECRET: randomBytes(32).toString("base64"),
    PORT: String(port),
    METRICS_PORT: "0",
    DATABASE_CONNECTIONS: "5",
    EMAIL_DOMAIN: "mail.test.example",
    SCOPE_DOMAIN: "school.test.example",
    LOG_LEVEL: process.env["TEST_LOG"] ?? "silent",
    ...settings,
  });
  const server = await startServer(config);
  const opened = await openDeps(config, { log: createLog("silent"), max: 3, workers: false });
  return {
    issuer: config.issuer,
    config,
    database,
    deps: opened.deps,
    server,
    close: async () => {
      await server.close();
      await opened.close();
      await database.drop();
    },
  };
}

/** One more server on the same database and stores, as behind a balancer: same issuer, a port of its own. */
export async function startSecondNode({ config }: TestServer): Promise<{ origin: string; close(): Promise<void> }> {
  const server = await startServer({ ...config, port: 0 });
  return { origin: `http://localhost:${server.port}`, close: server.close };
}
