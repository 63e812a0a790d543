import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { Deps } from "../deps.ts";
import { SchoolNumber } from "../ids.ts";
import { systemRandom } from "../lib/random.ts";
import { addSchool } from "../schools/schools.ts";
import type { Output } from "./command.ts";
import { packageCommands } from "./package.ts";

let database: TestDatabase;
let deps: Deps;
const folder = mkdtempSync(join(tmpdir(), "leerid-package-"));
const keyFile = join(folder, "keys.json");

beforeAll(async () => {
  database = await createTestDatabase();
  const now = () => new Date("2026-11-23T12:00:00Z");
  const used: Record<string, unknown> = {
    db: database.db,
    random: systemRandom,
    now,
    config: { issuer: "https://leerid.example" },
  };
  // a command that reaches for anything else must fail here
  deps = new Proxy(Object.create(null), {
    get: (_target, name) => used[String(name)] ?? expect.unreachable(String(name)),
  });
  await addSchool(deps, { number: SchoolNumber.parse("012345"), name: "De Boomgaard" });
  const { publicKey } = await generateKeyPair("ES256");
  writeFileSync(keyFile, JSON.stringify({ keys: [await exportJWK(publicKey)] }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

/** Runs one command as the command line does, and gives what it answered. */
async function leerid(...words: string[]): Promise<Output> {
  const program = new Command("leerid").exitOverride().configureOutput({ writeErr: () => {} });
  let output: Output | undefined;
  packageCommands({
    program,
    run: async (work) => {
      output = await work(deps);
    },
  });
  await program.parseAsync(["package", ...words], { from: "user" });
  if (!output) throw new Error("No answer");
  return output;
}
const idOf = (output: Output) => ("packageId" in output.json ? String(output.json.packageId) : "");

test("a package is added, granted, listed, withdrawn and suspended", async () => {
  const added = await leerid("add", "--name", "Schoolbeheer", "--jwks", keyFile);
  expect(added.json).toEqual({
    packageId: expect.any(String),
    clientId: expect.stringMatching(/^package-[a-z0-9]{24}$/),
  });
  const id = idOf(added);
  const granted = await leerid(
    "grant",
    "--package",
    id,
    "--school",
    "012345",
    "--scope",
    "roster.read",
    "roster.write",
  );
  expect(granted.text).toBe("School 012345 allows the package: roster.read, roster.write.");
  const { json } = await leerid("list");
  expect(json).toMatchObject({ packages: [{ name: "Schoolbeheer", status: "active", schools: ["012345"] }] });
  await leerid("withdraw", "--package", id, "--school", "012345");
  expect((await leerid("list")).text).toContain("0 schools");
  await leerid("suspend", "--package", id);
  expect((await leerid("list")).text).toContain("suspended");
  expect((await leerid("resume", "--package", id)).text).toBe("The package is active.");
});

test("keys may stay at an address of the vendor's own, over https", async () => {
  const added = await leerid("add", "--name", "Elders", "--jwks-uri", "https://elders.example.be/jwks");
  expect(idOf(added)).not.toBe("");
  await expect(leerid("add", "--name", "Plat", "--jwks-uri", "http://elders.example.be/jwks")).rejects.toThrow(
    "must start with https://",
  );
});

test.each([
  ["no keys at all", ["add", "--name", "Niets"], "give either jwks-uri or jwks"],
  ["a file that isn't there", ["add", "--name", "Weg", "--jwks", join(folder, "nothing")], "a file with JSON in it"],
  ["an id that is none", ["suspend", "--package", "x"], "takes a package id"],
  ["a school that isn't there", ["grant", "--package", crypto.randomUUID(), "--school", "999999"], "No school"],
  ["a package that isn't there", ["withdraw", "--package", crypto.randomUUID(), "--school", "012345"], "No package"],
])("%s is told in words", async (_what, words, message) => {
  await expect(leerid(...words)).rejects.toThrow(message);
});
