import { readFileSync } from "node:fs";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { cardTexts } from "../../activation/card-texts.ts";
import { xlsxOf } from "../../lib/xlsx.ts";
import { readRoster, type Opened } from "../read-file.ts";
import { isSecretHeader } from "./columns.ts";

const asked = { schoolNumber: "000001", today: "2026-10-16", choices: {} };
async function open(bytes: Uint8Array): Promise<Opened> {
  const opened = await readRoster(bytes, asked);
  if (!opened.ok) throw new Error(opened.problem);
  return opened;
}
/** All that a file holds, unpacked. */
function contentOf(file: Uint8Array): string {
  const parts = file[0] === 0x50 ? Object.values(unzipSync(file)) : [file];
  return parts.map((part) => `${strFromU8(part, true)}\n${Buffer.from(part).toString("utf16le")}`).join("\n");
}
const secret = "Zonnebloem-77";
async function workbook(columns: string[], ...rows: string[][]): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of xlsxOf({ name: "Lijst", columns, rows })) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

test.each(
  [
    "Wachtwoord",
    "LeerID Wachtwoord",
    "paswoord",
    "Password",
    "Passwort",
    "Kennwort",
    "Mot de passe",
    "MDP",
    "pwd",
    "Pincode",
    "PIN",
    "wachtwoord_coaccount1",
    "Wachtwoord co-account 2",
    "Eerste wachtwoord",
    "initial_password",
    "passwordHash",
    "Activatiecode",
    "Login code",
    "WW ouder",
    "Smartschool-pw",
    "ww_2",
    "Inloggegevens",
    "Wachtw.",
    "Psw",
    "Paswd",
    ...Object.values(cardTexts).map(({ columns }) => columns.secret),
  ].map((header) => [header]),
)("a column called %s holds secrets", (header) => {
  expect(isSecretHeader(header)).toBe(true);
});

test.each([
  ["Klascode"],
  ["Postcode"],
  ["Code"],
  ["Naam"],
  ["Opmerking"],
  ["Wachtlijst"],
  ["Stamnummer"],
  ["Pasfoto"],
  ["PWA"],
  ["Passief"],
])("a column called %s holds none", (header) => {
  expect(isSecretHeader(header)).toBe(false);
});

const lines = ["Naam;Voornaam;Wachtwoord;Klas", `Peeters;Zoë;${secret};1A`, `"Maes";"A ""B""";"${secret}";"1B"`, ""];
const texts: [string, Uint8Array][] = [
  ["UTF-8", Buffer.from(lines.join("\r\n"))],
  [
    "UTF-8 with a mark and quotes around everything",
    Buffer.from(
      `\uFEFF${lines
        .map(
          (line) =>
            line &&
            line
              .split(";")
              .map((cell) => `"${cell.replaceAll('"', "")}"`)
              .join(";"),
        )
        .join("\n")}`,
    ),
  ],
  ["Windows-1252", Buffer.from(lines.join("\n"), "latin1")],
  ["UTF-16", Buffer.from(`\uFEFF${lines.join("\r\n")}`, "utf16le")],
  ["UTF-16, the other way", Buffer.from(`\uFEFF${lines.join("\r\n")}`, "utf16le").swap16()],
  ["UTF-16 without a mark", Buffer.from(lines.join("\r\n"), "utf16le")],
  ["tabs", Buffer.from(lines.join("\n").replaceAll(";", "\t"))],
  ["titles above", Buffer.from(`Lijst van de school\n\n${lines.join("\n")}`)],
  ["sep", Buffer.from(`sep=;\n${lines.join("\n")}`)],
  ["headers that nobody knows", Buffer.from(`Wie;Wachtwoord;Groep A\nPeeters;${secret};1A\n`)],
];

test.each(texts)(
  "of a file in %s everything stays as it is, but for what stands in such a column",
  async (_, bytes) => {
    const opened = await open(bytes);
    expect(contentOf(opened.file)).not.toContain(secret);
    expect(JSON.stringify(opened)).not.toContain(secret);
    expect(opened.reading.notices).toEqual([{ code: "password-columns", params: { headers: "Wachtwoord" } }]);
    const plain = await open(
      Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll("Wachtwoord", "Opmerking!"), "latin1"),
    );
    const shape = ({ rows, headerLine, at }: Opened) => [
      headerLine,
      at,
      rows.map(({ line, cells }) => [line, cells.map((cell) => cell.replace(secret, ""))]),
    ];
    if (!bytes.includes(0)) expect(shape(opened)).toEqual(shape(plain));
  },
);

test("a file without such a column is kept byte for byte", async () => {
  const bytes = Buffer.from("Naam;Voornaam;Opmerking;Klas\nPeeters;Zoë;wachtwoord vergeten;1A\n");
  expect((await open(bytes)).file).toBe(bytes);
});

test("what is kept is read again the same, and says again what was dropped", async () => {
  for (const [, bytes] of texts) {
    const once = await open(bytes);
    const again = await open(once.file);
    expect(again).toEqual(once);
  }
});

test("a line that could not be read is told without its words, also when the file is read again", async () => {
  const broken = Buffer.from(`${lines.slice(0, 3).join("\n")}\nClaes;"Wout;${secret};1C\nDe Smet;Fleur;${secret};1D\n`);
  const opened = await readRoster(broken, asked);
  expect(JSON.stringify(opened)).not.toContain(secret);
  if (opened.ok) expect(contentOf(opened.file)).not.toContain(secret);
});

