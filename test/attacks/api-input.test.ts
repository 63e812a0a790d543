import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Plan } from "../../src/api/schemas.ts";
import { openApi, verdict, type ApiWorld } from "../support/api.ts";
import { stores } from "../support/attacker.ts";
import { arrangePackage, getPackageToken } from "../support/packages.ts";

/** Groups K and N for programs: too much, too often, and nonsense. */
describe.each(stores)("what is sent to the API, with %s", (_store, settings) => {
  let api: ApiWorld;
  beforeAll(async () => {
    api = await openApi(settings);
  });
  afterAll(() => api.close());

  test("a package that asks too often waits, and no other with it", async () => {
    const eager = await arrangePackage(api.world, { grantedBy: api.school });
    const held = await getPackageToken(api.world, eager);
    const before = Array.from({ length: 600 }, () => api.world.deps.counter.add(`api ${eager.clientId}`, 60));
    await Promise.all(before);
    const answer = await api.activation(api.school, held);
    expect(verdict(answer)).toEqual([429, "too-many-requests"]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await api.activation(api.school, api.token)).status).toBe(200);
  });

  test("30 lists an hour for one school are enough", async () => {
    const eager = await arrangePackage(api.world, { grantedBy: api.school });
    const held = await getPackageToken(api.world, eager);
    const key = `api roster ${eager.packageId} ${api.school.id}`;
    await Promise.all(Array.from({ length: 30 }, () => api.world.deps.counter.add(key, 3600)));
    expect(verdict(await api.put(api.school, held))).toEqual([429, "too-many-requests"]);
  });

  test("a list that is too large is refused before it is taken", async () => {
    const headers = { "content-type": "text/csv" };
    const body = "x".repeat(21 * 1024 * 1024);
    const answer = await api.ask(`/schools/${api.school.number}/roster`, {
      method: "PUT",
      token: api.token,
      body,
      headers,
    });
    expect(verdict(answer)).toEqual([413, "body-too-large"]);
  });

  test.each([
    [{ "content-type": "application/json" }],
    [{ "content-type": "text/html" }],
    [{ "content-type": "multipart/form-data; boundary=x" }],
    [{ "content-type": "text/csv", "content-encoding": "gzip" }],
  ])("a list sent as %j is refused", async (headers) => {
    const answer = await api.ask(`/schools/${api.school.number}/roster`, {
      method: "PUT",
      token: api.token,
      body: "x",
      headers,
    });
    expect(verdict(answer)).toEqual([415, "unsupported-media-type"]);
  });

  test.each([
    "limit=0",
    "limit=x",
    "limit=1001",
    "limit=1&limit=2",
    "cursor=x",
    "cursor=MTp4&cursor=MTp4",
    "cursor=MToA",
    "class=%00",
    "state=any",
    "more=1",
    `cursor=${"x".repeat(400)}`,
  ])("the query %s is refused and fails nobody", async (query) => {
    const answer = await api.ask(`/schools/${api.school.number}/activation/pupils?${query}`, { token: api.token });
    expect(verdict(answer)).toEqual([400, "bad-request"]);
  });

  test.each(['{"allowLeavers":"yes"}', "[]", "{", '{"schoolId":"x"}', "null", "x".repeat(5000)])(
    "the order %s is refused",
    async (body) => {
      const { id } = Plan.parse((await api.put(api.school, api.token)).json);
      const path = `/schools/${api.school.number}/roster/plans/${id}/apply`;
      const answer = await api.ask(path, {
        method: "POST",
        token: api.token,
        body,
        headers: { "content-type": "application/json" },
      });
      expect(answer.status).toBeOneOf([400, 413]);
    },
  );

  test("an address or method that isn't there is a problem like any other", async () => {
    expect(verdict(await api.ask("/nothing"))).toEqual([404, "not-found"]);
    expect(
      verdict(await api.ask(`/schools/${api.school.number}/roster`, { method: "DELETE", token: api.token })),
    ).toEqual([405, "method-not-allowed"]);
  });

  test("another site's page gains nothing: no answer says that it may read", async () => {
    const answer = await api.ask(`/schools/${api.school.number}/activation`, {
      token: api.token,
      headers: { origin: "https://evil.example" },
    });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});
