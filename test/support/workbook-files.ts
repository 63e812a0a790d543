import { zipOf } from "./zip-of.ts";

/** Workbooks as different programs write them: what differs is given, the rest is as Excel has it. */

type Written = string | number | boolean | null | { error: string } | { raw: string };
export type SheetFile = {
  name: string;
  rows: Written[][];
  state?: "visible" | "hidden" | "veryHidden";
  /** numbers of rows that are hidden, from 1 */
  hiddenRows?: number[];
  merges?: string[];
  /** XML behind the rows, inside the data */
  after?: string;
};

export type Style = {
  /** in front of each tag of a sheet, with its colon */
  prefix?: string;
  addresses?: "all" | "rows" | "none";
  texts?: "shared" | "inline" | "rich" | "formula" | "cdata";
  separator?: "/" | "\\";
  workbook?: string;
  folder?: string;
  targets?: "relative" | "absolute";
  strict?: boolean;
  activeTab?: number;
  from1904?: boolean;
  kind?: "sheet" | "template" | "macro";
  encoding?: "utf8" | "utf16le";
  /** by number from 0: what stands in `<cellXfs>` */
  formats?: (number | string)[];
  capitals?: boolean;
};

const namespaces = {
  main: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
  office: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
};
const strictly = {
  main: "http://purl.oclc.org/ooxml/spreadsheetml/main",
  office: "http://purl.oclc.org/ooxml/officeDocument/relationships",
};
const kinds = {
  sheet: "openxmlformats-officedocument.spreadsheetml.sheet.main",
  template: "openxmlformats-officedocument.spreadsheetml.template.main",
  macro: "ms-excel.sheet.macroEnabled.main",
};

const escapeXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;")
    .replaceAll('"', "&quot;");

