import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { Deps } from "../deps.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { addSchool } from "../schools/schools.ts";
import { SchoolNumber } from "../ids.ts";
import { appCommands } from "./app.ts";
import type { Output } from "./command.ts";

const now = new Date("2026-11-23T12:00:00Z");
let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  database = await createTestDatabase();
  const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
  const used: Partial<Deps> = { db: database.db, keys, random: systemRandom, now: () => now };
  // a command that reaches for anything else must fail here
  deps = new Proxy(Object.create(null), {
    get: (_target, name) => Object.entries(used).find(([key]) => key === name)?.[1] ?? expect.unreachable(String(name)),
  });
  await addSchool(deps, { number: SchoolNumber.parse("012345"), name: "De Boomgaard" });
});
afterAll(() => database.drop());

/** Runs one command as the command line does, and gives what it answered. */
async function leerid(...words: string[]): Promise<Output> {
  const program = new Command("leerid").exitOverride().configureOutput({ writeErr: () => {} });
  let output: Output | undefined;
  appCommands({
    program,
    run: async (work) => {
      output = await work(deps);
    },
  });
  await program.parseAsync(["app", ...words], { from: "user" });
  if (!output) throw new Error("No answer");
  return output;
}
const add = (...more: string[]) =>
  leerid("add", "--name", "Lezen", "--redirect-uri", "https://lezen.example.be/cb", ...more);
const idOf = (output: Output) => ("applicationId" in output.json ? String(output.json.applicationId) : "");

test("app add answers with ids and the secret", async () => {
  const { json, text } = await add();
  expect(json).toEqual({
    applicationId: expect.any(String),
    clientId: expect.any(String),
    clientSecret: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(text).toContain("never shown again");
});

test("app add takes every option", async () => {
  const options = {
    "redirect-uri": "https://lezen.example.be/cb2",
    "post-logout-redirect-uri": "https://lezen.example.be/",
    "backchannel-logout-uri": "https://lezen.example.be/out",
    "initiate-login-uri": "https://lezen.example.be/in",
    sector: "Uitgever",
    bundle: "personalised",
    "auth-method": "private_key_jwt",
    "jwks-uri": "https://lezen.example.be/keys",
    "id-token-alg": "RS256",
    status: "sandbox",
    reason: "family_name=prints = certificates",
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { json } = await add(...words, "--attribute", "given_name", "family_name");
  expect(json).not.toHaveProperty("clientSecret");
  const { rows } = await database.owner.query(
    `select c.metadata, a.status, m.attributes, s.name from oidc_client c join application a on a.id = c.application_id
      join manifest m on m.application_id = a.id join sector s on s.id = a.sector_id where a.id = $1`,
    [idOf({ json, text: "" })],
  );
  expect(rows).toMatchObject([
    {
      status: "sandbox",
      name: "Uitgever",
      attributes: { given_name: "part of the personalised bundle", family_name: "prints = certificates" },
      metadata: {
        redirect_uris: ["https://lezen.example.be/cb", "https://lezen.example.be/cb2"],
        token_endpoint_auth_method: "private_key_jwt",
        id_token_signed_response_alg: "RS256",
      },
    },
  ]);
});

test.each([
  [["--bundle", "everything"], "Allowed choices"],
  [["--auth-method", "magic"], "Allowed choices"],
  [["--status", "retired"], "Allowed choices"],
  [["--redirect-uri", "http://lezen.example.be/"], "must start with https"],
  [["--reason", "because"], "attribute=why"],
])("app add %j is bad input", async (more, message) => {
  await expect(add(...more)).rejects.toThrow(message);
});

test("app release and app withdraw go by the school's number", async () => {
  const id = idOf(await add());
  const live = async () =>
    (await database.owner.query("select from release where application_id = $1 and withdrawn_at is null", [id]))
      .rowCount;
  expect(
    (await leerid("release", "--app", id, "--school", "012345", "--year-group", "lager-3", "kleuter-3")).json,
  ).toEqual({
    applicationId: id,
    school: "012345",
    classes: null,
    yearGroups: ["lager-3", "kleuter-3"],
  });
  expect(await live()).toBe(1);
  await leerid("withdraw", "--app", id, "--school", "012345");
  expect(await live()).toBe(0);
});

test.each([
  ["release", "--app", "7", "--school", "012345"],
  ["release", "--app", "019ab000-0000-7000-8000-000000000000", "--school", "012345"],
  ["release", "--app", "019ab000-0000-7000-8000-000000000000", "--school", "999999"],
  ["suspend", "--app", "019ab000-0000-7000-8000-000000000000"],
  ["rotate-secret", "--client", "nobody"],
])("app %s %s %s %s %s is bad input", async (...words) => {
  await expect(leerid(...words)).rejects.toMatchObject({ name: "AppError" });
});

test("a class that isn't there and a year without its level are bad input", async () => {
  const id = idOf(await add());
  await expect(leerid("release", "--app", id, "--school", "012345", "--class", "9Z")).rejects.toThrow("no class 9Z");
  for (const bare of ["x", "3", "lager-7", "kleuter"])
    await expect(leerid("release", "--app", id, "--school", "012345", "--year-group", bare)).rejects.toThrow("lager-3");
});

test("app suspend and app resume change what app list shows", async () => {
  const id = idOf(await add("--status", "sandbox"));
  const status = async () => {
    const { json } = await leerid("list");
    return JSON.stringify(json).match(new RegExp(`${id}","name":"Lezen","status":"(\\w+)`))?.[1];
  };
  await leerid("suspend", "--app", id);
  expect(await status()).toBe("suspended");
  await leerid("resume", "--app", id);
  expect(await status()).toBe("sandbox");
});

test("app rotate-secret shows the new secret", async () => {
  const { json } = await add();
  const clientId = "clientId" in json ? String(json.clientId) : "";
  const rotated = await leerid("rotate-secret", "--client", clientId, "--overlap-hours", "1");
  expect(rotated.json).toEqual({
    clientId,
    clientSecret: expect.stringMatching(/^[\w-]{43}$/),
    previousWorksUntil: "2026-11-23T13:00:00.000Z",
  });
});
