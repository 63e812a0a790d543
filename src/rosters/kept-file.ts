import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Keys } from "../lib/keys.ts";
import type { Head } from "./columns.ts";
import { fieldNames, type Mapping } from "./packages/fields.ts";
import { anyList, recognise } from "./packages/packages.ts";
import { headerMarks } from "./mapping.ts";
import * as queries from "./queries-file.ts";

/** How long a file waits for somebody to carry it out. */
const keptMs = 48 * 3600 * 1000;

/** What tells that the very same file came before, at this school, and nothing else of it. */
export const fileMark = (keys: Pick<Keys, "mac">, schoolId: SchoolId, bytes: Uint8Array): Buffer =>
  keys.mac("rosterMark", "file", schoolId, createHash("sha256").update(bytes).digest("hex"));

const headersMark = (keys: Pick<Keys, "mac">, head: Head): Buffer | undefined => {
  const marks = headerMarks(head);
  return marks && keys.mac("rosterMark", "headers", ...marks);
};

type Sealing = Pick<Keys, "seal" | "open">;
type Of = { schoolId: SchoolId; importId: ImportId };

/** Keeps a file beside its import, so that only who has the key reads it: a dump of the database doesn't. */
export async function keepFile(
  tx: Tx,
  keys: Sealing,
  { schoolId, importId, bytes, at, choices, lost }: Of & queries.Kept & { bytes: Uint8Array; at: Date },
): Promise<void> {
  const sealed = keys.seal(deflateRawSync(bytes), schoolId, "rosterFile");
  await queries.insertFile(tx, { importId, schoolId, sealed, at, choices, lost });
}

/** A kept file as it came. */
export const openFile = (keys: Sealing, { schoolId, sealed }: { schoolId: SchoolId; sealed: Buffer }): Uint8Array =>
  inflateRawSync(keys.open(sealed, schoolId, "rosterFile"));

/** Files that nobody came back for. How many it deleted. */
export const purgeFiles = (tx: Parameters<typeof queries.deleteFilesBefore>[0], now: Date): Promise<number> =>
  queries.deleteFilesBefore(tx, new Date(now.getTime() - keptMs));

/** What this school said of a file with these headers before. */
export async function findSaid(
  tx: Tx,
  keys: Pick<Keys, "mac">,
  { schoolId, head }: { schoolId: SchoolId; head: Head },
) {
  const fingerprint = headersMark(keys, head);
  return fingerprint && queries.findMapping(tx, schoolId, fingerprint);
}

/** Remembers what a person said, as long as it differs from what is recognised anyway. A file without headers is not known again. */
export async function rememberMapping(
  tx: Tx,
  keys: Pick<Keys, "mac">,
  { schoolId, head, at, now }: { schoolId: SchoolId; head: Head; at: Mapping; now: Date },
): Promise<void> {
  const fingerprint = headersMark(keys, head);
  if (!fingerprint) return;
  const { reading, headers, rows } = head;
  const id = reading.package ?? anyList;
  const isRecognised = head.problem === undefined && sameMapping(at, head.at) && id === recognise(headers, rows);
  if (isRecognised) await queries.deleteMapping(tx, schoolId, fingerprint);
  else await queries.saveMapping(tx, { schoolId, fingerprint, columns: at, package: id, at: now });
}

function sameMapping(a: Mapping, b: Mapping): boolean {
  return fieldNames.every((field) => a[field] === b[field]);
}
