import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort, openEmbeddedPostgres } from "../../adapters/embedded-postgres.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyFolder, freeRow, processesOf, remove, untilNothingRuns } from "../support/first-start.ts";

const programs = {
  provider: fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
  "command line": fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url)),
};
let folder: string;
beforeEach(() => (folder = emptyFolder()));
afterEach(async () => {
  await untilNothingRuns(folder);
  remove(folder);
});

type Ended = { program: keyof typeof programs; code: number | null; said: string };

/** Until it ends by itself. */
async function run(program: keyof typeof programs, env: Record<string, string>): Promise<Ended> {
  const args = program === "provider" ? [] : ["school", "list"];
  const child = spawn(process.execPath, [programs[program], ...args], {
    env: { PATH: process.env["PATH"], METRICS_PORT: "0", LOG_LEVEL: "silent", LEERID_DATA: folder, ...env },
    timeout: 60_000,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, "close");
  return { program, code, said };
}

/** For the command line one is bad input, and this is none. */
const exitCodes = { provider: 1, "command line": 2 } satisfies Record<keyof typeof programs, number>;

const expectLine = ({ program, code, said }: Ended, line: RegExp) => {
  expect(said).toMatch(line);
  expect(said.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(exitCodes[program]);
};

describe("a port that is taken", { timeout: 90_000 }, () => {
  let taken: Server;
  let port: number;
  beforeEach(async () => {
    port = await freeRow();
  });
  afterEach(() => new Promise((resolve) => taken.close(resolve)));
  const take = async (at: number) => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(at, resolve));
  };

  test.each([
    ["the provider's", 0, {}, /^Port \d+ \(for pupils and applications\) is taken: .* another PORT$/m],
    ["the first example's", 1, {}, /^Port \d+ \(for the example Rekenland\) is taken: .* another PORT$/m],
    ["the second example's", 2, {}, /^Port \d+ \(for the example Leeshoek\) is taken: .* another PORT$/m],
    ["the one for figures", 3, { figures: true }, /^Port \d+ \(for figures\) is taken: .* another METRICS_PORT$/m],
  ])(
    "%s: said in a line, and nothing was started",
    async (_name, offset, { figures = false }: { figures?: boolean }, line) => {
      await take(port + offset);
      const settings = figures ? { METRICS_PORT: String(port + offset) } : {};
      expectLine(await run("provider", { PORT: String(port), ...settings }), line);
      expect(processesOf(folder)).toEqual([]);
    },
  );
});

describe("a database of a newer version", { timeout: 90_000 }, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.owner.query("insert into migration (name, run_on) values ('9999-of-a-later-year', now())");
  });
  afterAll(() => database.drop());

  test.each(["provider", "command line"] as const)("is refused by the %s, in a line", async (program) => {
    const port = String(await freePort());
    const secret = Buffer.alloc(32, 7).toString("base64");
    const env = { DATABASE_URL: database.url, MASTER_SECRET: secret, ISSUER: `http://localhost:${port}`, PORT: port };
    expectLine(await run(program, env), /^This version is older than the database \(which has 9999-of-a-later-year\)/);
  });
});

test.each(["provider", "command line"] as const)(
  "a database that doesn't answer is said in a line by the %s, without its password",
  { timeout: 90_000 },
  async (program) => {
    const secret = Buffer.alloc(32, 7).toString("base64");
    const env = {
      DATABASE_URL: "postgresql://u:geheim@127.0.0.1:1/x",
      MASTER_SECRET: secret,
      ISSUER: "http://localhost:1",
      PORT: "0",
    };
    const ended = await run(program, env);
    expectLine(ended, /^PostgreSQL or Redis doesn't answer \(ECONNREFUSED\): start it, or mend DATABASE_URL/);
    expect(ended.said).not.toContain("geheim");
  },
);

describe("the folder", { timeout: 120_000 }, () => {
  const list = () => run("command line", {});

  test("a pid file that names a process of somebody else is no server: the next start works", async () => {
    const first = await openEmbeddedPostgres(folder);
    await first.close();
    const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
    const pidFile = [stranger.pid, join(folder, "postgres"), 1, 5432, "", "127.0.0.1", "", "ready", ""].join("\n");
    writeFileSync(join(folder, "postgres", "postmaster.pid"), pidFile, { mode: 0o644 });
    expect((await list()).code).toBe(0);
    expect(stranger.exitCode).toBe(null);
    expect(stranger.signalCode).toBe(null);
    stranger.kill();
  });

  test("what an earlier version left half made is no data folder: the next start works", async () => {
    mkdirSync(join(folder, "postgres"));
    writeFileSync(join(folder, "postgres", "PG_VERSION"), "18\n");
    writeFileSync(join(folder, "postgres-password"), "");
    writeFileSync(join(folder, "master-secret"), "");
    expect((await list()).code).toBe(0);
  });

  test("one that can't be reached, or is none, is said in a line", async () => {
    const home = join(folder, "home");
    mkdirSync(home, { mode: 0o700 });
    const isRoot = process.getuid?.() === 0;
    if (!isRoot) chmodSync(home, 0o000);
    expectLine(
      await run("command line", { LEERID_DATA: join(home, "data") }),
      isRoot ? /who can't reach \S+home/ : /may not use it/,
    );
    chmodSync(home, 0o700);
    writeFileSync(join(folder, "file"), "");
    expectLine(await run("command line", { LEERID_DATA: join(folder, "file") }), /file: it is no folder/);
    expectLine(await run("command line", { LEERID_DATA: join(folder, "file", "data") }), /is no folder/);
  });

  test("one that only root has, or everybody may write, is said or mended", async () => {
    const first = await openEmbeddedPostgres(folder);
    await first.close();
    chmodSync(join(folder, "postgres"), 0o777);
    expect((await list()).code).toBe(0);
  });
});
