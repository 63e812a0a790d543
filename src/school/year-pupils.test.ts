import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "csv-parse/sync";
import { openGate } from "../../test/support/activation.ts";
import { csv, number, type Line } from "../../test/support/rosters.ts";
import { startWeb, type TestWeb } from "../../test/support/web.ts";
import { nextYear, openYear, type YearWorld } from "../../test/support/year.ts";
import { rehearseYear, uploadRoster } from "../rosters/rosters.ts";
import { loadAssets } from "../http/assets.ts";
import { errorHandling } from "../http/errors.ts";
import { pages } from "../http/pages.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { yearRoutes } from "./year-routes.ts";

let world: YearWorld;
let web: TestWeb;
let path: string;
const assets = loadAssets();
const open = (id: YearWorld["schoolId"]) => {
  const errors = errorHandling({ log: createLog("silent"), random: systemRandom });
  return startWeb((issuer) => [pages({ assets, issuer }), errors.middleware], yearRoutes(world.deps, openGate({ id })));
};
beforeEach(async () => {
  world = await openYear();
  web = await open(world.schoolId);
  await world.importFile(csv(["Elders", "Ella", "2B", number(91)]), world.schoolB);
  const [stays, ...others] = nextYear;
  const [family = "", given = "", , national = ""] = stays ?? [];
  const lines: Line[] = [
    [family, given, "3C", national],
    ...others,
    ["Elders", "Ella", "10B", number(91)],
    ["Fout", "Fien", "1A", "123"],
  ];
  path = `/school/012345/year/${await world.rehearse(...lines)}/pupils`;
});
afterEach(async () => {
  await web.close();
  await world.drop();
});

async function get(search = "") {
  const response = await fetch(`${web.origin}${path}${search}`);
  const text = await response.text();
  const names = [...text.matchAll(/<th scope="row">\s*([^<]*?)\s*</g)].map(([, name = ""]) => name);
  return { status: response.status, names, said: text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " "), text };
}
const take = (search = "", on = web) =>
  fetch(`${on.origin}${path}/export${search}`, { method: "POST", body: new URLSearchParams({ format: "csv" }) });

describe("the pupils of a coming year", () => {
  test("stand there with the class of now, that of next year, and what is no ordinary step", async () => {
    const { said } = await get();
    expect(said).toMatch(/Kind FamilieA 3A 3C zelfde leerjaar/);
    expect(said).toMatch(/Kind FamilieB 3A 4A gaat over/);
    expect(said).toMatch(/Anna Zesde 6A – weg/);
    expect(said).toMatch(/Nora Nieuw – 1A nieuw/);
    expect(said).toMatch(/Ella Elders – 10B nieuw/);
    expect(said).toMatch(/Fien Fout – 1A niet gelezen Het rijksregisternummer/);
  });

  test.each([
    ["?what=left&sort=name&down=yes", ["Bram Zesde", "Anna Zesde"]],
    ["?what=new&sort=to", ["Nora Nieuw", "Ella Elders"]],
    ["?what=new&sort=to&down=yes", ["Ella Elders", "Nora Nieuw"]],
    ["?class=3C", ["Kind FamilieA"]],
    ["?q=ZESDE&sort=from", ["Anna Zesde", "Bram Zesde"]],
    ["?q=nobody", []],
  ])("come with %s as it says", async (search, names) => {
    const page = await get(search);
    expect(page.names).toEqual(names);
    expect(page.said).toContain(names.length > 0 ? `${names.length} van 15` : "Niets past bij wat je zoekt.");
  });

  test("say to a screen reader how they are sorted", async () => {
    expect((await get("?sort=to&down=yes")).text).toMatch(/aria-sort="descending">\s*<a[^>]*>Volgend schooljaar/);
  });

  test("go along as a file, as they are filtered", async () => {
    const rows = parse(await (await take("?what=left")).text(), { delimiter: ";", bom: true, skip_empty_lines: true });
    expect(rows).toEqual([
      ["Familienaam", "Voornaam", "Gebruikersnaam", "Nu", "Volgend schooljaar", "Verandering"],
      ["Zesde", "Anna", expect.stringMatching(/^anna\.\d+$/), "6A", "", "weg"],
      ["Zesde", "Bram", expect.stringMatching(/^bram\.\d+$/), "6A", "", "weg"],
    ]);
  });

  test("come back in as the list of that year, changed or not, and never as a list of now", async () => {
    const taken = await (await take()).text();
    const before = await get();
    const of = { schoolId: world.schoolId, actor: "test" };
    const read = await rehearseYear(world.deps, { ...of, bytes: Buffer.from(taken.replace('"3A";"4A"', '"3A";"4B"')) });
    path = `/school/012345/year/${read.ok ? read.planId : read.problem}/pupils`;
    const after = await get();
    expect(new Set(after.names)).toEqual(new Set(before.names));
    expect(after.said).toMatch(/Kind FamilieB 3A 4B gaat over/);
    expect(after.said).toMatch(/Anna Zesde 6A – weg/);
    expect(after.said).toMatch(/Fien Fout – 1A niet gelezen/);
    const now = await uploadRoster(world.deps, { ...of, bytes: Buffer.from(taken) });
    expect(now).toMatchObject({ ok: false, problem: "coming-year" });
  });

  test("are not found by another school, nor for a list that isn't there", async () => {
    const other = await open(world.schoolB);
    expect((await fetch(`${other.origin}${path}`)).status).toBe(404);
    expect((await take("", other)).status).toBe(404);
    await other.close();
    expect((await fetch(`${web.origin}/school/012345/year/x/pupils`)).status).toBe(404);
  });
});
