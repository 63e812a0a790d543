import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildLoginName } from "../../pupils/login-name.ts";
import { readLeerId } from "./leer-id.ts";
import { readRoster } from "../read-file.ts";
import type { Head } from "../columns.ts";
import type { Field } from "./fields.ts";
import { profileOf, recognise, type PackageId } from "./packages.ts";

type Fixture = { file: string; package: PackageId; from: [Field, string][] };
/** A list as each package writes it, and which column wins for which field. */
const fixtures: Fixture[] = [
  {
    file: "real-informat.csv",
    package: "informat",
    from: [
      ["className", "Klascode"],
      ["stamboeknummer", "Stamnummer"],
      ["fullName", "Naam"],
      ["givenName", "Voornaam"],
    ],
  },
  {
    file: "real-informat-ended.csv",
    package: "informat",
    from: [
      ["className", "Klascode"],
      ["stamboeknummer", "Stamnr_kort"],
      ["fullName", "Naam"],
    ],
  },
  {
    file: "real-wisa.csv",
    package: "wisa",
    from: [
      ["className", "KLAS"],
      ["callName", "ROEPNAAM"],
      ["stamboeknummer", "STAMBOEKNUMMER"],
    ],
  },
  {
    file: "real-smartschool.csv",
    package: "smartschool",
    from: [
      ["className", "klas"],
      ["stamboeknummer", "internnummer"],
      ["fullName", "naam"],
    ],
  },
  {
    file: "real-leerid-export.xlsx",
    package: "leerid-tool",
    from: [
      ["className", "Administratieve groep"],
      ["stamboeknummer", "Stamnummer"],
      ["familyName", "Achternaam"],
    ],
  },
  {
    file: "09a-xlsx-control.xlsx",
    package: "free",
    from: [
      ["className", "Klas"],
      ["fullName", "Naam"],
    ],
  },
];

const folder = new URL("../../../test/cases/rosters/", import.meta.url);
const asked = { schoolNumber: "045678", today: "2026-10-16", choices: {} };
async function headOf(bytes: Uint8Array): Promise<Head> {
  const head = await readRoster(bytes, asked);
  if (!head.ok) throw new Error(head.problem);
  return head;
}
const read = (file: string) => headOf(readFileSync(new URL(file, folder)));
const taken = ({ headers, at }: Head, field: Field) => headers[at[field] ?? -1];

test.each(fixtures)("$file is a list of $package, and the right column wins", async ({ file, from, ...fixture }) => {
  const head = await read(file);
  expect(head.reading.package).toBe(fixture.package);
  for (const [field, header] of from) expect(taken(head, field)).toBe(header);
  expect(taken(head, "leerId")).toBeUndefined();
});

const texts = fixtures.filter(({ file, package: id }) => file.endsWith(".csv") && id !== "free");
test.each(texts)("$file is known in any order and capitals, with columns more and one less", async (fixture) => {
  const { headers } = await read(fixture.file);
  const any = fc.record({
    order: fc.shuffledSubarray(headers, { minLength: headers.length }),
    without: fc.nat(headers.length - 1),
    more: fc.array(fc.constantFrom("Adres", "Gemeente", "Geslacht", "GSM", "Opmerking"), { maxLength: 3 }),
    write: fc.constantFrom(
      (header: string) => header.toUpperCase(),
      (header: string) => header.toLowerCase(),
      (header: string) => ` ${header.replace("_", " ")}`,
    ),
  });
  fc.assert(
    fc.property(any, ({ order, without, more, write }) => {
      const written = [...order.filter((header) => header !== headers[without]), ...more].map((header) =>
        write(header),
      );
      return recognise(written) === fixture.package;
    }),
  );
});

test("a list with one header that several packages have is nobody's", () => {
  expect(recognise(["Naam", "Voornaam", "Klas", "Gebruikersnaam", "Klasnummer"])).toBe("free");
  expect(profileOf("free").name).toBe("Excel");
});

test("a column that holds nothing is no source where another holds something", async () => {
  const head = await headOf(
    Buffer.from("voornaam;naam;internnummer;stamboeknummer;schoolverlater;klas\nNoor;Peeters;NULL;00240100;0;1Aa\n"),
  );
  expect(taken(head, "stamboeknummer")).toBe("stamboeknummer");
});

test("a direction of study is no class where another column has the class, in a list of no package, too", async () => {
  const head = await headOf(Buffer.from("Naam;Voornaam;Klas;Klascode\nPeeters;Noor;1ste leerjaar A;1Aa\n"));
  expect(taken(head, "className")).toBe("Klascode");
});

test("a direction of study alone is taken after a person has said so", async () => {
  const text = Buffer.from("Pointer;Stamnummer;Naam;Voornaam;Klas\n9;1;Peeters;Noor;1ste leerjaar A\n");
  expect((await headOf(text)).problem).toMatchObject({ problem: "no-class-column" });
  const said = await readRoster(text, { ...asked, choices: { package: "informat" } });
  expect(said).toMatchObject({ problem: undefined, at: { className: 4 } });
  const classes = Buffer.from("Pointer;Stamnummer;Naam;Voornaam;Klas\n9;1;Peeters;Noor;L1A\n");
  expect((await headOf(classes)).problem).toBeUndefined();
});

test("a person can say whose list it is", async () => {
  const bytes = readFileSync(new URL("real-informat.csv", folder));
  const head = await readRoster(bytes, { ...asked, choices: { package: "free" } });
  expect(head.ok && [head.reading.package, taken(head, "className")]).toEqual(["free", "Klascode"]);
});

test("a user name of another package is no LeerID, and a wrong one of ours is told where only ours can stand", () => {
  const ours = buildLoginName("lotte", "48213");
  expect(readLeerId("noor.peeters", "informat")).toBeNull();
  expect(readLeerId("noor.1", "smartschool")).toBeNull();
  expect(readLeerId(ours, "informat")).toBe(ours);
  expect(readLeerId("noor.peeters", "free")).toBe("wrong");
});

test("nothing of the importer knows a package by its name, outside its profile", () => {
  const rosters = new URL("../", import.meta.url);
  const sources = readdirSync(rosters, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  const naming = sources.filter((path) =>
    /\binformat\b|wisa|smartschool|leerid-?(?:tool|beheer)/i.test(readFileSync(new URL(path, rosters), "utf8")),
  );
  expect(naming.sort()).toEqual([
    "packages/informat.ts",
    "packages/leerid-tool.ts",
    "packages/packages.ts",
    "packages/smartschool.ts",
    "packages/wisa.ts",
  ]);
});
