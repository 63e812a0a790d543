import { unzipSync } from "fflate";
import { limits } from "./limits.ts";
import { problem, type Problem } from "./table.ts";

/** `name` is with slashes, also where the program that made the zip wrote backslashes. */
export type ZipEntry = { name: string; size: number };

const mostEntries = 2000;

export const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 9) < 8;

const nameOf = ({ name }: { name: string }): string => name.replaceAll("\\", "/").replace(/^(?:\.?\/)+/, "");

/** What the zip says it holds. Nothing is unpacked. */
export function listZip(bytes: Uint8Array): { ok: true; entries: ZipEntry[] } | Problem {
  const entries: ZipEntry[] = [];
  try {
    unzipSync(bytes, {
      filter: (file) => {
        // names are looked up one by one later: a workbook has a few dozen
        if (entries.length <= mostEntries) entries.push({ name: nameOf(file), size: file.originalSize });
        return false;
      },
    });
  } catch {
    return problem("zip-damaged");
  }
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  return total > limits.unpackedBytes || entries.length > mostEntries ? problem("zip-bomb") : { ok: true, entries };
}

/**
 * Unpacks the entries with these names. An entry gets no more room than the directory promised, so one that lies about its
 * size is cut off there.
 */
export function unzipEntries(bytes: Uint8Array, names: Set<string>): Map<string, Uint8Array> | undefined {
  try {
    return new Map(
      Object.entries(unzipSync(bytes, { filter: (file) => names.has(nameOf(file)) })).map(([name, part]) => [
        nameOf({ name }),
        part,
      ]),
    );
  } catch {
    return undefined;
  }
}
