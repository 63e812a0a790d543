import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roomFor } from "../../src/oidc/rooms.ts";
import { fromNetwork } from "../../src/audit/audit.ts";
import { digest } from "../contract/artifacts.contract.ts";
import { basic, newBrowser, post, random, startFlow, stores } from "../support/attacker.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeApplication, arrangeSchool, type ArrangedApplication } from "../support/world.ts";

/** Whoever asks without being anybody leaves little behind, for an hour, and pushes out only their own network. */
describe.each(stores)("what strangers leave behind, with %s", (_store, settings) => {
  let world: TestServer;
  let application: ArrangedApplication;
  let spa: ArrangedApplication;

  beforeAll(async () => {
    world = await startTestServer(settings);
    const school = await arrangeSchool(world);
    application = await arrangeApplication(world, {
      releaseTo: school,
      postLogoutRedirectUris: ["http://localhost:9/out"],
    });
    spa = await arrangeApplication(world, { releaseTo: school, authMethod: "none" });
  });
  afterAll(() => world.close());

  const begin = async (change: Record<string, string>) =>
    newBrowser().go(startFlow(world.issuer, application, change).url);
  const push = (from: ArrangedApplication, change: Record<string, string>) => {
    const { url } = startFlow(world.issuer, from, change);
    return post(`${world.issuer}/par`, [...url.searchParams], from === spa ? {} : basic(from));
  };

  test("a state of 4 kB gets to the sign-in", async () => {
    const at = await begin({ state: "s".repeat(4096) });
    expect([at.status, at.url.pathname]).toEqual([200, expect.stringMatching(/^\/interaction\//)]);
  });

  test.each([
    ["a state", { state: "s".repeat(4097) }],
    ["a nonce", { nonce: "n".repeat(4097) }],
    ["a hint", { login_hint: "l".repeat(4097) }],
    [
      "parameters that are each right, and together",
      { state: "s".repeat(4000), nonce: "n".repeat(4000), login_hint: "l".repeat(1000) },
    ],
  ])("%s too long is told to the application as an invalid request", async (_what, change) => {
    const at = await begin(change);
    expect(at.url.searchParams.get("error")).toBe("invalid_request");
    expect(at.url.searchParams.get("error_description")).toMatch(/longer than \d+ bytes/);
  });

  test("a pushed request that is too long is refused as one, whoever pushes it", async () => {
    for (const from of [application, spa]) {
      expect((await push(from, {})).status).toBe(201);
      const refused = await push(from, { state: "s".repeat(4097) });
      expect([refused.status, refused.body.error]).toEqual([400, "invalid_request"]);
    }
  });

  test("asking to sign out takes no long state", async () => {
    const ask = (state: string) =>
      fetch(
        `${world.issuer}/session/end?client_id=${application.clientId}&post_logout_redirect_uri=http://localhost:9/out&state=${state}`,
        { redirect: "manual" },
      );
    const refused = await ask("s".repeat(4097));
    expect(refused.status).toBe(400);
    expect((await ask("s".repeat(100))).status).toBe(200);
  });

  test("2,500 sign-ins with long parameters, open at one moment behind one address, are all still there", async () => {
    const { artifacts } = world.deps;
    const payload = { params: { state: "s".repeat(4096) } };
    const room = fromNetwork("192.0.2.0/24", () => roomFor(world.deps, "Interaction", payload));
    const ids = Array.from({ length: 2500 }, () => digest(random()));
    for (let start = 0; start < ids.length; start += 100)
      await Promise.all(
        ids.slice(start, start + 100).map((id) => artifacts.save("Interaction", id, { payload, room }, 3600)),
      );
    const found = await Promise.all(ids.map((id) => artifacts.find("Interaction", id)));
    expect(found.filter((one) => one === undefined)).toEqual([]);
  });
});

describe("whose room it is", () => {
  let world: TestServer;
  beforeAll(async () => {
    world = await startTestServer();
  });
  afterAll(() => world.close());
  const roomAt = (network: string, model = "Interaction", payload = {}) =>
    fromNetwork(network, () => roomFor(world.deps, model, payload))?.of;

  test("that of the network, and the store can't tell which", () => {
    expect(roomAt("192.0.2.0/24")).toBe(roomAt("192.0.2.0/24", "Session"));
    expect(roomAt("192.0.2.0/24")).not.toBe(roomAt("2001:db8::/48"));
    expect(roomAt("192.0.2.0/24")).toMatch(/^[\w-]{22}$/);
  });

  test("nobody's, once it is known who is there", () => {
    expect(roomAt("192.0.2.0/24", "Interaction", { session: { accountId: "somebody" } })).toBeUndefined();
    expect(roomAt("192.0.2.0/24", "Session", { accountId: "somebody" })).toBeUndefined();
    expect(roomAt("192.0.2.0/24", "AuthorizationCode")).toBeUndefined();
  });

  test("the session of nobody, who only asked to sign out, lives for an hour", async () => {
    await fetch(`${world.issuer}/session/end`, { redirect: "manual" });
    const { rows } = await world.database.owner.query(
      "select room, extract(epoch from expires_at - saved_at)::int as seconds from oidc_artifact where model = 'Session'",
    );
    expect(rows).toEqual([{ room: roomAt("127.0.0.0/24"), seconds: 3600 }]);
  });

  test("each sign-in that a stranger begins stands in the room of their network", async () => {
    const application = await arrangeApplication(world);
    await newBrowser().go(startFlow(world.issuer, application).url);
    const { rows } = await world.database.owner.query(
      "select room, extract(epoch from expires_at - saved_at)::int as seconds from oidc_artifact where model = 'Interaction'",
    );
    expect(rows).toEqual([{ room: roomAt("127.0.0.0/24"), seconds: 3600 }]);
  });
});
