/** What opens a cell's content, with any prefix. */
const contents = ["<v", ":v", "<is", ":is"].map((text) => Buffer.from(text));
const closings = ["v>", "is>"].map((text) => Buffer.from(text));
const rowEnd = Buffer.from("row>");
const dataEnd = Buffer.from("sheetData>");

/**
 * The rows of a sheet may go on to the last one that Excel knows with nothing in them but a layout: fifty megabytes behind twelve pupils. Those
 * behind the last content are cut out, found in the bytes as such; only where it is plain that they have none.
 * @returns the part in two pieces, or as it is
 */
export function withoutTail(part: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  const end = bytes.lastIndexOf("</", bytes.lastIndexOf(dataEnd));
  const last = Math.max(...closings.map((closing) => bytes.lastIndexOf(closing, end)));
  const start = last < 0 ? -1 : bytes.indexOf(rowEnd, last) + rowEnd.length;
  if (last < 0 || start < rowEnd.length || start >= end) return [part];
  const tail = bytes.subarray(start, end);
  return contents.some((content) => tail.includes(content)) ? [part] : [part.subarray(0, start), part.subarray(end)];
}
