import { createRequire } from "node:module";
import { z } from "zod";

/** What is used of a pdfkit document, so that the library itself is loaded only when cards are made. */
export type PdfDocument = PDFKit.PDFDocument;

const faces = { regular: "DejaVuSans", bold: "DejaVuSans-Bold", mono: "DejaVuSansMono-Bold" } as const;
export type Face = keyof typeof faces;

type TextStyle = {
  face: Face;
  size: number;
  /** Down to here it shrinks when it is too long, then it is cut. */
  least?: number;
  width?: number;
  colour: Colour;
  align?: "left" | "right";
};
export type Colour = readonly [red: number, green: number, blue: number];

/** Draws on the current page of a document: points, from the top left corner. */
export type Pen = {
  /** Makes the fonts known to a new page; before anything else on it. */
  newPage(): void;
  /** One line, with its baseline at y. Never wider than `width`. */
  text(text: string, at: readonly [x: number, y: number], style: TextStyle): void;
  /** One line that comes again and again: shaped as a whole, once. Its baseline is at y; it is as wide as it is. */
  phrase(text: string, at: readonly [x: number, y: number], style: TextStyle): void;
  /** How wide a phrase would be. */
  widthOf(text: string, style: Pick<TextStyle, "face" | "size">): number;
  /** PDF operators as they are. */
  draw(operators: string): void;
};

type Glyph = { hex: string; width: number };
type FontCode = {
  id: string;
  encode(text: string, features?: string[]): [string[], { advanceWidth: number }[]];
};

/** The library's own font object, which its types don't show: checked here, once per font. */
const FontCode = z.custom<FontCode>(
  (font) =>
    typeof font === "object" && font !== null && "encode" in font && "id" in font && typeof font.id === "string",
);

const fontFile = createRequire(import.meta.url);
const ellipsis = "…";
/** Letters that change with their neighbours, or run from right to left: these go the library's slow way. */
const needsShaping = /[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff]|\p{M}/u;

type Font = {
  id: string;
  letter(letter: string): Glyph;
  phrase(text: string): Glyph;
};

/** Each letter and each phrase is measured and encoded once. */
function loadFont(doc: PdfDocument, file: string): Font {
  doc.registerFont(file, fontFile.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`));
  doc.font(file);
  const font = FontCode.parse(Reflect.get(doc, "_font"));
  const [letters, phrases] = [new Map<string, Glyph>(), new Map<string, Glyph>()];
  const once = (known: Map<string, Glyph>, text: string, make: () => Glyph): Glyph => {
    const glyph = known.get(text) ?? make();
    known.set(text, glyph);
    return glyph;
  };
  return {
    id: font.id,
    letter: (letter) => once(letters, letter, () => encode(font, letter)),
    phrase: (text) => once(phrases, text, () => encode(font, tidy(text), [])),
  };
}

/**
 * Text letter by letter. The library shapes every text anew, which takes ten times as long, or keeps every text it has ever seen,
 * which is no help for a hundred thousand names.
 */
export function createPen(doc: PdfDocument): Pen {
  const fonts: Record<Face, Font> = {
    regular: loadFont(doc, faces.regular),
    bold: loadFont(doc, faces.bold),
    mono: loadFont(doc, faces.mono),
  };
  const draw = (operators: string): void => {
    doc.addContent(operators);
  };
  const write = (hex: string, [x, y]: readonly [number, number], { face, size, colour }: TextStyle): void => {
    const font = `/${fonts[face].id} ${short(size)} Tf ${rgb(colour)} rg`;
    draw(`BT ${font} 1 0 0 -1 ${short(x)} ${short(y)} Tm <${hex}> Tj ET`);
  };
  return {
    newPage: () => {
      for (const file of Object.values(faces)) doc.font(file).fontSize(1).text(" ", 0, 0, { lineBreak: false });
    },
    draw,
    widthOf: (text, { face, size }) => (fonts[face].phrase(text).width * size) / 1000,
    phrase: (text, at, style) => write(fonts[style.face].phrase(text).hex, at, style),
    text: (text, [x, y], style) => {
      const plain = tidy(text);
      if (needsShaping.test(plain)) return shaped(doc, { text: plain, x, y, style });
      const glyphsOf = (part: string) => Array.from(part, (letter) => fonts[style.face].letter(letter));
      const { glyphs, size, width } = fit(glyphsOf, plain, style);
      const left = style.align === "right" ? x - width : x;
      write(glyphs.map(({ hex }) => hex).join(""), [left, y], { ...style, size });
    },
  };
}

/** No control characters or direction marks: they have no picture. */
const tidy = (text: string) => text.normalize("NFC").replace(/\p{C}/gu, "");

/** In the order in which glyphs are drawn: from left to right, whatever the script. With `features`, even none, as a whole. */
function encode(font: FontCode, text: string, features?: string[]): Glyph {
  const [codes, positions] = font.encode(text, features);
  return { hex: codes.join(""), width: positions.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0) };
}

const widthOf = (glyphs: Glyph[]) => glyphs.reduce((sum, { width }) => sum + width, 0) / 1000;

function fit(glyphsOf: (text: string) => Glyph[], text: string, style: TextStyle) {
  const { size, least = size, width: room = Infinity } = style;
  let glyphs = glyphsOf(text);
  const fitting = Math.max(Math.min(size, room / Math.max(widthOf(glyphs), 0.001)), least);
  if (widthOf(glyphs) * fitting > room + 0.01) {
    const dots = glyphsOf(ellipsis);
    while (glyphs.length > 0 && widthOf([...glyphs, ...dots]) * fitting > room) glyphs = glyphs.slice(0, -1);
    glyphs = [...glyphs, ...dots];
  }
  return { glyphs, size: fitting, width: widthOf(glyphs) * fitting };
}

/** A list of features, even an empty one, makes the library lay out the text as a whole and not word by word. */
const whole = { features: [] };
type Shaped = { text: string; x: number; y: number; style: TextStyle };

function shaped(doc: PdfDocument, { text, x, y, style }: Shaped): void {
  const { size, least = size, width: room = Infinity, colour } = style;
  const wide = doc.font(faces[style.face]).fontSize(size).widthOfString(text, whole);
  const fitting = Math.max(Math.min(size, (size * room) / wide), least);
  let shown = text;
  doc.fontSize(fitting);
  while (shown.length > 1 && doc.widthOfString(shown, whole) > room + 0.01) shown = `${shown.slice(0, -2)}${ellipsis}`;
  const left = style.align === "right" ? x - doc.widthOfString(shown, whole) : x;
  const [red, green, blue] = colour;
  doc.fillColor([red, green, blue]).text(shown, left, y, { ...whole, lineBreak: false, baseline: "alphabetic" });
}

/** Two decimals: a hundredth of a point is far below what a printer can do. */
export const short = (value: number) => String(Math.round(value * 100) / 100);
export const rgb = (colour: Colour) => colour.map((part) => short(part / 255)).join(" ");