test.each([
  [
    "glued to another with other headers",
    `Naam;Voornaam;Klas\nPeeters;Zoë;1A\nKlas;Wachtwoord;Naam;Voornaam\n1B;${secret};Maes;Noor\n`,
  ],
  [
    "glued to another with headers that nobody knows",
    `Naam;Voornaam;Klas\nPeeters;Zoë;1A\nNaam;Klas;Wachtwoord;Wie\nMaes;1B;${secret};x\n`,
  ],
  [
    "with a remark of two lines",
    `Naam;Voornaam;Klas;Wachtwoord;Nota\nPeeters;Zoë;1A;${secret};"eerst\ndan ${secret}"\nMaes;Noor;1B;${secret};\n`,
  ],
  [
    "whose quotation marks swallow lines",
    `Naam;Voornaam;Klas;Wachtwoord\n"Peeters;Zoë;1A;${secret}\nMaes;Noor;1B;${secret}\nClaes";Wout;1C;${secret}\n`,
  ],
])("of a file %s no secret is kept, and no line is lost", async (_, text) => {
  const opened = await open(Buffer.from(text));
  expect(contentOf(opened.file)).not.toContain(secret);
  expect(JSON.stringify(opened)).not.toContain(secret);
  const again = await readRoster(opened.file, { ...asked, lost: opened.lost });
  expect(again).toMatchObject({ rows: opened.rows, told: opened.told });
});

test("a password that looks like a header is no header", async () => {
  const opened = await open(
    Buffer.from("Naam;Voornaam;Klas;Wachtwoord\nPeeters;Noor;1A;wachtwoord1\nMaes;Wout;1B;Geheim12\n"),
  );
  expect(contentOf(opened.file)).not.toMatch(/wachtwoord1|Geheim12/);
  expect(opened.reading.notices).toEqual([{ code: "password-columns", params: { headers: "Wachtwoord" } }]);
});

describe("of a workbook", () => {
  const headers = ["Naam", "Voornaam", "Klas", "LeerID Wachtwoord"];

  test("nothing is kept but the texts of its cells without such a column", async () => {
    const opened = await open(
      await workbook(headers, ["Peeters", "Zoë & <co>", "1A", secret], ["Maes", " Noor", "1B", secret]),
    );
    expect(contentOf(opened.file)).not.toContain(secret);
    expect(opened.rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [2, "Peeters", "Zoë & <co>", "1A"],
      [3, "Maes", " Noor", "1B"],
    ]);
    expect(await open(opened.file)).toEqual(opened);
  });

  test("today's tool is read without a password", async () => {
    const opened = await open(
      readFileSync(new URL("../../../test/cases/rosters/real-leerid-export.xlsx", import.meta.url)),
    );
    expect(contentOf(opened.file)).not.toMatch(/WachtW00rd/);
    expect(JSON.stringify(opened)).not.toMatch(/WachtW00rd/);
    expect(opened.rows).toHaveLength(10);
  });
});

test("of a OneRoster export no password is kept, and nothing but its tables", async () => {
  const others = {
    "classes.csv": strToU8("sourcedId,status,title,classType\nc1,active,1A,homeroom\n"),
    "enrollments.csv": strToU8("sourcedId,status,classSourcedId,userSourcedId,role\ne1,active,c1,u1,student\n"),
  };
  const users = `sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,password\nu1,active,true,o1,student,noor,Noor,Maes,${secret}\n`;
  const opened = await open(
    zipSync({
      ...others,
      "users.csv": strToU8(users),
      "userProfiles.csv": strToU8(`sourcedId,password\nu1,${secret}\n`),
      "lees.txt": strToU8(secret),
    }),
  );
  expect(contentOf(opened.file)).not.toContain(secret);
  expect(JSON.stringify(opened)).not.toContain(secret);
  expect(opened.rows).toHaveLength(1);
});

test("the address on a card goes with the secret that is in it", async () => {
  const { columns } = cardTexts.nl;
  const card = ["1A", "Noor", "Maes", "noor.482137", "K7QMX3PD", "https://leerid.example/b/K7QMX3PD"];
  const opened = await open(await workbook(Object.values(columns), card));
  expect(contentOf(opened.file)).not.toContain("K7QMX3PD");
});

test.each<[string, string[]]>([
  ["a secret holds a delimiter", ["Naam;Wachtwoord;Voornaam;Klas", `Peeters;ab;${secret};Zoë;1A`, "Maes;x;Noor;1B"]],
  [
    "the headers stand far below",
    [...Array.from("abcdefghijklmnopq"), "Naam;Voornaam;Klas;Wachtwoord", `Peeters;Zoë;1A;${secret}`],
  ],
  [
    "a piece looks like a pupil",
    ["Naam;Voornaam;Klas;Rest;M;Wachtwoord", "Peeters;Zoë;1A;rest", `Maes;Noor;${secret}`],
  ],
  ["a line was broken", ["Naam;Voornaam;Klas;Rest;Wachtwoord", "Peeters;Zoë", `1A;rest;${secret}`, "Maes;Noor;1B;;x"]],
])("no secret stays where %s", async (_, list) => {
  const opened = await open(Buffer.from(list.join("\n")));
  expect(contentOf(opened.file)).not.toContain(secret);
  expect(JSON.stringify(opened)).not.toContain(secret);
});

test("a pupil without a secret, and a total, stay in a list with secrets", async () => {
  const list = ["Naam;Voornaam;Klas;Wachtwoord", "Peeters;Zoë;1A", `Maes;Noor;1B;${secret}`, "Totaal;2"];
  const { rows, told } = await open(Buffer.from(list.join("\n")));
  expect({ told, cells: rows.map(({ cells }) => cells[0]) }).toEqual({
    told: [],
    cells: ["Peeters", "Maes", "Totaal"],
  });
});
