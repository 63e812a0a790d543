import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Plan, ProblemDocument } from "../../src/api/schemas.ts";
import { grantPackage, resumePackage, suspendPackage, withdrawPackage } from "../../src/applications/applications.ts";
import { planRoster } from "../../src/rosters/rosters.ts";
import { suspendSchool } from "../../src/schools/schools.ts";
import { everyDoor, openApi, six, verdict, type ApiWorld } from "../support/api.ts";
import { post, stores } from "../support/attacker.ts";
import {
  arrangePackage,
  assertionOf,
  getPackageToken,
  type ApiAnswer,
  type ArrangedPackage,
} from "../support/packages.ts";
import { csv, ten } from "../support/rosters.ts";
import { arrangeSchool } from "../support/world.ts";

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Groups E and J for programs: a package is let in at the schools that allow it, to do what they allow, as long as they do. */
describe.each(stores)("access to the API, with %s", (_store, settings) => {
  let api: ApiWorld;
  beforeAll(async () => {
    api = await openApi(settings);
  });
  afterAll(() => api.close());

  test("another school answers like one that isn't there", async () => {
    expect(await api.atEveryDoor(api.other, api.token)).toEqual(six([403, "not-granted"]));
    const nowhere = await api.ask("/schools/999999/activation", { token: api.token });
    const there = await api.activation(api.other, api.token);
    const same = ({ json }: ApiAnswer) => ({ ...ProblemDocument.parse(json), errorCode: "" });
    expect(same(nowhere)).toEqual(same(there));
    expect((await api.ask("/schools/x'--/activation", { token: api.token })).status).toBe(403);
  });

  test("a plan of another school, of another package or of the school's staff is not found", async () => {
    const second = await arrangePackage(api.world, { grantedBy: api.other });
    const foreign = Plan.parse((await api.put(api.other, await getPackageToken(api.world, second))).json).id;
    const third = await arrangePackage(api.world, { grantedBy: api.school });
    const neighbour = Plan.parse((await api.put(api.school, await getPackageToken(api.world, third))).json).id;
    const byStaff = await planRoster(api.world.deps, { schoolId: api.school.id, bytes: csv(...ten) });
    if (!byStaff.ok) throw new Error(byStaff.message);
    for (const id of [foreign, neighbour, byStaff.importId, "x", crypto.randomUUID()]) {
      for (const [method, path] of everyDoor(api.school, id).slice(1, 4))
        expect(verdict(await api.ask(path, { method, token: api.token }))).toEqual([404, "not-found"]);
    }
  });

  test("a token does only what it was asked for", async () => {
    const narrow = await getPackageToken(api.world, api.pack, "activation.read");
    for (const [method, path] of everyDoor(api.school, crypto.randomUUID()).slice(0, 4))
      expect(verdict(await api.ask(path, { method, token: narrow }))).toEqual([403, "insufficient-scope"]);
    const answer = await api.put(api.school, narrow);
    expect(answer.headers.get("www-authenticate")).toContain('error="insufficient_scope", scope="roster.write"');
  });

  test("a school's grant decides, whatever stands in the token", async () => {
    const reader = await arrangePackage(api.world, { grantedBy: api.school, scopes: ["activation.read"] });
    const wide = await getPackageToken(api.world, reader);
    expect((await api.activation(api.school, wide)).status).toBe(200);
    expect(verdict(await api.put(api.school, wide))).toEqual([403, "not-granted"]);
  });

  const arrange = async () => {
    const mine = await arrangePackage(api.world, { grantedBy: api.school });
    const held = await getPackageToken(api.world, mine);
    expect((await api.activation(api.school, held)).status).toBe(200);
    return { mine, held, deed: { packageId: mine.packageId, actor: "test" } };
  };
  const aSecondLater = () => new Promise((resolve) => setTimeout(resolve, 1100));

  test("a withdrawn grant ends tokens of before, and a new grant doesn't bring them back", async () => {
    const { mine, held, deed } = await arrange();
    await withdrawPackage(api.world.deps, { ...deed, schoolId: api.school.id });
    expect(await api.atEveryDoor(api.school, held)).toEqual(six([403, "not-granted"]));
    await aSecondLater();
    await grantPackage(api.world.deps, { ...deed, schoolId: api.school.id, scopes: ["activation.read"] });
    expect(verdict(await api.activation(api.school, held))).toEqual([401, "not-authenticated"]);
    expect((await api.activation(api.school, await getPackageToken(api.world, mine))).status).toBe(200);
  });

  test("a suspended package is nobody, gets no token, and old ones stay dead when it is back", async () => {
    const { mine, held, deed } = await arrange();
    await suspendPackage(api.world.deps, deed);
    expect(await api.atEveryDoor(api.school, held)).toEqual(six([401, "not-authenticated"]));
    await expect(getPackageToken(api.world, mine)).rejects.toThrow();
    await aSecondLater();
    await resumePackage(api.world.deps, deed);
    expect((await api.activation(api.school, held)).status).toBe(401);
    expect((await api.activation(api.school, await getPackageToken(api.world, mine))).status).toBe(200);
  });

  test("a suspended school answers no package", async () => {
    const closing = await arrangeSchool(api.world, "C");
    const mine = await arrangePackage(api.world, { grantedBy: closing });
    const held = await getPackageToken(api.world, mine);
    await suspendSchool(api.world.deps, closing.number);
    expect(await api.atEveryDoor(closing, held)).toEqual(six([403, "not-granted"]));
  });

  test("a revoked token is dead, and only its own package revokes it", async () => {
    const { mine, held } = await arrange();
    const revoke = async (by: ArrangedPackage) =>
      post(`${api.world.issuer}/revoke`, {
        token: held,
        client_assertion: await assertionOf(api.world, by),
        client_assertion_type: bearer,
      });
    await revoke(api.pack);
    expect((await api.activation(api.school, held)).status).toBe(200);
    await revoke(mine);
    expect((await api.activation(api.school, held)).status).toBe(401);
  });
});
