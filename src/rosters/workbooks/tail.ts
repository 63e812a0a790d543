const rowEnd = Buffer.from("row>");
const dataEnd = Buffer.from("sheetData>");

/**
 * The rows of a sheet may go on to the last one that Excel knows with nothing in them but a layout: fifty megabytes behind twelve pupils. Those
 * behind the last text are cut out, found in the bytes as such.
 * @returns the part in two pieces, or as it is
 */
export function withoutTail(part: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  const end = bytes.lastIndexOf("</", bytes.lastIndexOf(dataEnd));
  const last = lastText(bytes, end);
  const start = last < 0 ? -1 : bytes.indexOf(rowEnd, last) + rowEnd.length;
  return start < rowEnd.length || start >= end ? [part] : [part.subarray(0, start), part.subarray(end)];
}

const [opening, closing, bracket] = [0x3c, 0x3e, 0x5d];
const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Where a tag follows on a text, looking back from there; -1 where none does. */
function lastText(bytes: Buffer, from: number): number {
  for (let at = from; at > 0; at -= 1) {
    if (bytes[at] !== opening) continue;
    let before = at - 1;
    while (isSpace(bytes[before])) before -= 1;
    // what stands in brackets of its own is text as well
    if (bytes[before] !== closing || (bytes[before - 1] === bracket && bytes[before - 2] === bracket)) return at;
  }
  return -1;
}
