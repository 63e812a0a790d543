import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrangePackage, askApi, getPackageToken } from "../support/packages.ts";
import { openRosterDoors, type RosterDoors } from "../support/roster-doors.ts";
import { ways } from "../support/roster-ways.ts";
import { startServerProcess } from "../support/server-process.ts";
import { arrangeSchool } from "../support/world.ts";

let doors: RosterDoors;
beforeAll(async () => {
  doors = await openRosterDoors();
});
afterAll(() => doors.close());

const secret = /WachtW00rd|Zonnebloem/;
const csv =
  'Naam;Voornaam;Klas;Wachtwoord\nPeeters;Noor;1A;Zonnebloem77\nMaes;Wout;;Zonnebloem78\nClaes;"Fleur;1B;Zonnebloem79\n';
const files = {
  "today's tool": readFileSync(new URL("../cases/rosters/real-leerid-export.xlsx", import.meta.url)),
  "a typed list": Buffer.from(csv),
};

/** Every row of every table, and what the kept files hold when they are opened. */
async function everything({ owner, deps }: RosterDoors): Promise<string> {
  const { rows: tables } = await owner.query(
    "select quote_ident(schemaname) || '.' || quote_ident(relname) as name from pg_stat_user_tables",
  );
  const dumps = await Promise.all(tables.map(({ name }) => owner.query(`select t::text from ${name} t`)));
  const { rows: kept } = await owner.query("select sealed, school_id from roster_file");
  const opened = kept.map(({ sealed, school_id: school }) =>
    contentOf(inflateRawSync(deps.keys.open(sealed, school, "rosterFile"))),
  );
  expect(opened.length).toBeGreaterThan(0);
  return [...dumps.flatMap(({ rows }) => rows.map(({ t }) => String(t))), ...opened].join("\n");
}

const contentOf = (file: Uint8Array): string =>
  file[0] === 0x50
    ? Object.values(unzipSync(file))
        .map((part) => strFromU8(part))
        .join("\n")
    : strFromU8(file, true);

test.each(Object.entries(files))(
  "no password of %s is shown, kept or handed out, whichever way it comes",
  async (_, bytes) => {
    for (const way of Object.values(ways))
      await way(doors, { school: await doors.openSchool(), bytes: new Uint8Array(bytes) });
    await doors.idle();
    const { number } = await doors.openSchool();
    const body = new FormData();
    body.set("file", new Blob([new Uint8Array(bytes)]), "lijst");
    const at = `${doors.portal.origin}/school/${number}/roster`;
    const sent = await fetch(at, { method: "POST", body, redirect: "manual" });
    const page = await fetch(new URL(sent.headers.get("location") ?? "", doors.portal.origin));
    expect(await page.text()).not.toMatch(secret);
    const [, id] = /roster\/([^/]+)/.exec(sent.headers.get("location") ?? "") ?? [];
    for (const list of ["told", "lines"]) {
      const format = new URLSearchParams({ format: "csv" });
      const handed = await fetch(`${at}/${id}/${list}/export`, { method: "POST", body: format });
      expect(await handed.text()).not.toMatch(secret);
    }
    expect(await everything(doors)).not.toMatch(secret);
  },
);

test("nor does the server that reads such a list write one in its log, or say one where it can't use the list", async () => {
  const world = await startServerProcess({ LOG_LEVEL: "debug" });
  const school = await arrangeSchool(world);
  const token = await getPackageToken(world, await arrangePackage(world, { grantedBy: school }));
  const unusable = Buffer.from("Iets;Wachtwoord\nPeeters;Zonnebloem77\n");
  for (const bytes of [...Object.values(files), unusable]) {
    const request = { method: "PUT", token, body: Uint8Array.from(bytes), headers: { "content-type": "text/csv" } };
    const { status, text } = await askApi(world.issuer, `/schools/${school.number}/roster`, request);
    expect([201, 422]).toContain(status);
    expect(text).not.toMatch(secret);
  }
  // what is left of the log is written at the end
  await world.close();
  expect(world.output()).toMatch(/roster/);
  expect(world.output()).not.toMatch(secret);
});
