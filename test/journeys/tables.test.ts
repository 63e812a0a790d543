import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { School } from "../../src/schools/schools.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { Visitor, words, type Answer } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
let school: School;
let admin: ArrangedStaff;
let visitor: Visitor;

beforeAll(async () => {
  world = await startTestServer();
  school = await arrangeSchool(world, "De Linde");
  admin = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const teaches = { role: "teacher", schoolId: school.id } as const;
  await arrangeStaff(world, { givenName: "Samira", roles: [{ ...teaches, className: "10A" }] });
  await arrangeStaff(world, { givenName: "Zoë", roles: [{ ...teaches, className: "2B" }] });
  await world.database.owner.query(
    `insert into staff_invitation (token_hash, email, email_key, given_name, family_name, role, school_id, class_names, created_at, created_by, expires_at)
      values (sha256('a'), 'an@school.example', 'an@school.example', 'An', 'Claes', 'teacher', $1, '{2B}', now(), 'test', now() + interval '2 hours'),
        (sha256('b'), 'bo@school.example', 'bo@school.example', 'Bo', 'Aerts', 'school-admin', $1, null, now(), 'test', now() + interval '3 hours')`,
    [school.id],
  );
  visitor = new Visitor();
  await signInStaff(world, { visitor, staff: admin, path: path("/staff") });
});
afterAll(() => world.close());

const path = (more: string) => `/school/${school.number}${more}`;
const namesIn = ({ text }: Answer): string[] =>
  [...text.matchAll(/<th scope="row">\s*([^<]*?)\s*</g)].map(([, name = ""]) => name.replace(" Wouters", ""));
const cellsOf = ({ text }: Answer): string[][] => parse(text, { delimiter: ";", bom: true, skip_empty_lines: true });
const take = (to: RegExp, format = "csv") =>
  visitor.submit({ format }, { to, button: { name: "format", value: format } });
const exportsIn = async () =>
  (
    await world.database.owner.query("select details from audit_event where what = 'list.exported' order by seq")
  ).rows.map(({ details }) => details);

describe("the tables of colleagues", () => {
  test.each([
    ["", ["Griet", "Samira", "Zoë", "An Claes", "Bo Aerts"]],
    ["?sort=rights", ["Griet", "Zoë", "Samira", "An Claes", "Bo Aerts"]],
    ["?sort=rights&down=yes", ["Samira", "Zoë", "Griet", "An Claes", "Bo Aerts"]],
    ["?sort=last&down=yes&open-sort=name", ["Griet", "Samira", "Zoë", "Bo Aerts", "An Claes"]],
    ["?open-sort=rights&open-down=yes", ["Griet", "Samira", "Zoë", "An Claes", "Bo Aerts"]],
    ["?role=teacher", ["Samira", "Zoë", "An Claes"]],
    ["?role=school-admin", ["Griet", "Bo Aerts"]],
    ["?q=zoe", ["Zoë"]],
    ["?q=an@&role=nonsense", ["An Claes"]],
  ])("come with %s as it says", async (search, names) => {
    expect(namesIn(await visitor.go(path(`/staff${search}`)))).toEqual(names);
  });

  test("are each sorted by links, and keep how the other one is", async () => {
    const { text } = await visitor.go(path("/staff?sort=last&q=a"));
    expect(text).toMatch(/aria-sort="ascending">\s*<a href="[^"]*">Laatst aangemeld/);
    expect(text).toMatch(/<a href="\S*\/staff\?q=a&(amp;)?sort=last&(amp;)?open-sort=name">Naam/);
  });

  test("say that nothing is found, and how to see everything again", async () => {
    const page = await visitor.go(path("/staff?q=nobody"));
    expect(words(page)).toMatch(/0 van 3 Niets past bij wat je zoekt\..*0 van 2 Niets past bij wat je zoekt\./);
    expect(words(page)).toContain("Toon alles");
  });

  test("go along as files, filtered as the page is, and it is recorded which", async () => {
    await visitor.go(path("/staff?role=teacher&sort=rights"));
    const colleagues = cellsOf(await take(/staff\/export/));
    expect(colleagues[0]).toEqual([
      "Familienaam",
      "Voornaam",
      "E-mailadres",
      "Mag",
      "Meldt zich aan met",
      "Laatst aangemeld",
    ]);
    expect(colleagues.slice(1).map(([, given, , rights]) => [given, rights])).toEqual([
      ["Zoë", "klas 2B"],
      ["Samira", "klas 10A"],
    ]);
    await visitor.go(path("/staff?q=claes"));
    const invitations = cellsOf(await take(/invitations\/export/));
    expect(invitations.slice(1).map((row) => row.slice(0, 4))).toEqual([
      ["Claes", "An", "an@school.example", "klas 2B"],
    ]);
    await visitor.go(path("/staff"));
    expect((await take(/staff\/export/, "xlsx")).headers.get("content-type")).toContain("sheet");
    expect(await exportsIn()).toMatchObject([
      { list: "staff", format: "csv", colleagues: 2 },
      { list: "invitations", format: "csv", invitations: 1 },
      { list: "staff", format: "xlsx", colleagues: 3 },
    ]);
  });
});

test("merged records are found, sorted and taken along", async () => {
  const merged: string[] = [];
  for (const givenName of ["Lotte", "Anna"]) {
    const keep = await arrangePupil(world, school, { givenName });
    const other = await arrangePupil(world, school, { givenName, className: "3A" });
    await visitor.go(path("/merge"));
    await visitor.submit({ keep: keep.loginName, other: other.loginName }, { to: /merge$/ });
    await visitor.submit({ sure: "yes" }, { to: /confirm$/ });
    merged.push(other.loginName);
  }
  const order = async (search: string) => namesIn(await visitor.go(path(`/merge${search}`)));
  expect((await order("?sort=name"))[0]).toMatch(/^Anna/);
  expect((await order("?sort=name&down=yes"))[0]).toMatch(/^Lotte/);
  expect(await order(`?q=${merged[0] ?? ""}`)).toHaveLength(1);
  expect(words(await visitor.go(path("/merge?q=nobody")))).toContain("Niets past bij wat je zoekt.");
  await visitor.go(path("/merge?q=anna"));
  const rows = cellsOf(await take(/merge\/export/));
  expect(rows.map((row) => row[2])).toEqual(["Dit gaat erin op", merged[1]]);
});
