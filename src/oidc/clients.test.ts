import Provider from "oidc-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegistry } from "../applications/applications.ts";
import { startTestServer, type TestServer } from "../../test/support/server.ts";
import { arrangeApplication, type ArrangedApplication } from "../../test/support/world.ts";
import { createAdapter } from "./adapter.ts";
import { createClientAdapter, matchClientSecrets } from "./clients.ts";
import { loadSigningKeys } from "./signing-keys.ts";

let world: TestServer;
let applications: ArrangedApplication[];
beforeAll(async () => {
  world = await startTestServer();
  applications = [
    await arrangeApplication(world, { authMethod: "client_secret_basic" }),
    await arrangeApplication(world, { authMethod: "client_secret_post" }),
  ];
});
afterAll(() => world.close());

/** The engine with our clients, and with nothing of ours that compares secrets. */
async function engine() {
  const { deps } = world;
  const { jwks } = await loadSigningKeys(deps);
  const registry = createRegistry(deps);
  const provider = new Provider(world.issuer, {
    jwks: { keys: jwks },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["test"] },
    subjectTypes: ["pairwise"],
    sectorIdentifierUriValidate: () => false,
    scopes: ["openid", "offline_access", "email", "profile", "leerid"],
    adapter: (model) =>
      model === "Client" ? createClientAdapter({ registry, deps }) : createAdapter(deps.artifacts, model),
  });
  return { provider, registry, deps };
}

async function clientOf(provider: Provider, { clientId }: ArrangedApplication) {
  const client = await provider.Client.find(clientId);
  if (!client) throw new Error("no client");
  return client;
}

test("without our comparison no secret lets an application in, not even what stands in the sources", async () => {
  const { provider } = await engine();
  for (const application of applications) {
    const client = await clientOf(provider, application);
    for (const guess of ["kept as a hash", "", "undefined", application.clientSecret, application.clientId])
      expect([guess, await client.compareClientSecret(guess)]).toEqual([guess, false]);
  }
});

test("what the engine holds in the place of a secret can't be guessed, and is another one for each client and each time", async () => {
  const [one, two] = [(await engine()).provider, (await engine()).provider];
  const held = new Set<string | undefined>();
  for (const application of applications)
    for (const provider of [one, two]) held.add((await clientOf(provider, application)).clientSecret);
  expect(held.size).toBe(4);
  for (const value of held) expect(value).toMatch(/^[\w-]{43}$/);
});

test("with our comparison what the engine holds lets nobody in, and the application's own secret does", async () => {
  const parts = await engine();
  matchClientSecrets(parts.provider, parts);
  for (const application of applications) {
    const client = await clientOf(parts.provider, application);
    expect(await client.compareClientSecret(client.clientSecret ?? "")).toBe(false);
    expect(await client.compareClientSecret(application.clientSecret)).toBe(true);
  }
});
