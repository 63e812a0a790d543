import type { Encoding } from "../choices.ts";
import { problem, type Problem } from "../table.ts";

/** `raw`: one character per byte, for no single encoding fits all of it; what the letters are shows in the names. */
export type Opened = { ok: true; text: string; encoding: Encoding | "raw"; marked: boolean };

const starts = (bytes: Uint8Array, ...values: number[]) => values.every((value, index) => bytes[index] === value);
const utf8Mark = [0xef, 0xbb, 0xbf];

/**
 * Bytes to text: UTF-8 or UTF-16 by their mark, UTF-16 without one by its zeros, UTF-8 when every byte fits.
 * @param said what a person said of it
 */
export function openText(bytes: Uint8Array, said?: Encoding): Opened | Problem {
  if (bytes.length === 0) return problem("empty");
  const opened = said === undefined || said === "utf-8" ? openUnknown(bytes) : openAs(bytes, said);
  if (opened.text.trim() === "") return problem("empty");
  if (looksBinary(opened.text)) return problem("binary");
  if (/^\s*(?:<!doctype html|<html|<table|<\?xml|<meta)/i.test(opened.text)) return problem("html");
  return opened;
}

function openAs(bytes: Uint8Array, encoding: Encoding): Opened {
  if (encoding !== "utf-16le" && encoding !== "utf-16be") return rawOf(bytes);
  return { ok: true, text: new TextDecoder(encoding).decode(bytes), encoding, marked: false };
}

function openUnknown(bytes: Uint8Array): Opened {
  const wide = wideIn(bytes);
  if (wide) return openAs(bytes, wide);
  const text = strictUtf8(bytes);
  if (text === undefined || fitsByChance(text)) return rawOf(bytes);
  return { ok: true, text, encoding: "utf-8", marked: false };
}

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A letter of another script inside a word: `ÓŹ` of Windows-1250 is also the two bytes of a Cyrillic letter. */
const otherScript = /\p{Script=Latin}(?!\p{Script=Latin})\p{L}|(?!\p{Script=Latin})\p{L}\p{Script=Latin}/u;
export const mixesScripts = (text: string): boolean => otherScript.test(text);

const fitsByChance = (text: string): boolean =>
  /[^\p{ASCII}]/u.test(text) && !/(?![A-Za-z])\p{Script=Latin}/u.test(text) && mixesScripts(text);

function rawOf(bytes: Uint8Array): Opened {
  const marked = starts(bytes, ...utf8Mark);
  const text = Buffer.from(marked ? bytes.subarray(utf8Mark.length) : bytes).toString("latin1");
  return { ok: true, text, encoding: "raw", marked };
}

function wideIn(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (starts(bytes, 0xff, 0xfe)) return "utf-16le";
  if (starts(bytes, 0xfe, 0xff)) return "utf-16be";
  const head = bytes.subarray(0, 4000);
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length * 0.2 && even < odd / 4) return "utf-16le";
  return even > head.length * 0.2 && odd < even / 4 ? "utf-16be" : undefined;
}

/** A stray control character is the matter of its line; one in twenty says that this was never text. */
function looksBinary(text: string): boolean {
  const head = text.slice(0, 10_000);
  if (head.startsWith("%PDF-") || head.startsWith("{\\rtf")) return true;
  let controls = 0;
  for (let index = 0; index < head.length; index += 1) {
    const code = head.charCodeAt(index);
    if (code < 9 || (code > 13 && code < 32)) controls += 1;
  }
  return controls > head.length / 20;
}