/** 0 -> A, 25 -> Z, 26 -> AA */
const lettersOf = (at: number): string =>
  (at < 26 ? "" : lettersOf(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

export function workbookFile(sheets: SheetFile[], style: Style = {}): Uint8Array {
  const { workbook = "workbook.xml", folder = "worksheets/", targets = "relative", strict = false } = style;
  const { main, office } = strict ? strictly : namespaces;
  const shared: string[] = [];
  const parts = sheets.map((sheet) => sheetXml(sheet, style, { main, shared }));
  const path = (to: string) => (targets === "absolute" ? `/xl/${to}` : to);
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const relations = [
    ...sheets.map((_, at) => relation(`s${at}`, "worksheet", path(`${folder}sheet${at + 1}.xml`))),
    relation("t", "sharedStrings", path("texts/shared.xml")),
    relation("f", "styles", path("styles.xml")),
  ];
  return zipped(style, {
    "[Content_Types].xml": `<Types><Override PartName="/xl/${workbook}" ContentType="application/vnd.${kinds[style.kind ?? "sheet"]}+xml"/></Types>`,
    "_rels/.rels": `<Relationships>${relation("w", "officeDocument", `xl/${workbook}`)}</Relationships>`,
    [`xl/${workbook}`]: workbookXml(sheets, style, { main, office }),
    [`xl/_rels/${workbook}.rels`]: `<Relationships>${relations.join("")}</Relationships>`,
    "xl/texts/shared.xml": `<sst xmlns="${main}">${shared.join("")}</sst>`,
    "xl/styles.xml": stylesXml(main, style.formats ?? []),
    ...Object.fromEntries(parts.map((xml, at) => [`xl/${folder}sheet${at + 1}.xml`, xml])),
  });
}

function zipped({ separator = "/", capitals = false, encoding = "utf8" }: Style, parts: Record<string, string>) {
  const name = (path: string) => {
    const written = path.replaceAll("/", separator);
    return capitals ? written.toUpperCase() : written;
  };
  const bytes = (text: string) => (encoding === "utf16le" ? Buffer.from(`\uFEFF${text}`, "utf16le") : text);
  return zipOf(Object.fromEntries(Object.entries(parts).map(([path, text]) => [name(path), bytes(text)])));
}

function workbookXml(sheets: SheetFile[], { activeTab, from1904 }: Style, { main, office }: typeof namespaces): string {
  const view = activeTab === undefined ? "" : `<bookViews><workbookView activeTab="${activeTab}"/></bookViews>`;
  const listed = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${escapeXml(name)}" sheetId="${at + 1}"${state ? ` state="${state}"` : ""} rel:id="s${at}"/>`,
  );
  const properties = from1904 ? `<workbookPr date1904="1"/>` : "<workbookPr/>";
  return `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:rel="${office}">${properties}${view}<sheets>${listed.join("")}</sheets></workbook>`;
}

function stylesXml(main: string, formats: (number | string)[]): string {
  const codes = formats.flatMap((format, at) =>
    typeof format === "string" ? [`<numFmt numFmtId="${200 + at}" formatCode="${escapeXml(format)}"/>`] : [],
  );
  const styles = formats.map((format, at) => `<xf numFmtId="${typeof format === "string" ? 200 + at : format}"/>`);
  return `<styleSheet xmlns="${main}"><numFmts>${codes.join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles.join("")}</cellXfs></styleSheet>`;
}

type Into = { main: string; shared: string[] };

function sheetXml({ rows, hiddenRows = [], merges = [], after = "" }: SheetFile, style: Style, into: Into): string {
  const { prefix: p = "", addresses = "all" } = style;
  const lines = rows.map((cells, row) => {
    const at = addresses === "none" ? "" : ` r="${row + 1}"`;
    const hidden = hiddenRows.includes(row + 1) ? ` hidden="1"` : "";
    const written = cells.map((cell, column) => {
      const address = addresses === "all" ? ` r="${lettersOf(column)}${row + 1}"` : "";
      return cellXml(cell, address, { ...style, ...into });
    });
    return `<${p}row${at}${hidden}>${written.join("")}</${p}row>`;
  });
  const merged = merges.map((ref) => `<${p}mergeCell ref="${ref}"/>`).join("");
  const own = p === "" ? `xmlns="${into.main}"` : `xmlns:${p.slice(0, -1)}="${into.main}"`;
  return `<?xml version="1.0"?><${p}worksheet ${own}><${p}sheetData>${lines.join("")}${after}</${p}sheetData><${p}mergeCells>${merged}</${p}mergeCells></${p}worksheet>`;
}

function cellXml(cell: Written, address: string, { prefix: p = "", texts = "inline", shared }: Style & Into): string {
  if (cell === null) return `<${p}c${address}/>`;
  if (typeof cell === "number") return `<${p}c${address}><${p}v>${cell}</${p}v></${p}c>`;
  if (typeof cell === "boolean") return `<${p}c${address} t="b"><${p}v>${Number(cell)}</${p}v></${p}c>`;
  if (typeof cell === "object")
    return "raw" in cell ? cell.raw : `<${p}c${address} t="e"><${p}v>${cell.error}</${p}v></${p}c>`;
  const text = escapeXml(cell);
  const inline = (inside: string) => `<${p}c${address} t="inlineStr"><${p}is>${inside}</${p}is></${p}c>`;
  if (texts === "formula") return `<${p}c${address} t="str"><${p}f>A1&amp;""</${p}f><${p}v>${text}</${p}v></${p}c>`;
  if (texts === "cdata") return inline(`<${p}t><![CDATA[${cell}]]></${p}t>`);
  if (texts === "inline") return inline(`<${p}t>${text}</${p}t>`);
  const letters = Array.from(cell);
  const half = Math.floor(letters.length / 2);
  const [start = "", end = ""] = [letters.slice(0, half), letters.slice(half)].map((part) => escapeXml(part.join("")));
  const rich = (q: string) =>
    `<${q}r><${q}rPr/><${q}t>${start}</${q}t></${q}r><${q}r><${q}t>${end}</${q}t></${q}r><${q}rPh sb="0" eb="1"><${q}t>gezegd</${q}t></${q}rPh>`;
  if (texts === "rich") return inline(rich(p));
  shared.push(`<si>${shared.length % 2 === 0 ? `<t>${text}</t>` : rich("")}</si>`);
  return `<${p}c${address} t="s"><${p}v>${shared.length - 1}</${p}v></${p}c>`;
}
