import { Unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

/** How a number in a cell is meant, as far as its text depends on it. */
export type Format =
  | { is: "plain" }
  | { is: "date" }
  | { is: "time" }
  | { is: "power" }
  | { is: "padded"; digits: number };

/** Excel itself has room for fewer. */
const mostStyles = 70_000;
/** Excel takes no longer one. */
const longestCode = 260;

const plain: Format = { is: "plain" };

/** The formats of a workbook's cells, by the number that a cell names. */
export function readFormats(part: Uint8Array | undefined): (style: number) => Format {
  const codes = new Map<string, Format>();
  const formats: Format[] = [];
  let inCells = false;
  if (part)
    readXml([part], {
      open: (name, attributes) => {
        if (name === "numFmt") codes.set(attributes["numFmtId"] ?? "", formatOf(attributes["formatCode"] ?? ""));
        if (name === "cellXfs") inCells = true;
        if (name !== "xf" || !inCells) return;
        const id = attributes["numFmtId"] ?? "0";
        formats.push(codes.get(id) ?? builtIn(Number(id)));
        if (formats.length > mostStyles) throw new Unreadable("too-heavy");
      },
      close: (name) => {
        if (name === "cellXfs") inCells = false;
      },
    });
  return (style) => formats[style] ?? plain;
}

/** The formats that have a number and no code in the file. Those from 27 on are dates of some languages. */
function builtIn(id: number): Format {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58))
    return { is: "date" };
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return { is: "time" };
  return id === 11 || id === 48 ? { is: "power" } : plain;
}

/** Reads a code like `d/mm/jjjj`, `[$-813]d mmmm yyyy`, `0000000` or `0,00E+00`: what stands in quotes or brackets, or behind a backslash, is no part of the value. */
function formatOf(code: string): Format {
  const [first = ""] = code.slice(0, longestCode).split(";");
  const kept = first.replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, "").replace(/"[^"]*"|[\\_*]./g, "");
  if (/^(?:general|standa)/i.test(kept)) return plain;
  if (/^0{2,}$/.test(kept)) return { is: "padded", digits: kept.length };
  if (/[dyj]/i.test(kept) || (/m/i.test(kept) && !/[hs]/i.test(kept))) return { is: "date" };
  if (/[hs]/i.test(kept)) return { is: "time" };
  return /0e[+-]?0/i.test(kept) ? { is: "power" } : plain;
}
