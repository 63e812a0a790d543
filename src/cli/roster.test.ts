import { workbookFile } from "../../test/support/workbook-files.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { demoRoster } from "../demo/roster.ts";
import type { Deps } from "../deps.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import type { Output } from "./command.ts";
import { pupilCommands } from "./pupil.ts";
import { rosterCommands } from "./roster.ts";
import { schoolCommands } from "./school.ts";

let database: TestDatabase;
let deps: Deps;
const folder = mkdtempSync(join(tmpdir(), "leerid-roster-"));
const list = join(folder, "leerlingen.csv");
const unused = () => {
  throw new Error("not part of this test");
};

beforeAll(async () => {
  database = await createTestDatabase();
  const jobs = { enqueue: async () => {}, work: unused, schedule: unused, stop: unused };
  const none = new Proxy({}, { get: unused });
  deps = Object.assign(Object.create(none), {
    db: database.db,
    log: createLog("silent"),
    now: () => new Date("2026-09-02T08:00:00Z"),
    random: systemRandom,
    keys: createKeys(Buffer.alloc(32, 5), systemRandom),
    jobs,
  });
  writeFileSync(list, demoRoster({ seed: 1, pupils: 40, kind: "basis" }).bytes);
  await leerid("school", "add", "--number", "012345", "--name", "De Linde", "--group", "Oost");
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

async function leerid(...words: string[]): Promise<Output> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  let output: Output | undefined;
  const run = async (work: (deps: Deps) => Promise<Output>) => {
    output = await work(deps);
  };
  for (const commands of [schoolCommands, rosterCommands, pupilCommands]) commands({ program, run });
  await program.parseAsync(words, { from: "user" });
  return output ?? unused();
}

test("a plan counts and changes nothing, applying it does", async () => {
  const counts = { rows: 40, added: 40, changed: 0, moved: 0, left: 0, unchanged: 0, rejected: [], doubtful: [] };
  expect((await leerid("roster", "plan", "--school", "012345", list)).json).toMatchObject(counts);
  expect((await leerid("roster", "apply", "--school", "012345", list)).json).toMatchObject(counts);
  expect((await leerid("roster", "apply", "--school", "012345", list)).json).toMatchObject({ added: 0, unchanged: 40 });
});

test("rejected lines come with the reason in the language asked for", async () => {
  const file = join(folder, "fout.csv");
  writeFileSync(file, "Naam;Voornaam;Klas\nPeeters;Lotte;\n");
  const { json, text } = await leerid("roster", "plan", "--school", "012345", "--language", "fr", file);
  expect(json).toMatchObject({ rejected: [{ line: 2, reason: "La classe manque. Indiquez-la." }] });
  expect(text).toContain("line 2, rejected: La classe manque");
});

test("a plan says as what the list was read, and it can be read otherwise", async () => {
  const file = join(folder, "informat.csv");
  writeFileSync(file, "Pointer;Stamnummer;Naam;Voornaam;Klas;Klascode\n1;A1;Peeters;Noor;1ste leerjaar A;1Aa\n");
  const plan = (...more: string[]) => leerid("roster", "plan", "--school", "012345", ...more, file);
  const { json, text } = await plan();
  expect(json).toMatchObject({ reading: { package: "informat", packageName: "Informat" } });
  expect(text).toContain("Read as a list of Informat");
  expect((await plan("--package", "free", "--encoding", "windows-1252")).json).toMatchObject({
    reading: { package: "free", encoding: "windows-1252" },
  });
  const head = ["Naam", "Voornaam", "Klas"];
  const sheets = ["Nu", "Vorig jaar"].map((name) => ({ name, rows: [head, ["Peeters", "Noor", "1A"]] }));
  writeFileSync(file, workbookFile(sheets));
  await expect(plan()).rejects.toThrow("Meer dan één werkblad kan de lijst zijn: Nu, Vorig jaar");
  expect((await plan("--sheet", "Nu", "--")).json).toMatchObject({ rows: 1, reading: { sheets: ["Nu"] } });
});

test("too many leavers stop an apply until they are allowed", async () => {
  const file = join(folder, "kort.csv");
  writeFileSync(file, "Naam;Voornaam;Klas\nPeeters;Nieuw;3B\n");
  await expect(leerid("roster", "apply", "--school", "012345", file)).rejects.toMatchObject({
    code: "roster-too-many-leavers",
  });
  const { json } = await leerid("roster", "apply", "--school", "012345", "--allow-leavers", file);
  expect(json).toMatchObject({ added: 1, left: 40 });
});

test("a file that isn't there, is too large or is no roster is bad input", async () => {
  const big = join(folder, "groot.csv");
  writeFileSync(big, Buffer.alloc(21 * 1024 * 1024));
  for (const file of [join(folder, "weg.csv"), big, folder])
    await expect(leerid("roster", "plan", "--school", "012345", file)).rejects.toMatchObject({
      code: "roster-problem",
    });
  await expect(leerid("roster", "plan", "--school", "999999", list)).rejects.toMatchObject({
    code: "school-not-found",
  });
  await expect(leerid("roster", "plan", "--school", "12", list)).rejects.toThrow("six digits");
});

test("a pupil is shown, suspended and resumed by login name", async () => {
  const { rows } = await database.owner.query("select login_name from pupil limit 1");
  const loginName: string = rows[0].login_name;
  expect((await leerid("pupil", "show", loginName)).json).toMatchObject({ loginName, status: "active" });
  expect((await leerid("pupil", "suspend", loginName)).json).toMatchObject({ status: "suspended" });
  expect((await leerid("pupil", "resume", loginName)).json).toMatchObject({ status: "active" });
});

test("schools are listed, suspended and resumed by number", async () => {
  expect((await leerid("school", "suspend", "012345")).json).toMatchObject({ number: "012345", status: "suspended" });
  expect((await leerid("school", "resume", "012345")).json).toMatchObject({ status: "active" });
  expect((await leerid("school", "list")).json).toMatchObject({ schools: [{ number: "012345", group: "Oost" }] });
});
