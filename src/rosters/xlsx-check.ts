import { limits } from "./limits.ts";
import { problem, type Problem } from "./table.ts";
import { unzipEntries, type ZipEntry } from "./zip.ts";

/** Rows of a sheet that only carry a layout may go on to the last one that Excel knows. */
const lastRow = 1_048_576;
/** Below the last pupil there may be a few lines with totals. */
const lastFilledRow = limits.rows + 100;
/** Of all sheets, those that only carry a layout among them. */
const mostRows = 2 * limits.rows;
/** No spreadsheet program writes a longer one around a cell. */
const longestTag = 4000;

/** A tag in which nothing can be taken for something else: no quotation mark, equals sign or bracket inside a value. */
const plainTag = /^[\w:.-]+(?:\s+[\w:.-]+\s*=\s*(?:"[^"'=<>]*"|'[^"'=<>]*'))*\s*\/?$/;
/** Whatever the prefix: the library drops it, and of two it takes the last. */
const addressed = /[\s:]r\s*=\s*["']([^"']*)/;

/** Rows, and cells with shared texts, of the whole workbook: the library holds all of them at once. */
type Seen = { rows: number; cells: number };

/**
 * The library that reads a workbook fills every gap before a cell, so one cell at the far end of a sheet would fill the memory. Addresses
 * are checked in the raw XML first, and any that isn't plainly written is refused. Which parts are sheets is said by the workbook itself:
 * each part is looked at that the library could be told to take for one. Each tag is looked at once, whatever stands in it.
 */
export function checkXml(bytes: Uint8Array, entries: ZipEntry[]): Problem | undefined {
  const seen: Seen = { rows: 0, cells: 0 };
  const names = new Set(entries.map(({ name }) => name).filter((name) => /\.xml(?:\.rels)?$/.test(name)));
  for (const name of names) {
    const part = unzipEntries(bytes, new Set([name]))?.get(name);
    if (!part) return problem("zip-damaged");
    const found = checkPart(new TextDecoder().decode(part), seen);
    if (found) return found;
  }
  return undefined;
}

function checkPart(xml: string, seen: Seen): Problem | undefined {
  for (let start = xml.indexOf("<"); start >= 0;) {
    const end = xml.indexOf(">", start);
    if (end < 0) return problem("zip-damaged");
    const name = nameOf(xml, start + 1, end);
    if (name === "row" || name === "c" || name === "si") {
      seen[name === "row" ? "rows" : "cells"] += 1;
      if (seen.cells > limits.cells || seen.rows > mostRows) return problem("too-heavy");
      const wrong = name === "si" ? undefined : checkTag(name, xml.slice(start + 1, end));
      if (wrong) return wrong;
    }
    start = xml.indexOf("<", end);
  }
  return undefined;
}

/** Without its prefix; longer ones than we look for are cut off. */
function nameOf(xml: string, start: number, end: number): string {
  const name = /^[^\s/>]*/.exec(xml.slice(start, Math.min(end, start + 40)))?.[0] ?? "";
  return name.slice(name.lastIndexOf(":") + 1);
}

function checkTag(name: "row" | "c", tag: string): Problem | undefined {
  if (tag.length > longestTag || !plainTag.test(tag)) return problem("zip-damaged");
  const found = addressed.exec(tag);
  const address = found?.[1];
  if (found && addressed.test(tag.slice(found.index + found[0].length))) return problem("zip-damaged");
  // a row need not say its number
  if (name === "row" && address === undefined) return undefined;
  const [, column, row = ""] = /^([A-Z]{1,3})?([0-9]{1,7})$/.exec(address ?? "") ?? [];
  if (row === "" || Number(row) > lastRow || (name === "c") !== (column !== undefined)) return problem("zip-damaged");
  // what has no content only carries a layout
  if (name === "row" || tag.endsWith("/")) return undefined;
  if (columnNumber(column ?? "") > limits.columns)
    return problem("too-many-columns", { line: Number(row), columns: limits.columns });
  return Number(row) > lastFilledRow ? problem("too-many-rows", { rows: limits.rows }) : undefined;
}

const columnNumber = (letters: string) =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
