import { exportJWK, generateKeyPair, type CryptoKey } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { Changes, Plan, ProblemDocument, PupilStates } from "../../src/api/schemas.ts";
import { addPackage } from "../../src/applications/applications.ts";
import type { School } from "../../src/schools/schools.ts";
import { stores } from "../support/attacker.ts";
import { startLoopbackApplication } from "../support/loopback.ts";
import {
  arrangePackage,
  askApi,
  getPackageToken,
  oneRosterZip,
  type ApiRequest,
  type RosterPupil,
} from "../support/packages.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { workbookFile } from "../support/workbook-files.ts";
import { arrangeSchool } from "../support/world.ts";

const zip = { "content-type": "application/zip" };
const json = { "content-type": "application/json" };
const pupil = (id: number, className: string): RosterPupil => ({
  id: `p-${id}`,
  givenName: `Kind${id}`,
  familyName: `Familie${id}`,
  className,
  serial: id,
});
const ten = Array.from({ length: 10 }, (_, at) => pupil(at + 1, at < 5 ? "3A" : "3B"));

/** Serves the keys of a vendor. */
async function startKeys() {
  const vendor = await startLoopbackApplication();
  return Object.assign(vendor, { [Symbol.asyncDispose]: vendor.close });
}

describe.each(stores)("an administration package hands in a roster, with %s", (_name, settings) => {
  let world: TestServer;
  let school: School;
  let token: string;
  const ask = (path: string, request: ApiRequest = {}) =>
    askApi(world.issuer, `/schools/${school.number}${path}`, { token, ...request });
  const put = async (pupils: RosterPupil[]) => {
    const answer = await ask("/roster", { method: "PUT", body: oneRosterZip(pupils), headers: zip });
    expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
    return { ...answer, plan: Plan.parse(answer.json) };
  };
  const apply = (id: string, request: ApiRequest = {}) =>
    ask(`/roster/plans/${id}/apply`, { method: "POST", ...request });
  const read = async (id: string) => Plan.parse((await ask(`/roster/plans/${id}`)).json);
  /** What a package does: apply, and read until it is done. */
  const applyAndWait = async (id: string, request: ApiRequest = {}) => {
    const answer = await apply(id, request);
    expect([answer.status, answer.text]).toEqual([expect.toBeOneOf([200, 202]), expect.anything()]);
    await vi.waitUntil(async () => (await read(id)).state === "applied", { timeout: 20_000, interval: 100 });
    return answer;
  };
  const problem = (answer: { json: unknown }) => ProblemDocument.parse(answer.json);

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    token = await getPackageToken(world, await arrangePackage(world, { grantedBy: school }));
  });
  afterAll(() => world.close());

  test("which sheet is the list, and which class a spreadsheet changed, is said in the address", async () => {
    const header = ["Naam", "Voornaam", "Klas"];
    const sheets = ["2024-2025", "2026-2027"].map((name) => ({ name, rows: [header, ["Maes", "Noor", 100]] }));
    const request = { method: "PUT", body: Uint8Array.from(workbookFile(sheets)), headers: zip };
    const unsure = await ask("/roster", request);
    expect([unsure.status, problem(unsure).reason]).toEqual([422, "sheet-unsure"]);
    const sheet = "/roster?sheet=2026-2027";
    expect(Plan.parse((await ask(sheet, request)).json).rejected).toMatchObject([{ code: "class-unclear" }]);
    const said = await ask(`${sheet}&class=${encodeURIComponent("100=1E2;1/feb=1-2")}`, request);
    expect(Plan.parse(said.json)).toMatchObject({ rejected: [], counts: { added: 1 } });
    expect((await ask(`${sheet}&class=100`, request)).status).toBe(400);
  });

  test("from a OneRoster 1.2 zip to a plan, to pupils with a class, to how far each is", async () => {
    const { plan, headers } = await put(ten);
    expect(plan).toMatchObject({ state: "planned", school: school.number, needs: [], rejected: [], doubtful: [] });
    expect(plan.counts).toEqual({ rows: 10, added: 10, changed: 0, moved: 0, left: 0, unchanged: 0 });
    expect(headers.get("location")).toBe(`/api/v1/schools/${school.number}/roster/plans/${plan.id}`);

    const changes = Changes.parse((await ask(`/roster/plans/${plan.id}/changes`)).json);
    expect(changes.changes).toHaveLength(10);
    expect(changes.changes[0]).toEqual({
      line: 2,
      action: "added",
      pupilNumber: "p-1",
      classes: ["3A"],
      classesBefore: [],
    });

    const begun = await applyAndWait(plan.id);
    expect([begun.status, begun.headers.get("retry-after")]).toEqual([202, "2"]);
    const result = await read(plan.id);
    expect(result).toMatchObject({ state: "applied", counts: plan.counts, appliedAt: expect.any(String) });

    const activation = await ask("/activation");
    const none = { pupils: 5, none: 5, ready: 0, active: 0, locked: 0, leaving: 0 };
    expect(activation.json).toEqual({
      schoolYear: expect.stringMatching(/^\d{4}-\d{4}$/),
      totals: { ...none, pupils: 10, none: 10 },
      withoutPupilNumber: 0,
      classes: [
        { name: "3A", ...none },
        { name: "3B", ...none },
      ],
    });
    expect(activation.text).not.toMatch(/Kind|Familie/);
  });

  test("who is how far comes in pages, by the package's own number", async () => {
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const cursor: string = next === "" ? "" : `&cursor=${next}`;
      const answer = await ask(`/activation/pupils?limit=4${cursor}`);
      expect(answer.text).not.toMatch(/Kind|Familie|kind\d*\.\d/);
      const page = PupilStates.parse(answer.json);
      expect(page.pupils.length).toBeLessThanOrEqual(4);
      seen.push(...page.pupils.map(({ pupilNumber }) => pupilNumber));
      next = page.next;
    }
    expect(seen.toSorted()).toEqual(ten.map(({ id }) => id).sort());
    const one = PupilStates.parse((await ask("/activation/pupils?class=3B&state=none")).json);
    expect(one.pupils).toHaveLength(5);
    expect(PupilStates.parse((await ask("/activation/pupils?state=active")).json).pupils).toEqual([]);
  });

  test("applying twice is applying once, also side by side", async () => {
    const { plan } = await put([...ten, pupil(11, "3A")]);
    const answers = await Promise.all([apply(plan.id), apply(plan.id), apply(plan.id)]);
    for (const { status } of answers) expect(status).toBeOneOf([200, 202]);
    await applyAndWait(plan.id);
    expect((await apply(plan.id)).status).toBe(200);
    expect(
      z.object({ totals: z.object({ pupils: z.number() }) }).parse((await ask("/activation")).json).totals.pupils,
    ).toBe(11);
  });

  test("a plan that another one has overtaken answers 409", async () => {
    const { plan: old } = await put([...ten, pupil(12, "3A")]);
    const { plan: newer } = await put([...ten, pupil(13, "3A")]);
    await applyAndWait(newer.id);
    const late = await apply(old.id);
    expect([late.status, problem(late).code]).toEqual([409, "plan-stale"]);
    expect((await read(old.id)).state).toBe("stale");
  });

  test("when too many would leave, a person of the school must have said so", async () => {
    const { plan } = await put(ten.slice(0, 4));
    expect(plan.needs).toEqual(["leavers"]);
    const refused = await apply(plan.id, { body: "{}", headers: json });
    expect([refused.status, problem(refused)]).toMatchObject([
      409,
      { code: "confirmation-needed", needs: ["leavers"] },
    ]);
    expect((await read(plan.id)).state).toBe("planned");
    await applyAndWait(plan.id, { body: JSON.stringify({ allowLeavers: true }), headers: json });
    const { rows } = await world.database.owner.query(
      "select actor from audit_event where what = 'roster.applied' and school_id = $1 order by at desc limit 1",
      [school.id],
    );
    expect(rows[0].actor).toMatch(/^package:[0-9a-f-]{36}$/);
  });

  test("with If-Match a plan is applied only as it was read, and an ETag saves an answer", async () => {
    const { plan } = await put([...ten.slice(0, 4), pupil(14, "3A")]);
    const first = await ask(`/roster/plans/${plan.id}`, { headers: { "accept-language": "fr" } });
    const tag = first.headers.get("etag") ?? "";
    expect(first.headers.get("content-language")).toBe("fr");
    const again = await ask(`/roster/plans/${plan.id}`, { headers: { "if-none-match": tag, "accept-language": "fr" } });
    expect([again.status, again.text]).toEqual([304, ""]);
    const other = await apply(plan.id, { headers: { "if-match": `"${"x".repeat(22)}"` } });
    expect([other.status, problem(other).code]).toEqual([412, "plan-changed"]);
    await applyAndWait(plan.id, { headers: { "if-match": tag } });
    expect((await apply(plan.id, { headers: { "if-match": tag } })).status).toBe(200);
  });

  test("CSV comes in as well, and what is wrong in it stands in the plan by its line", async () => {
    const body = "Naam;Voornaam;Klas;INSZ;Stamboeknr\nMaes;Jef;3A;17.03.04-001.00;1\nClaes;An;3A;;2\n";
    const answer = await ask("/roster", {
      method: "PUT",
      body,
      headers: { "content-type": "text/csv; charset=utf-8", "accept-language": "en" },
    });
    expect(Plan.parse(answer.json).rejected).toEqual([
      { line: 2, code: "number-check", reason: expect.stringContaining("check digits") },
    ]);
    expect(answer.text).not.toMatch(/Maes|17\.03/);
  });

  test("the keys of a package may be at an address of its own", async () => {
    await using vendor = await startKeys();
    const [old, fresh] = [await generateKeyPair("ES256"), await generateKeyPair("ES256")];
    vendor.jwks.keys = [{ ...(await exportJWK(old.publicKey)), kid: "old" }];
    const about = { name: `Adres ${world.deps.random.int(1e9)}`, jwksUri: `${vendor.origin}/jwks`, loopback: true };
    const { packageId, clientId } = await addPackage(world.deps, { ...about, actor: "test" });
    const mine = (privateKey: CryptoKey) => ({ packageId, clientId, name: about.name, privateKey });
    expect(await getPackageToken(world, mine(old.privateKey))).not.toBe("");
    await expect(getPackageToken(world, mine(fresh.privateKey))).rejects.toThrow();
  });

  test.each([
    ["an empty file", "", "empty"],
    ["a web page", "<html><table></table></html>", "html"],
    ["a list without classes", "Naam;Voornaam\nMaes;Jef\n", "no-class-column"],
  ])("%s is refused with the reason as a code", async (_what, body, reason) => {
    const answer = await ask("/roster", { method: "PUT", body, headers: { "content-type": "text/csv" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      422,
      "application/problem+json; charset=utf-8",
    ]);
    expect(problem(answer)).toMatchObject({ code: "roster-unreadable", reason, status: 422 });
    expect(problem(answer).type).toBe(`${world.issuer}/api/v1#roster-unreadable`);
  });
});
