import { Readable } from "node:stream";
import type { Context } from "koa";
import { z } from "zod";
import { byteOrderMark, csvCell } from "../lib/csv.ts";
import { createShares, ownerHere } from "./shares.ts";
import { clockText, xlsxOf, type Cell, type Sheet } from "../lib/xlsx.ts";

export type { Cell } from "../lib/xlsx.ts";

/** What the two buttons under a table send; for a schema of the form. */
export const ExportFormat = z.enum(["csv", "xlsx"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

export type TableExport = {
  /** Of the file, in anybody's words: what isn't plain ASCII is taken out. The day is put behind it. */
  fileName: string;
  /** What the reader sees as heading of each column. */
  columns: string[];
  /** Read while the file is sent: at most a few hundred are in memory at once. */
  rows: Sheet["rows"];
  now: Date;
};

/** Of one school a few people take a file at a time. */
const exports = createShares({ inAll: 20, each: 4 });
/** Whoever reads slower than a telephone with one bar is cut off. */
const longestMs = 5 * 60_000;

const types = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * Answers with a table as a file, made while it is sent. Text in it is never a formula. Whoever calls this has asked for a fresh sign-in
 * and recorded who took what: a table with names leaves the house.
 */
export function sendTable(ctx: Context, format: ExportFormat, table: TableExport): void {
  const giveBack = exports.take(ownerHere(ctx));
  const name = `${asciiOf(table.fileName)}-${clockText(table.now).slice(0, 10)}.${format}`;
  ctx.status = 200;
  ctx.type = types[format];
  ctx.set("Content-Disposition", `attachment; filename="${name}"`);
  const { columns, rows } = table;
  const body = Readable.from(format === "csv" ? csvOf(columns, rows) : xlsxOf({ name: table.fileName, columns, rows }));
  const tooLong = setTimeout(() => body.destroy(new Error("The file was read too slowly")), longestMs).unref();
  body.once("close", () => {
    clearTimeout(tooLong);
    giveBack();
  });
  ctx.body = body;
}

async function* csvOf(columns: string[], rows: Sheet["rows"]): AsyncGenerator<string> {
  let text = byteOrderMark + lineOf(columns);
  for await (const row of rows) {
    text += lineOf(row);
    if (text.length < chunkLength) continue;
    yield text;
    text = "";
  }
  yield text;
}

const chunkLength = 64 * 1024;
const lineOf = (cells: Cell[]): string => `${cells.map(cellOf).join(";")}\r\n`;

function cellOf(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  return csvCell(cell instanceof Date ? clockText(cell) : cell);
}

/** `Klas 3B, zoë` -> `Klas-3B-zoe` */
function asciiOf(name: string): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "");
  return (
    letters
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "leerid"
  );
}
