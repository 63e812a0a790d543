import { readHead, type Head } from "../columns.ts";
import { readClassName } from "../levels.ts";
import { fold } from "../../pupils/pupils.ts";
import { plainTable } from "../table.ts";
import { readBlocks } from "./blocks.ts";
import type { SheetRow } from "./sheet.ts";

export type Sheet = { name: string; hidden: boolean; active: boolean; rows: SheetRow[] };
/** A sheet that has the headers of a list, and lines below them. `className`: the class that its name says, where it looks like one. */
export type List = { sheet: Sheet; head: Head; className: string | undefined };

export function listIn(sheet: Sheet): List | undefined {
  const head = readHead(plainTable(sheet.rows));
  if (!head.ok || head.rows.length === 0 || Object.keys(head.at).length < 2) return undefined;
  const { rows, told } = readBlocks(head.rows, head.headers);
  return { sheet, head: { ...head, rows, told }, className: classNameOf(sheet.name) };
}

/** Sheets that keep what isn't so any more, or not yet. */
const aside =
  /\d{4}|vorig|\boude?\b|archie[fv]|vertrok|uitgesch|verlater|inactie|wacht|kopie|copy|backup|anci[eë]n|pr[eé]c[eé]d|sorti|inscri|\bold\b|\blast\b|leaver|left|inactive/i;

const longestName = 12;

function classNameOf(name: string): string | undefined {
  const short = name.trim().replace(/^(?:klas|klasse|classe|class)\s+/i, "");
  const says = Object.keys(readClassName(short)).length > 0;
  return says && short.length <= longestName && !aside.test(short) ? short : undefined;
}

const hasClasses = ({ head }: List): boolean => head.at.className !== undefined;

export const haveSameHeaders = (lists: List[]): boolean =>
  new Set(lists.map(({ head }) => head.headers.map(fold).toSorted().join("\n"))).size <= 1;

/**
 * Which of several lists are meant. Where that isn't sure a person is asked, and these are only what is proposed.
 * @param hidden those on hidden sheets: nobody's class may be missing because its sheet was
 */
export function chooseLists(lists: List[], hidden: List[]): { lists: List[]; sure: boolean } {
  const withClasses = lists.filter((list) => hasClasses(list) || list.className !== undefined);
  const [first, ...more] = withClasses.length > 0 ? withClasses : lists;
  if (!first) return { lists: [], sure: true };
  const all = [first, ...more];
  if (more.length > 0 && !(haveSameHeaders(all) && areClasses(all)))
    return { lists: [all.find(({ sheet }) => sheet.active) ?? first], sure: false };
  const left = hidden.filter((list) => haveSameHeaders([first, list]) && areClasses([...all, list]));
  return { lists: all, sure: left.length === 0 };
}

/** A sheet per class: by their names where no column says it, else each with classes and pupils of its own. */
function areClasses(lists: List[]): boolean {
  if (!lists.every(hasClasses))
    return !lists.some(hasClasses) && lists.every(({ className }) => className !== undefined);
  return (
    !lists.some(({ sheet }) => aside.test(sheet.name)) &&
    areApart(lists.map((list) => valuesOf(list, ["className"]))) &&
    areApart(lists.map((list) => valuesOf(list, ["fullName", "familyName", "callName", "givenName", "nationalNumber"])))
  );
}

function valuesOf({ head }: List, fields: (keyof Head["at"])[]): Set<string> {
  const columns = fields.flatMap((field) => head.at[field] ?? []);
  return new Set(head.rows.map(({ cells }) => columns.map((column) => fold(cells[column] ?? "").trim()).join("|")));
}

function areApart(sets: Set<string>[]): boolean {
  const together = new Set(sets.flatMap((values) => [...values]));
  return together.size === sets.reduce((sum, { size }) => sum + size, 0);
}
