import { unzipEntries, type ZipEntry } from "../zip.ts";
import { Unreadable } from "./unreadable.ts";
import { isTrue, prefixed, readXml } from "./xml.ts";

export type SheetPart = { name: string; hidden: boolean; active: boolean; path: string };
/** What a workbook says of itself: its sheets in their order, and where what they share lies. */
export type Workbook = {
  sheets: SheetPart[];
  strings: string | undefined;
  styles: string | undefined;
  /** days are counted from 1904, as old Macs did */
  from1904: boolean;
};

/** The parts of a package by their names. Each is unpacked once at most, so that no workbook makes one large part many. */
export type Parts = { has: (name: string) => boolean; take: (name: string) => Uint8Array };

export function createParts(bytes: Uint8Array, entries: ZipEntry[]): Parts {
  // names differ by more than capitals only where somebody made them by hand
  const names = new Map(entries.map(({ name }) => [name.toLowerCase(), name]));
  const taken = new Set<string>();
  return {
    has: (name) => names.has(name.toLowerCase()),
    take: (name) => {
      const written = names.get(name.toLowerCase());
      const part = written === undefined || taken.has(written) ? undefined : unzipEntries(bytes, new Set([written]));
      if (written !== undefined) taken.add(written);
      const found = written === undefined ? undefined : part?.get(written);
      if (!found) throw new Unreadable("zip-damaged");
      return found;
    },
  };
}

const packageRelations = "_rels/.rels";
const usualWorkbook = "xl/workbook.xml";

export const isOfficePackage = (entries: ZipEntry[]): boolean =>
  entries.some(({ name }) => [packageRelations, "[content_types].xml", usualWorkbook].includes(name.toLowerCase()));

/** @throws Unreadable when it is no workbook, or none that we read */
export function readWorkbookPart(parts: Parts): Workbook {
  const path = workbookPath(parts);
  if (/\.bin$/i.test(path)) throw new Unreadable("other-spreadsheet");
  const relations = readRelations(parts, relationsOf(path), folderOf(path));
  const sheets: { name: string; state: string | undefined; id: string | undefined }[] = [];
  let root: string | undefined;
  let activeTab = 0;
  let from1904 = false;
  readXml([parts.take(path)], {
    open: (name, attributes) => {
      root ??= name;
      if (name === "workbookPr") from1904 = isTrue(attributes["date1904"]);
      if (name === "workbookView") activeTab ||= Number(attributes["activeTab"] ?? 0);
      if (name === "sheet")
        sheets.push({ name: attributes["name"] ?? "", state: attributes["state"], id: prefixed(attributes, "id") });
    },
  });
  if (root !== "workbook") throw new Unreadable("unknown-zip");
  const pathOf = (kind: string) => relations.find((relation) => relation.kind === kind)?.path;
  return {
    sheets: sheets.flatMap(({ name, state, id }, at) => {
      // charts and dialogs are sheets as well
      const sheet = relations.find((relation) => relation.id === id && relation.kind === "worksheet");
      const hidden = state === "hidden" || state === "veryHidden";
      return sheet ? [{ name, hidden, active: at === activeTab, path: sheet.path }] : [];
    }),
    strings: pathOf("sharedStrings"),
    styles: pathOf("styles"),
    from1904,
  };
}

/** Where the package says that its workbook is; else where its kinds of content do; else where nearly all have it. */
function workbookPath(parts: Parts): string {
  const main = parts.has(packageRelations)
    ? readRelations(parts, packageRelations, "").find(({ kind }) => kind === "officeDocument")?.path
    : undefined;
  if (main !== undefined && parts.has(main)) return main;
  const path = contentPath(parts) ?? usualWorkbook;
  if (!parts.has(path)) throw new Unreadable("unknown-zip");
  return path;
}

function contentPath(parts: Parts): string | undefined {
  let path: string | undefined;
  const types = "[Content_Types].xml";
  if (!parts.has(types)) return undefined;
  readXml([parts.take(types)], {
    open: (name, { PartName: part, ContentType: type }) => {
      if (name === "Override" && /(?:sheet|template|macroEnabled)\.main\+xml$/i.test(type ?? ""))
        path ??= resolve("", part ?? "");
    },
  });
  return path;
}

/** `kind`: the last word of its type, which is the same in both editions of the standard. */
type Relation = { id: string; kind: string; path: string };

function readRelations(parts: Parts, name: string, folder: string): Relation[] {
  const relations: Relation[] = [];
  if (!parts.has(name)) return relations;
  readXml([parts.take(name)], {
    open: (tag, { Id: id, Type: type, Target: target, TargetMode: mode }) => {
      if (tag !== "Relationship" || id === undefined || target === undefined || mode === "External") return;
      relations.push({ id, kind: type?.slice(type.lastIndexOf("/") + 1) ?? "", path: resolve(folder, target) });
    },
  });
  return relations;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
const relationsOf = (path: string): string => `${folderOf(path)}_rels/${path.slice(folderOf(path).length)}.rels`;

/** Where a target leads that starts from a folder, or from the top with a slash. */
function resolve(folder: string, target: string): string {
  const written = target.replaceAll("\\", "/");
  const steps: string[] = [];
  for (const step of (written.startsWith("/") ? written : `${folder}${written}`).split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}
