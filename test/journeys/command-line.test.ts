import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { demoRoster } from "../../src/demo/roster.ts";
import { leerid, leeridJson } from "../support/command-line.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let world: TestServer;
let folder: string;
const school = "023456";

beforeAll(async () => {
  world = await startTestServer({ REDIS_URL: inject("redisUrl") });
  folder = mkdtempSync(join(tmpdir(), "leerid-cli-"));
  await leeridJson(world.config, "school", "add", "--number", school, "--name", "De Linde", "--group", "Leiestreek");
}, 60_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

function rosterFile(name: string, pupils = 40): string {
  const path = join(folder, name);
  writeFileSync(path, demoRoster({ seed: 11, pupils, kind: "basis" }).bytes);
  return path;
}

test("a school number that is taken is bad input", async () => {
  const { exitCode } = await leerid(world.config, "school", "add", "--number", school, "--name", "Nog een");
  expect(exitCode).toBe(1);
});

test("a plan tells everything and changes nothing", async () => {
  const plan = await leeridJson(world.config, "roster", "plan", "--school", school, rosterFile("plan.csv"));
  expect(plan).toMatchObject({
    rows: 40,
    added: 40,
    changed: 0,
    moved: 0,
    left: 0,
    unchanged: 0,
    rejected: [],
    doubtful: [],
  });
  const { rows } = await world.database.owner.query("select count(*)::int as pupils from pupil");
  expect(rows[0].pupils).toBe(0);
});

test("a file that would end a fifth of the enrolments stops, unless told otherwise", async () => {
  await leeridJson(world.config, "roster", "apply", "--school", school, rosterFile("all.csv"));
  const few = join(folder, "few.csv");
  const lines = demoRoster({ seed: 11, pupils: 40, kind: "basis" }).bytes.toString("latin1").split("\r\n");
  writeFileSync(few, Buffer.from(lines.slice(0, 11).join("\r\n"), "latin1"));
  const stopped = await leerid(world.config, "roster", "apply", "--school", school, few);
  expect({ exitCode: stopped.exitCode, says: stopped.stderr }).toEqual({
    exitCode: 1,
    says: expect.stringMatching(/\d/),
  });
  const done = await leeridJson(world.config, "roster", "apply", "--school", school, "--allow-leavers", few);
  expect(done).toMatchObject({ rows: 10, left: 30, unchanged: 10 });
});

test("a pupil is shown, suspended and resumed", async () => {
  const csv = join(folder, "cards.csv");
  await leeridJson(world.config, "roster", "apply", "--school", school, rosterFile("again.csv"));
  const activated = await leeridJson(world.config, "activate", "--school", school, "--secret", "code", "--csv", csv);
  expect(activated).toEqual({ activated: 40, skipped: [] });
  const { rows } = await world.database.owner.query("select login_name from pupil limit 1");
  const name: string = rows[0].login_name;
  expect(await leeridJson(world.config, "pupil", "show", name)).toMatchObject({ loginName: name, status: "active" });
  expect(await leeridJson(world.config, "pupil", "suspend", name)).toMatchObject({ status: "suspended" });
  expect(await leeridJson(world.config, "pupil", "resume", name)).toMatchObject({ status: "active" });
  expect((await leerid(world.config, "pupil", "show", "nobody.123456")).exitCode).toBe(1);
});

test("an application is added, released, listed, withdrawn", async () => {
  const added = await leeridJson(
    world.config,
    ...[
      "app",
      "add",
      "--name",
      "Rekenland",
      "--redirect-uri",
      "https://rekenland.example/callback",
      "--bundle",
      "pseudonymous",
    ],
  );
  expect(added).toEqual({
    applicationId: expect.any(String),
    clientId: expect.any(String),
    clientSecret: expect.any(String),
  });
  await leeridJson(world.config, "app", "release", "--app", added.applicationId, "--school", school);
  expect(JSON.stringify(await leeridJson(world.config, "app", "list"))).toContain(added.applicationId);
  await leeridJson(world.config, "app", "withdraw", "--app", added.applicationId, "--school", school);
  const wrong = await leerid(
    world.config,
    "app",
    "add",
    "--name",
    "Fout",
    "--redirect-uri",
    "http://rekenland.example/",
    "--bundle",
    "anonymous",
  );
  expect(wrong.exitCode).toBe(1);
});

test("keys are rotated, the audit tells it, the doctor is content", async () => {
  const rotated = await leeridJson(world.config, "keys", "rotate");
  expect(rotated.kids).toHaveLength(2);
  const { events } = await leeridJson(world.config, "audit", "tail", "--lines", "5");
  expect(events.map((event: { what: string }) => event.what)).toContain("keys.rotated");
  const { ok, findings } = await leeridJson(world.config, "doctor");
  expect(findings.map((finding: { check: string }) => finding.check)).toEqual([
    "database",
    "redis",
    "clock",
    "keys",
    "mail",
    "versions",
  ]);
  expect(ok).toBe(true);
});

const commands = [
  ...["", "school", "school add", "roster", "roster plan", "roster apply", "activate", "app", "app add", "app release"],
  ...[
    "app withdraw",
    "app list",
    "pupil",
    "pupil show",
    "pupil suspend",
    "pupil resume",
    "keys rotate",
    "audit tail",
    "doctor",
  ],
];
test.each(commands)("leerid %s --help says how", async (command) => {
  const { exitCode, stdout } = await leerid(world.config, ...command.split(" ").filter(Boolean), "--help");
  expect({ exitCode, says: stdout }).toEqual({ exitCode: 0, says: expect.stringMatching(/Usage: leerid/) });
});

test("without --json nothing of a failure is printed where a machine reads", async () => {
  expect(await leerid(world.config, "nonsense")).toMatchObject({ exitCode: 1, stdout: "" });
});

test.each([
  ["a command that isn't there", "arguments", ["nonsense"]],
  ["an option that is wrong", "arguments", ["school", "add", "--number", "12", "--name", "De Linde"]],
  ["a school that isn't there", "school-not-found", ["roster", "plan", "--school", "999999", "nothing.csv"]],
])("%s is bad input, and --json says so in one document", async (_what, code, args) => {
  const { exitCode, stdout, stderr } = await leerid(world.config, "--json", ...args);
  expect({ exitCode, json: JSON.parse(stdout) }).toEqual({
    exitCode: 1,
    json: { error: { code, message: expect.stringMatching(/\w/) } },
  });
  expect(stderr).toMatch(/\w/);
});

test("the doctor says what to do about a mail server that isn't there", async () => {
  const { exitCode, stdout } = await leerid({ ...world.config, smtpUrl: "smtp://127.0.0.1:9" }, "--json", "doctor");
  expect(exitCode).toBe(2);
  const { findings } = JSON.parse(stdout);
  expect(findings).toContainEqual(
    expect.objectContaining({ check: "mail", ok: false, todo: "start the mail server or mend SMTP_URL" }),
  );
});

test("a database that can't be reached is a failure, not bad input", async () => {
  const config = { ...world.config, databaseUrl: "postgresql://leerid@127.0.0.1:1/none" };
  expect((await leerid(config, "audit", "tail")).exitCode).toBe(2);
});
