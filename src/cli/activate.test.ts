import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { Deps } from "../deps.ts";
import { SchoolNumber } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { buildLoginName } from "../pupils/login-name.ts";
import { addSchool } from "../schools/schools.ts";
import { activateCommands } from "./activate.ts";
import type { Output } from "./command.ts";

const now = new Date("2026-11-23T12:00:00Z");
let database: TestDatabase;
let deps: Deps;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
  const config = { issuer: "https://leerid.example" };
  const used = { config, db: database.db, keys, random: systemRandom, now: () => now };
  // a command that reaches for anything else must fail here
  deps = new Proxy(Object.create(null), {
    get: (_target, name) => Object.entries(used).find(([key]) => key === name)?.[1] ?? expect.unreachable(String(name)),
  });
  await addSchool(deps, { number: SchoolNumber.parse("012345"), name: "De Boomgaard" });
  for (const className of ["3A", "3B"]) await addClass(className);
});
afterAll(() => database.drop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leerid-cards-"));
  return () => rmSync(folder, { recursive: true });
});

let names = 100_000;
async function addClass(className: string, count = 3): Promise<void> {
  const loginNames = Array.from({ length: count }, () => {
    names += 1;
    return buildLoginName("zoe", String(names));
  });
  await database.owner.query(
    `with p as (insert into pupil (id, login_name, created_at)
         select uuidv7(), name, now() from unnest($1::text[]) name returning id),
       g as (insert into class_group (school_id, school_year, name) select id, '2026-2027', $2 from school
         returning id, school_id),
       e as (insert into enrolment (pupil_id, school_id, given_name, family_name, level, year_group, during)
         select p.id, g.school_id, 'Zoë', 'D''hondt', 'lager', 3, '[2026-09-01,)' from p, g)
     insert into class_membership (class_group_id, pupil_id, school_id) select g.id, p.id, g.school_id from p, g`,
    [loginNames, className],
  );
}

/** Runs one command as the command line does, and gives what it answered. */
async function leerid(...words: string[]): Promise<Output> {
  return leeridWith(deps, words);
}
async function leeridWith(deps: Deps, words: string[]): Promise<Output> {
  const program = new Command("leerid").exitOverride().configureOutput({ writeErr: () => {} });
  let output: Output | undefined;
  activateCommands({
    program,
    run: async (work) => {
      output = await work(deps);
    },
  });
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(["activate", "--school", "012345", ...words], { from: "user" });
  if (!output) throw new Error("No answer");
  return output;
}
const path = (name: string) => join(folder, name);
const activeSecrets = async () =>
  (await database.owner.query(`select from credential where revoked_at is null`)).rows.length;

test("a class is activated into a PDF and a list, and the answer has counts only", async () => {
  const words = ["--class", "3B", "--secret", "words", "--cards", path("3b.pdf"), "--csv", path("3b.csv")];
  const { json, text } = await leerid(...words);
  expect(json).toEqual({ activated: 3, skipped: [] });
  const [, ...rows] = parse(readFileSync(path("3b.csv")), { bom: true, delimiter: ";" });
  expect(rows).toHaveLength(3);
  expect(rows[0]?.[0]).toBe("3B");
  expect(readFileSync(path("3b.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
  for (const row of rows) expect(text + JSON.stringify(json)).not.toContain(row[4]);
});

test("only the files that were asked for are there, readable by their owner only, also where an open file was before", async () => {
  writeFileSync(path("all.csv"), "old", { mode: 0o644 });
  await leerid("--secret", "code", "--csv", path("all.csv"), "--cards", path("all.pdf"));
  expect(readdirSync(folder).sort()).toEqual(["all.csv", "all.pdf"]);
  for (const name of readdirSync(folder)) expect(statSync(path(name)).mode & 0o777).toBe(0o600);
});

test("without a file for the secrets nobody is activated", async () => {
  const before = await activeSecrets();
  await expect(leerid("--secret", "code")).rejects.toMatchObject({
    code: "bad-request",
    message: expect.stringContaining("--cards"),
  });
  expect(await activeSecrets()).toBe(before);
});

test("where no file can be written nobody is activated", async () => {
  await database.owner.query(`delete from credential`);
  mkdirSync(path("folder"));
  for (const place of [path("nowhere/cards.pdf"), path("folder")]) {
    await expect(leerid("--secret", "code", "--cards", place)).rejects.toMatchObject({ code: "bad-request" });
  }
  expect(await activeSecrets()).toBe(0);
});

test("a class that doesn't exist leaves an earlier file as it was", async () => {
  writeFileSync(path("cards.csv"), "the cards of yesterday");
  const doing = leerid("--secret", "code", "--class", "9Z", "--csv", path("cards.csv"));
  await expect(doing).rejects.toMatchObject({ code: "bad-request" });
  expect(readFileSync(path("cards.csv"), "utf8")).toBe("the cards of yesterday");
  expect(readdirSync(folder)).toEqual(["cards.csv"]);
});

test("who was skipped is said, with the reason", async () => {
  const loginName = buildLoginName("zoe", "999999");
  const { json, text } = await leerid("--secret", "code", "--pupil", loginName, "--csv", path("one.csv"));
  expect(json).toEqual({ activated: 0, skipped: [{ loginName, reason: "not-enrolled-here" }] });
  expect(text).toContain("nobody of this school has this login name");
  expect(existsSync(path("one.csv"))).toBe(false);
});

test("classes, year groups and pupils may be named more than once", async () => {
  const { json } = await leerid(
    "--secret",
    "badge",
    "--class",
    "3A",
    "3B",
    "--year-group",
    "lager-3",
    "lager-4",
    "--csv",
    path("a.csv"),
  );
  expect(json).toMatchObject({ activated: 6 });
});

test("a year without its level, or a kind of secret that doesn't, is bad input", async () => {
  await expect(leerid("--secret", "code", "--year-group", "3")).rejects.toThrow(CommanderError);
  await expect(leerid("--secret", "picture")).rejects.toThrow(CommanderError);
});

/** Something happens when the secret of the nth pupil is drawn. */
function when(nth: number, happens: () => void): Deps {
  let drawn = 0;
  const bytes = (end: number) => {
    drawn += 1;
    if (drawn === nth * 12) happens();
    return systemRandom.int(end);
  };
  return Object.assign(Object.create(deps), { random: { ...systemRandom, int: bytes } });
}

test("when the cards can't be written after all, it says that they are lost and what to do", async () => {
  const lost = when(2, () => rmSync(folder, { recursive: true }));
  const doing = leeridWith(lost, ["--secret", "code", "--class", "3B", "--csv", path("x.csv")]);
  await expect(doing).rejects.toThrow(/3 pupils were activated.*lost.*run this again/);
  mkdirSync(folder);
});

test("when it stops on the way, the cards that were made are kept, and it says so", async () => {
  await addClass("4A", 998);
  const stopped = when(1_001, () => {
    throw new Error("the power went out");
  });
  const words = ["--secret", "code", "--csv", path("x.csv"), "--cards", path("x.pdf")];
  await expect(leeridWith(stopped, words)).rejects.toThrow(/Stopped after 6 pupils/);
  const [, ...rows] = parse(readFileSync(path("x.csv")), { bom: true, delimiter: ";" });
  expect(rows).toHaveLength(6);
  expect(readdirSync(folder).sort()).toEqual(["x.csv", "x.pdf"]);
});

test("a device or a pipe is no place for cards", async () => {
  await expect(leerid("--secret", "code", "--csv", "/dev/null")).rejects.toMatchObject({ code: "bad-request" });
});
