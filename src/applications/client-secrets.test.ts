import { afterAll, beforeAll, expect, test } from "vitest";
import { keys, noon, openApplications } from "../../test/support/applications.ts";
import { clientSecretHash, rotateClientSecret } from "./applications.ts";

let registry: Awaited<ReturnType<typeof openApplications>>;

beforeAll(async () => {
  registry = await openApplications();
});
afterAll(() => registry.drop());

const alive = async (clientId: string, at: Date) =>
  (
    await registry.database.owner.query(
      "select secret_hash from client_secret where client_id = $1 and coalesce(expires_at > $2, true) order by created_at",
      [clientId, at],
    )
  ).rows.map((row) => row.secret_hash);

test("after a rotation the old secret works until the overlap ends", async () => {
  const { clientId, clientSecret: old = "" } = await registry.add();
  const { clientSecret } = await rotateClientSecret(registry.deps, { clientId, overlapSeconds: 3600, actor: "test" });
  const [oldHash, newHash] = [old, clientSecret].map((secret) => clientSecretHash(keys, clientId, secret));
  expect(await alive(clientId, new Date(noon.getTime() + 3_599_000))).toEqual([oldHash, newHash]);
  expect(await alive(clientId, new Date(noon.getTime() + 3_600_000))).toEqual([newHash]);
});

test("however often one rotates, two secrets are alive at most, and a date once set is never put off", async () => {
  const { clientId } = await registry.add();
  for (const overlapSeconds of [60, 3600, 3600]) {
    registry.clock.now = new Date(registry.clock.now.getTime() + 1000);
    await rotateClientSecret(registry.deps, { clientId, overlapSeconds, actor: "test" });
    expect(await alive(clientId, registry.clock.now)).toHaveLength(2);
  }
  expect(await alive(clientId, new Date(registry.clock.now.getTime() + 3_600_000))).toHaveLength(1);
  registry.clock.now = noon;
});

test("without overlap the leaked secret is dead at once", async () => {
  const { clientId } = await registry.add();
  const { clientSecret } = await rotateClientSecret(registry.deps, { clientId, overlapSeconds: 0, actor: "test" });
  expect(await alive(clientId, noon)).toEqual([clientSecretHash(keys, clientId, clientSecret)]);
});

test("a client that has no secret has none to rotate", async () => {
  const { clientId } = await registry.add({ authMethod: "none" });
  await expect(rotateClientSecret(registry.deps, { clientId, overlapSeconds: 0, actor: "test" })).rejects.toMatchObject(
    {
      code: "bad-request",
    },
  );
  await expect(
    rotateClientSecret(registry.deps, { clientId: "nobody", overlapSeconds: 0, actor: "test" }),
  ).rejects.toMatchObject({
    code: "application-not-found",
  });
});
