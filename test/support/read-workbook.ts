import type { ReadChoices } from "../../src/rosters/choices.ts";
import { readRoster } from "../../src/rosters/read-file.ts";
import type { SheetFile } from "./workbook-files.ts";

export const readWorkbook = (bytes: Uint8Array, choices: ReadChoices = {}) =>
  readRoster(bytes, { schoolNumber: "000001", today: "2026-11-16", choices });
/** The lines under the headers, with a bar between cells. */
export async function linesOf(bytes: Uint8Array, choices: ReadChoices = {}) {
  const head = await readWorkbook(bytes, choices);
  return head.ok ? head.rows.map(({ line, cells }) => `${line} ${cells.join("|")}`) : head.problem;
}
export async function readingOf(bytes: Uint8Array, choices: ReadChoices = {}) {
  const head = await readWorkbook(bytes, choices);
  return head.ok ? head.reading : undefined;
}

export const header = ["Naam", "Voornaam", "Klas", "Rijksregisternummer"];
export const sheet = (name: string, rows: SheetFile["rows"], more: Partial<SheetFile> = {}): SheetFile => ({
  name,
  rows: [header, ...rows],
  ...more,
});
