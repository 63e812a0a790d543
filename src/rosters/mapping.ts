import { z } from "zod";
import { readable, type Head } from "./columns.ts";
import { fieldNames, headerKey, type Field, type Mapping } from "./packages/fields.ts";
import { clean } from "./names.ts";
import { dayOrderOf, readBirthDate } from "./people/birth-date.ts";

const FieldName = z.enum(fieldNames);
/** A mapping as it is kept for the next file. */
export const KeptMapping = z.partialRecord(FieldName, z.number().int().min(0));

/** What a person may have to mend: a field that must be there isn't, a column is taken twice, isn't there, or names other schools only. */
export type MappingFault = { field: Field; fault: "missing" | "twice" | "unknown" | "foreign" };

/** A name and a class are needed, and a column says one thing. Both parts of a name in one column are a full name. */
export function faultsIn(at: Mapping, { width }: Pick<Head, "width">): MappingFault[] {
  const faults: MappingFault[] = [];
  const taken = new Set<number>();
  for (const field of fieldNames) {
    const column = at[field];
    if (column === undefined) continue;
    if (!Number.isInteger(column) || column < 0 || column >= width) faults.push({ field, fault: "unknown" });
    else if (taken.has(column)) faults.push({ field, fault: "twice" });
    taken.add(column);
  }
  if (at.familyName === undefined && at.fullName === undefined) faults.push({ field: "familyName", fault: "missing" });
  if (at.className === undefined) faults.push({ field: "className", fault: "missing" });
  return faults;
}

/** What a file must be like to be known again: its headers, in their order. Undefined for a file without headers. */
export function headerMarks({ headers }: Pick<Head, "headers">): string[] | undefined {
  const marks = headers.map((header) => headerKey(header));
  return marks.some((mark) => mark !== "") ? marks : undefined;
}

/** A column of a file, for a person who has to know which it is. */
export type ShownColumn = { header: string; samples: string[] };

/** Not so few that an empty cell hides what a column is, not so many that the page is a list of people. */
const sampleCount = 3;
const sampleRows = 200;

/** Every column with its header and the first few values; digits that may be part of a national number are dots. */
export function showColumns({ headers, rows, width }: Head): ShownColumn[] {
  return Array.from({ length: width }, (_, at) => ({
    header: readable([headers[at] ?? ""])[0] ?? "",
    samples: samplesOf(rows.slice(0, sampleRows).map(({ cells }) => cells[at] ?? "")),
  }));
}

function samplesOf(cells: string[]): string[] {
  const samples = new Set<string>();
  for (const cell of cells) {
    const sample = sampleOf(cell);
    if (sample !== "") samples.add(sample);
    if (samples.size === sampleCount) break;
  }
  return [...samples];
}

/** Days of birth are shown no more than numbers are: `4-3-17` has few digits. A number alone may be anything. */
const mayBeBirthDate = (cell: string) =>
  /\D/.test(cell) && readBirthDate(cell, dayOrderOf([{ cells: [cell] }])) !== undefined;

/** What is left of a cell keeps its shape, so that a number or a date is known by its look. */
export function sampleOf(cell: string): string {
  const short = clean(cell.slice(0, 60)).slice(0, 40).toWellFormed();
  const isPrivate = cell.replace(/\D/g, "").length >= 6 || mayBeBirthDate(cell);
  return isPrivate ? short.replace(/\d/g, "•") : short;
}

/** Which of our fields was taken from which column, with what stood there: kept with an import. */
export const TakenColumn = z.object({ field: FieldName, header: z.string(), samples: z.array(z.string()) });
export type TakenColumn = z.infer<typeof TakenColumn>;

export function takenColumns(head: Head, at: Mapping): TakenColumn[] {
  const columns = showColumns(head);
  return fieldNames.flatMap((field) => {
    const column = at[field] === undefined ? undefined : columns[at[field]];
    if (!column) return [];
    // what is kept of days of birth is their shape, however few digits they have
    const samples = field === "birthDate" ? column.samples.map((sample) => sample.replace(/\d/g, "•")) : column.samples;
    return [{ field, ...column, samples }];
  });
}
