import { SaxesParser } from "saxes";
import { Unreadable } from "./unreadable.ts";

export type Attributes = Record<string, string>;
export type Handlers = {
  /** @param name without its prefix, like those of `close`; attributes keep theirs */
  open: (name: string, attributes: Attributes) => void;
  close?: (name: string) => void;
  /** once for each run of text between two tags */
  text?: (text: string) => void;
};

/** Spreadsheet programs go ten deep. */
const deepest = 50;
/** No spreadsheet program writes more of them at one tag. */
const mostAttributes = 60;
const pieceBytes = 64 * 1024;

const options: { position: false; xmlns: false } = { position: false, xmlns: false };

/**
 * Reads a part in pieces, so that its text is never in memory as a whole. XML that isn't well formed is refused, as Excel does. The parser
 * knows no entities but XML's own five, whatever a document declares.
 */
export function readXml(part: Uint8Array[], { open, close, text }: Handlers): void {
  const parser = new SaxesParser(options);
  let depth = 0;
  let attributes = 0;
  parser.on("error", () => {
    throw new Unreadable("zip-damaged");
  });
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > mostAttributes) throw new Unreadable("zip-damaged");
  });
  parser.on("opentag", (tag) => {
    attributes = 0;
    depth += 1;
    if (depth > deepest) throw new Unreadable("zip-damaged");
    open(localName(tag.name), tag.attributes);
  });
  parser.on("closetag", (tag) => {
    depth -= 1;
    close?.(localName(tag.name));
  });
  if (text) {
    parser.on("text", text);
    parser.on("cdata", text);
  }
  for (const piece of piecesOf(part)) parser.write(piece);
  parser.close();
}

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

function* piecesOf(part: Uint8Array[]): Generator<string> {
  const [first] = part;
  const decoder = new TextDecoder(first?.[0] === 0xff ? "utf-16le" : first?.[0] === 0xfe ? "utf-16be" : "utf-8");
  for (const bytes of part)
    for (let start = 0; start < bytes.length; start += pieceBytes)
      yield decoder.decode(bytes.subarray(start, start + pieceBytes), { stream: true });
  yield decoder.decode();
}

/** An attribute whose prefix the writer may choose, like `r:id`. */
export const prefixed = (attributes: Attributes, name: string): string | undefined =>
  Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`))?.[1];

export const isTrue = (value: string | undefined): boolean => value === "1" || value === "true";
