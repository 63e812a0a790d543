import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leerid, leeridJson } from "../../test/support/command-line.ts";
import { startTestServer, type TestServer } from "../../test/support/server.ts";

let world: TestServer;
let folder: string;
let secret: string;
const issuer = "https://login.example/tenant";

beforeAll(async () => {
  world = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), "leerid-upstream-"));
  secret = join(folder, "secret");
  writeFileSync(secret, "the secret of a client\n");
  await leeridJson(world.config, "school", "add", "--number", "034567", "--name", "De Linde", "--group", "Leie");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const add = (...more: string[]) => [
  ...["upstream", "add", "--group", "Leie", "--issuer", issuer, "--client-id", "leerid", "--button", "Microsoft 365"],
  ...["--client-secret-file", secret, ...more],
];

test("a provider is added for a group, listed without its secret, and removed", async () => {
  const { upstreamId, redirectUri } = await leeridJson(world.config, ...add("--mfa-acr", "two", "three"));
  expect(redirectUri).toBe(`${world.issuer}/upstream/${upstreamId}/callback`);
  const { stdout } = await leerid(world.config, "--json", "upstream", "list");
  expect(JSON.parse(stdout)).toMatchObject([{ upstreamId, group: "Leie", issuer, mfaAcr: ["two", "three"] }]);
  expect(stdout).not.toContain("the secret of a client");
  expect((await leerid(world.config, ...add())).stderr).toMatch(/already/);
  expect(await leeridJson(world.config, "upstream", "remove", upstreamId)).toEqual({ upstreamId, unlinked: 0 });
  expect((await leerid(world.config, "upstream", "remove", upstreamId)).exitCode).toBe(1);
});

test.each([
  ["a group that isn't there", ["--group", "Nergens"]],
  ["an issuer without https", ["--issuer", "http://login.example"]],
  ["a file that isn't there", ["--client-secret-file", "/nowhere"]],
  ["a button without words", ["--button", " "]],
])("%s is bad input", async (_what, args) => {
  const { exitCode, stderr } = await leerid(world.config, ...add(...args));
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/\w+/) });
});

test("an admin of a group is invited, and works at each of its schools", async () => {
  const person = ["--email", "an@school.example", "--given-name", "An", "--family-name", "Claes"];
  const invite = ["staff", "invite", ...person, "--role", "group-admin"];
  expect(await leeridJson(world.config, ...invite, "--group", "Leie")).toHaveProperty("link");
  expect((await leerid(world.config, ...invite)).exitCode).toBe(1);
  expect((await leerid(world.config, ...invite, "--group", "Nergens")).exitCode).toBe(1);
});
