import { afterEach, beforeEach, expect, test } from "vitest";
import { openGate } from "../../test/support/activation.ts";
import { csv, type Line } from "../../test/support/rosters.ts";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { moments, nextYear, openYear, thisYear, type YearWorld } from "../../test/support/year.ts";
import { errorHandling } from "../http/errors.ts";
import { loadAssets } from "../http/assets.ts";
import { pages } from "../http/pages.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { yearRoutes } from "./year-routes.ts";

let world: YearWorld;
let web: TestWeb;
const assets = loadAssets();
const home = "/school/012345/year";

beforeEach(async () => {
  world = await openYear();
  web = await open(world.schoolId);
});
afterEach(async () => {
  await web.close();
  await world.drop();
});

function open(id: YearWorld["schoolId"]): Promise<TestWeb> {
  const errors = errorHandling({ log: createLog("silent"), random: systemRandom });
  const layers = (issuer: string) => [pages({ assets, issuer }), errors.middleware];
  return startWeb(layers, yearRoutes(world.deps, openGate({ id })));
}

async function ask(path: string, init: RequestInit = {}, on = web) {
  const response = await fetch(`${on.origin}${path}`, { redirect: "manual", ...init });
  const said = (await response.text()).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  return { status: response.status, location: response.headers.get("location") ?? "", said };
}
const post = (path: string, fields: Record<string, string> = {}, on = web) =>
  ask(path, { method: "POST", body: new URLSearchParams(fields) }, on);

async function send(bytes: Uint8Array) {
  const body = new FormData();
  body.set("file", new Blob([Uint8Array.from(bytes)]), "volgend jaar.csv");
  return ask(home, { method: "POST", body });
}
async function plan(...lines: Line[]): Promise<string> {
  const { status, location } = await send(csv(...lines));
  expect(status).toBe(303);
  return location;
}

test("without a file, or with one that is no list, the page says what to do", async () => {
  expect(await ask(home, { method: "POST", body: new FormData() })).toMatchObject({ status: 422 });
  const answer = await send(Buffer.from("<html>"));
  expect(answer).toMatchObject({ status: 422, said: expect.stringContaining("webpagina") });
});

test("what looks wrong has to be ticked, and what was ticked stays ticked", async () => {
  const path = await plan(...thisYear.slice(0, 4));
  const refused = await post(`${path}/agree`, { leavers: "yes" });
  expect(refused).toMatchObject({ status: 422, said: expect.stringContaining("Vink eerst aan") });
  expect(await post(`${path}/agree`, { leavers: "yes", "this-year": "yes" })).toMatchObject({ status: 303 });
  expect((await ask(home)).said).toContain("Ligt vast en gaat in op 1 september 2027");
});

test("two tabs that agree to two lists: the second holds, and the first page says so", async () => {
  const first = await plan(...nextYear);
  await post(`${first}/agree`);
  const second = await plan(...nextYear.slice(0, 10));
  await post(`${second}/agree`);
  expect((await ask(first)).said).toContain("Deze lijst is er niet meer");
  expect(await post(`${first}/agree`)).toMatchObject({ status: 303, location: first });
});

test("a list is withdrawn, once or twice", async () => {
  const path = await plan(...nextYear);
  await post(`${path}/agree`);
  expect(await post(`${path}/withdraw`)).toMatchObject({ status: 303, location: home });
  expect(await post(`${path}/withdraw`)).toMatchObject({ status: 303 });
  expect((await ask(home)).said).toContain("Ingetrokken");
});

test("doubts are decided one by one, also against the answer of before", async () => {
  await world.importFile(csv(...thisYear, ["Anders", "Kind", "3A"]));
  const path = await plan(...nextYear, ["Anders", "Kind", "4A"]);
  expect((await ask(path)).said).toContain("Bij 1 regel twijfelen we");
  const question = `${path}/doubt/13`;
  expect((await ask(question)).said).toMatch(/Dezelfde leerling: Kind Anders/);
  expect(await post(question)).toMatchObject({ status: 422, said: expect.stringContaining("Kies een antwoord") });
  expect(await post(question, { decision: "new" })).toMatchObject({ status: 303, location: path });
  expect((await ask(path)).said).toContain("nieuwe leerling");
  expect(await post(question, { decision: "open" })).toMatchObject({ status: 303 });
  expect((await ask(path)).said).toContain("nog niet beslist");
});

test("another school's list, and what is no list, are not there", async () => {
  const path = await plan(...nextYear);
  const other = await open(world.schoolB);
  const everywhere = [path, `${path}/doubt/1`, `${home}/x`, `${path}/doubt/x`];
  expect(await Promise.all(everywhere.map(async (one) => (await ask(one, {}, other)).status))).toEqual([
    404, 404, 404, 404,
  ]);
  for (const deed of ["agree", "withdraw", "doubt/2"])
    expect((await post(`${path}/${deed}`, { decision: "new" }, other)).status).toBe(404);
  await other.close();
});

test("in September a list that was stopped takes effect while the person waits", async () => {
  const planId = await world.agreeTo(nextYear.slice(0, 6), "leavers");
  await world.database.owner.query(`update school_year_plan set agreed = '{"stops": [], "left": 2}'`);
  world.clock.now = moments.firstOfSeptember;
  await world.runJob();
  expect((await ask(home)).said).toContain("Is niet ingegaan");
  expect((await ask(`${home}/${planId}`)).said).toContain("Laat nu ingaan");
  expect(await post(`${home}/${planId}/agree`, { leavers: "yes" })).toMatchObject({ status: 303, location: home });
  const { said } = await ask(home);
  expect(said).toContain("Ingegaan voor 1 september 2027");
  expect(said).toContain("klasnamen van vorig schooljaar");
  expect(await world.classes("2027-2028")).toHaveLength(6);
});

test("a name in the list is shown as it is written, and is no markup", async () => {
  const path = await plan(["<b>Vet</b>", "Kind", "1A"], ...nextYear);
  const response = await fetch(`${web.origin}${path}`);
  expect(await response.text()).not.toContain("<b>Vet");
});

test("who sends the list of the coming year is in the audit of the school", async () => {
  await plan(...nextYear);
  const { rows } = await world.database.owner.query(
    "select actor, school_id from audit_event where what = 'school-year.rehearsed'",
  );
  expect(rows).toEqual([{ actor: expect.stringMatching(/^staff:/), school_id: world.schoolId }]);
});
