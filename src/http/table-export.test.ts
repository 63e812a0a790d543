import { Buffer } from "node:buffer";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { Context } from "koa";
import readWorkbook from "read-excel-file/universal";
import { expect, test } from "vitest";
import { startWeb } from "../../test/support/web.ts";
import { xlsxOf, type Cell } from "../lib/xlsx.ts";
import { request } from "undici";
import { sendTable, type ExportFormat, type TableExport } from "./table-export.ts";

const now = new Date("2026-11-22T23:30:00Z");
const table: TableExport = { fileName: "Klas 3B, zoë", columns: ["Naam", "Aantal"], rows: [["Noor", 12]], now };

async function fetched(format: ExportFormat, wanted: Partial<TableExport> = {}) {
  const web = await startWeb(() => [(ctx: Context) => sendTable(ctx, format, { ...table, ...wanted })]);
  try {
    const answer = await request(web.origin);
    return { headers: answer.headers, bytes: Buffer.from(await answer.body.arrayBuffer()) };
  } finally {
    await web.close();
  }
}

async function workbook(rows: Cell[][]) {
  const chunks: Buffer[] = [];
  for await (const chunk of xlsxOf({ name: "x", columns: ["a", "b"], rows })) chunks.push(chunk);
  const [sheet] = await readWorkbook(new Uint8Array(Buffer.concat(chunks)).buffer, { trim: false });
  return sheet?.data ?? [];
}

test("a csv begins with the mark by which Excel knows UTF-8, and has its cells between semicolons", async () => {
  const { bytes } = await fetched("csv");
  expect(bytes.toString("utf8")).toBe('\uFEFF"Naam";"Aantal"\r\n"Noor";12\r\n');
});

test.each(["csv", "xlsx"] as const)("a %s has a plain ASCII file name with the day in Brussels", async (format) => {
  const { headers } = await fetched(format);
  expect(headers["content-disposition"]).toBe(`attachment; filename="Klas-3B-zoe-2026-11-23.${format}"`);
});

test("nothing of a name gets out of the file name", async () => {
  const { headers } = await fetched("csv", { fileName: '"\r\nSet-Cookie: a=b; ../../3B' });
  expect(headers["content-disposition"]).toBe('attachment; filename="Set-Cookie-a-b-3B-2026-11-23.csv"');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])("%j is text in a csv, and no formula", async (nasty) => {
  const { bytes } = await fetched("csv", { rows: [[nasty, -3]] });
  expect(bytes.toString("utf8")).toContain(`"'${nasty}";-3\r\n`);
});

test.each(["=1+1", "@SUM(A1)", '=HYPERLINK("http://evil.example")'])(
  "%j is text in a workbook as it stands, and stays text when the cell is edited",
  async (nasty) => {
    expect(await workbook([[nasty, 1]])).toEqual([
      ["a", "b"],
      [nasty, 1],
    ]);
    const chunks: string[] = [];
    for await (const chunk of xlsxOf({ name: "x", columns: [], rows: [] })) chunks.push(chunk.toString("latin1"));
    expect(chunks.join("")).not.toContain("<f>");
  },
);

test("a moment is what the clock in Brussels shows", async () => {
  expect((await fetched("csv", { rows: [["x", now]] })).bytes.toString("utf8")).toContain('"2026-11-23 00:30:00"');
  expect(await workbook([["x", now]])).toEqual([
    ["a", "b"],
    ["x", new Date("2026-11-23T00:30:00Z")],
  ]);
});

test("any text comes back from a workbook as it was, less what XML can't hold", async () => {
  const cell = fc.string({ unit: "binary", minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (rows) => {
      const held = (text: string) =>
        // eslint-disable-next-line no-control-regex
        text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
      const got = await workbook(rows);
      expect(got.slice(1).map((row) => row.map((value) => lines(String(value ?? ""))))).toEqual(
        rows.map((row) => row.map((value) => lines(held(value)))),
      );
    }),
    { numRuns: 60 },
  );
});
/** XML makes one kind of line end of all. */
const lines = (text: string) => text.replace(/\r\n?/g, "\n");

test("any text comes back from a csv, with a mark before what would be a formula", async () => {
  const cell = fc.string({ maxLength: 20 });
  const rows = fc.sample(fc.tuple(cell, cell), 50);
  const { bytes } = await fetched("csv", { rows });
  const got = parse(bytes, { delimiter: ";", bom: true, from: 2, record_delimiter: "\r\n" });
  expect(got).toEqual(rows.map((row) => row.map((text) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text))));
});

test("of a long table only some rows are in memory at once", async () => {
  let read = 0;
  function* many() {
    for (; read < 100_000; read += 1) yield ["Noor Peeters", read];
  }
  const file = xlsxOf({ name: "x", columns: ["a", "b"], rows: many() });
  await file.next();
  expect(read).toBeLessThan(5_000);
  await file.return(undefined);
});
