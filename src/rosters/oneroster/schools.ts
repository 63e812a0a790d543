import { readSchoolNumber } from "../packages/school-number.ts";
import { rowsOf, type Export, type Row } from "./records.ts";

/** What the export says of schools. */
export type Schools = {
  /** whether anything in it tells one school from another: then only pupils of this one are taken */
  known: boolean;
  /** whether this org, or one that it is part of, is the school that the list is read for */
  isThis(id: string): boolean;
  /** a district or a group of schools: to be in it is to be at no school in particular */
  isAbove(id: string): boolean;
  /** for a person: its number, else its name */
  say(id: string): string;
};

/** An id of a few digits is one that a program counts by. */
const numbers = (row: Row): string[] => {
  const id = row.get("sourcedId");
  return [row.get("identifier"), id.length >= 4 ? id : ""].flatMap((cell) => readSchoolNumber(cell) ?? []);
};

/** Programs write it within an address as well: `urn:be:onderwijs:088001`. */
const says = (row: Row, schoolNumber: string): boolean =>
  row.get("identifier").split(/\D+/).includes(schoolNumber) || numbers(row).includes(schoolNumber);

/** What orgs.csv may call what stands above schools. */
const above = /^(?:district|local|state|national)$/i;

/**
 * Finds this school by its number in `identifier` or `sourcedId`, also where a spreadsheet took the zeros in front. An org below it (a
 * site, a department) is this school, too.
 * @returns undefined when the export has schools, and none of them is this one
 */
export function schoolsIn(all: Export, schoolNumber: string): Schools | { others: string[] } {
  const orgs = new Map(rowsOf(all, "orgs").map((row) => [row.get("sourcedId"), row]));
  const schools = [...orgs.values()].filter((row) => !above.test(row.get("type")));
  const mine = new Set(schools.filter((row) => says(row, schoolNumber)).map((row) => row.get("sourcedId")));
  const say = (id: string) => {
    const row = orgs.get(id);
    return (row && (numbers(row)[0] ?? row.get("name"))) || id;
  };
  const hasNumber = schools.some((row) => numbers(row).length > 0);
  // one school without a number may be any
  const known = mine.size > 0 || hasNumber || schools.length > 1;
  if (known && mine.size === 0) return { others: schools.map((row) => say(row.get("sourcedId"))) };
  return {
    known,
    isThis: (id) => lineage(orgs, id).some((one) => mine.has(one)),
    isAbove: (id) => above.test(orgs.get(id)?.get("type") ?? ""),
    say,
  };
}

/** An org and what it is part of; no deeper than people build schools, since a file may go round in circles. */
function lineage(orgs: Map<string, Row>, id: string): string[] {
  const line = [id];
  for (let depth = 0; depth < 5; depth += 1) {
    const parent = orgs.get(line.at(-1) ?? "")?.get("parentSourcedId");
    if (!parent) break;
    line.push(parent);
  }
  return line;
}
