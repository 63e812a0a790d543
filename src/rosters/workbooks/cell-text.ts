import type { Format } from "./formats.ts";

/** A cell as the sheet has it: `type` as the standard names it, `value` what stands in `<v>`, `inline` what stands in `<is>`. */
export type RawCell = { type: string; value: string; inline: string };

export type Texts = { strings: string[]; from1904: boolean };

/**
 * A cell as the text that a list would have. A number keeps all its digits, though Excel may show `9,1E+10`; a date is `2026-02-01`; an
 * error keeps its own name, like `#N/A`.
 */
export function cellText({ type, value, inline }: RawCell, format: Format, texts: Texts): string {
  if (type === "s") return texts.strings[Number(value)] ?? "";
  // some programs put a text where the other kind has it
  if (type === "inlineStr" || type === "str") return inline || unescape(value);
  if (type === "e") return value;
  if (type === "b") return value === "1" ? "true" : value === "0" ? "false" : value;
  if (type === "d") return value.slice(0, 10);
  return value === "" ? inline : numberText(value.trim(), format, texts);
}

/** Excel writes a character that XML can't hold, or may lose, as `_x000D_`. */
export const unescape = (text: string): string =>
  text.includes("_x")
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

function numberText(written: string, format: Format, { from1904 }: Texts): string {
  const number = Number(written);
  if (written === "" || !Number.isFinite(number)) return written;
  if (format.is === "date" && number >= 1 && number < lastDay) return dateText(number, from1904);
  if (format.is === "time" || format.is === "date") return number < 1 ? timeText(number) : dateText(number, from1904);
  if (!Number.isSafeInteger(number)) return Number.isInteger(number) ? written : String(Number(number.toPrecision(15)));
  if (format.is === "padded") return String(number).padStart(format.digits, "0");
  return format.is === "power" ? powerText(number) : String(number);
}

/** 31 December 9999, the last day that Excel knows. */
const lastDay = 2_958_466;
const dayMs = 24 * 60 * 60 * 1000;

function dateText(days: number, from1904: boolean): string {
  // Excel counts a 29 February 1900 that never was
  const shift = from1904 ? 1462 : days < 60 ? 1 : 0;
  return new Date(Date.UTC(1899, 11, 30) + (Math.floor(days) + shift) * dayMs).toISOString().slice(0, 10);
}

function timeText(part: number): string {
  const minutes = Math.round(part * 24 * 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** What somebody typed as `1E2` is 100 in the file, with the format of a power. A long number is never meant so. */
function powerText(number: number): string {
  const zeros = /0+$/.exec(String(number))?.[0].length ?? 0;
  return number > 0 && number < 1e6 && zeros > 0 ? `${number / 10 ** zeros}E+${zeros}` : String(number);
}
