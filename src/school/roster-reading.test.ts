import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { csv } from "../../test/support/rosters.ts";
import { workbookFile } from "../../test/support/workbook-files.ts";
import { wizardPerTest } from "../../test/support/roster-wizard.ts";

const wizard = wizardPerTest();
const informat = Buffer.from(
  "Pointer;Stamnummer;Naam;Voornaam;Klas;Klascode\n1;A1;Peeters;Noor;1ste leerjaar A;1Aa\n2;A2;Maes;Wout;1ste leerjaar A;1Ab\n",
);

const head = ["Naam", "Voornaam", "Klas"];
const two = workbookFile([
  { name: "Nu", rows: [head, ["Peeters", "Noor", "1A"]] },
  { name: "Vorig jaar", rows: [head, ["Maes", "Wout", "1A"], ["Peeters", "Noor", "1B"]] },
]);

test("the page of a plan names the package, and a person can say another, which is known the next time", async () => {
  const { send, get, post } = wizard.now;
  const { location } = await send(informat);
  expect((await get(location)).said).toMatch(/Dit is een lijst van Informat\..*1Aa.*1Ab/);
  const { location: again } = await post(`${location}/reading`, { package: "free" });
  expect((await get(again)).said).toMatch(/van geen pakket dat we kennen/);
  expect((await get((await send(informat)).location)).said).toMatch(/van geen pakket dat we kennen/);
  const { location: back } = await post(`${again}/reading`, { package: "informat" });
  expect((await get(back)).said).toMatch(/Dit is een lijst van Informat/);
});

test("a sheet that can't be known is asked for before anything is compared, and can be another one afterwards", async () => {
  const { send, get, post } = wizard.now;
  const { location } = await send(two);
  expect(location).toMatch(/\/columns$/);
  expect((await get(location)).said).toMatch(/Op welk werkblad staat de lijst\?.*Nu 2 regels.*Vorig jaar/s);
  const reading = location.replace(/columns$/, "reading");
  const { location: plan } = await post(reading, { "sheet-0": "Nu" });
  expect((await get(plan)).said).toMatch(/Werkblad: Nu\..*1 nieuw/);
  const { location: other } = await post(`${plan}/reading`, { "sheet-1": "Vorig jaar" });
  expect((await get(other)).said).toMatch(/Werkblad: Vorig jaar\..*2 nieuw/);
  const wrong = await post(`${other}/reading`, { "sheet-0": "Bestaat niet" });
  expect(wrong.status).toBe(422);
  expect((await get(other)).said).toMatch(/Werkblad: Vorig jaar/);
});

test("what can't be known is said by code to who can't be asked, and taken when they say it", async () => {
  const { rosters } = wizard.now;
  await expect(rosters.plan(Buffer.from(two))).rejects.toThrow(/Meer dan één werkblad/);
});

test("columns with passwords are told on the page of the plan and on that of the columns", async () => {
  const { send, get } = wizard.now;
  const { location } = await send(Buffer.from("Naam;Voornaam;Klas;Wachtwoord\nPeeters;Noor;1A;Zonnebloem7\n"));
  for (const path of [location, `${location}/columns`]) {
    const { said, text } = await get(path);
    expect(said).toMatch(/Kolommen met wachtwoorden zijn weggelaten en worden niet bewaard: Wachtwoord/);
    expect(text).not.toContain("Zonnebloem7");
  }
  const tool = await send(readFileSync(new URL("../../test/cases/rosters/real-leerid-export.xlsx", import.meta.url)));
  expect((await get(tool.location)).said).toMatch(/lijst van LeerID-beheer.*LeerID Wachtwoord/);
});

test("a list that was read as it is says so without a question", async () => {
  const { send, get } = wizard.now;
  const { said } = await get((await send(csv(["Peeters", "Noor", "1A"]))).location);
  expect(said).toMatch(/van geen pakket dat we kennen/);
});

test("lines of pupils who aren't here stand apart from those that must be mended", async () => {
  const { send, get } = wizard.now;
  const list = "Naam;Voornaam;Klas;Einddatum\nPeeters;Noor;1A;\nMaes;Wout;1A;1/9/2026\nClaes;Fleur;;\n";
  const { said } = await get((await send(Buffer.from(list))).location);
  expect(said).toMatch(/1 regel is niet gelezen.*Claes/);
  expect(said).toMatch(/1 regel is van wie hier vandaag niet is.*Wout Maes.*weg sinds 1\/9\/2026/);
});
