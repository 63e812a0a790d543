import { afterAll, beforeAll, expect, test } from "vitest";
import { leerid, leeridJson } from "../../test/support/command-line.ts";
import { startTestServer, type TestServer } from "../../test/support/server.ts";
import { arrangeStaff } from "../../test/support/staff.ts";
import { Visitor, expectPage } from "../../test/support/visitor.ts";

let world: TestServer;
const school = "023456";
const person = ["--email", "griet@school.example", "--given-name", "Griet", "--family-name", "Wouters"];

beforeAll(async () => {
  world = await startTestServer();
  await leeridJson(world.config, "school", "add", "--number", school, "--name", "De Linde");
});
afterAll(() => world.close());

test("the operator prints a link for the first admin of a school, and it opens", async () => {
  const invited = await leeridJson(world.config, "staff", "invite", "--school", school, ...person);
  expect(invited.link).toMatch(new RegExp(`^${world.issuer}/welcome#\\w{30}$`));
  const visitor = new Visitor();
  await visitor.go(`${world.issuer}/welcome`);
  expectPage(await visitor.submit({ token: invited.link }), { says: /Dag Griet!.*beheerder van.*De Linde/ });
});

test("a teacher is invited to a class, and not without one", async () => {
  const teacher = ["staff", "invite", "--school", school, ...person, "--role", "teacher"];
  expect((await leerid(world.config, ...teacher)).exitCode).toBe(1);
  expect(await leeridJson(world.config, ...teacher, "--class", "3B")).toHaveProperty("link");
});

test("somebody of staff is suspended, resumed, and reset to begin anew", async () => {
  const { email } = await arrangeStaff(world, { roles: [] });
  expect(await leeridJson(world.config, "staff", "suspend", email)).toEqual({ email, status: "suspended" });
  expect(await leeridJson(world.config, "staff", "resume", email)).toEqual({ email, status: "active" });
  const { link } = await leeridJson(world.config, "staff", "reset", email);
  const visitor = new Visitor();
  await visitor.go(`${world.issuer}/welcome`);
  expectPage(await visitor.submit({ token: link }), { says: /hoe je je voortaan aanmeldt/ });
});

test.each([
  ["a school that isn't there", ["invite", "--school", "999999", ...person]],
  ["what is no address", ["invite", "--school", school, ...person, "--email", "griet"]],
  ["an address that nobody has", ["suspend", "nobody@school.example"]],
])("%s is bad input", async (_what, args) => {
  const { exitCode, stderr } = await leerid(world.config, "staff", ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/\w+/) });
});
