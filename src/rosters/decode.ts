import { problem, type Problem } from "./table.ts";

const starts = (bytes: Uint8Array, ...values: number[]) => values.every((value, index) => bytes[index] === value);

/**
 * Bytes to text: UTF-8 or UTF-16 by their mark, UTF-16 without one by its zeros, UTF-8 when every byte fits, else
 * Windows-1252, which every byte fits: it is what older packages and Excel write in our region.
 */
export function decode(bytes: Uint8Array): { ok: true; text: string } | Problem {
  if (bytes.length === 0) return problem("empty");
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.trim() === "") return problem("empty");
  if (looksBinary(text)) return problem("binary");
  if (/^\s*(?:<!doctype html|<html|<table|<\?xml|<meta)/i.test(text)) return problem("html");
  return { ok: true, text };
}

function encodingOf(bytes: Uint8Array): string {
  if (starts(bytes, 0xef, 0xbb, 0xbf)) return "utf-8";
  if (starts(bytes, 0xff, 0xfe)) return "utf-16le";
  if (starts(bytes, 0xfe, 0xff)) return "utf-16be";
  const head = bytes.subarray(0, 4000);
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length * 0.2 && even < odd / 4) return "utf-16le";
  if (even > head.length * 0.2 && odd < even / 4) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
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
