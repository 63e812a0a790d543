import { zipSync } from "fflate";
import type { CutFile } from "../table.ts";
import { unzipEntries, type ZipEntry } from "../zip.ts";
import { cutText } from "./text.ts";

/**
 * Takes secrets out of the tables in a zip. What is no table is left out with them.
 * @returns undefined when there are none
 */
export function cutZip(bytes: Uint8Array, entries: ZipEntry[]): CutFile | undefined {
  const names = entries.map(({ name }) => name).filter((name) => /\.csv$/i.test(name));
  const files = unzipEntries(bytes, new Set(names)) ?? new Map<string, Uint8Array>();
  const headers = new Set<string>();
  const told: CutFile["told"] = [];
  for (const [name, file] of files) {
    const cut = cutText(file);
    if (!cut) continue;
    files.set(name, cut.bytes);
    for (const header of cut.headers) headers.add(header);
    if (/(?:^|\/)users\.csv$/i.test(name)) told.push(...cut.told);
  }
  if (headers.size === 0) return undefined;
  return { bytes: zipSync(Object.fromEntries(files), { mtime: anyDay }), told, headers: [...headers] };
}

/** The same file is the same bytes whenever it comes. */
const anyDay = new Date("2026-01-01T00:00:00");
