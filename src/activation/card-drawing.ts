import type { QRCode } from "qrcode";
import { firstSecrets } from "../credentials/credentials.ts";
import type { ActivatedPupil } from "./card.ts";
import type { CardTexts } from "./card-texts.ts";
import { rgb, short, type Colour, type Pen } from "./pdf-pen.ts";

export const ink: Colour = [20, 33, 61];
export const key: Colour = [11, 110, 106];
const sun: Colour = [255, 197, 61];
export const soft: Colour = [84, 95, 117];
const cut: Colour = [138, 148, 166];

/** A4 in points: two columns, five rows, a strip above for who hands them out. */
export const page = { width: 595.28, height: 841.89 };
const grid = { left: 20, top: 48, right: 20, bottom: 24, columns: 2, rows: 5 };
const card = {
  width: (page.width - grid.left - grid.right) / grid.columns,
  height: (page.height - grid.top - grid.bottom) / grid.rows,
};
export const cardsPerSheet = grid.columns * grid.rows;
const padding = 15;

export type Sheet = { schoolName: string; className: string | undefined; number: number; kind: ActivatedPupil["kind"] };

/** What stands outside the cards, and the lines to cut along. */
export function drawSheet(pen: Pen, sheet: Sheet, texts: CardTexts): void {
  const { left } = grid;
  const right = page.width - grid.right;
  const room = right - left;
  const title = `${sheet.className ?? texts.noClass}  ·  ${texts.sheet} ${sheet.number}`;
  pen.text(sheet.schoolName, [left, 24], { face: "bold", size: 11, least: 8, width: room - 190, colour: ink });
  pen.text(title, [right, 24], { face: "bold", size: 11, least: 7, width: 180, colour: ink, align: "right" });
  pen.text(texts.handOut[sheet.kind], [left, 37], { face: "regular", size: 7.5, least: 5, width: room, colour: soft });
  const across = Array.from({ length: grid.rows + 1 }, (_, row) => {
    const y = short(grid.top + row * card.height);
    return `${short(left)} ${y} m ${short(right)} ${y} l`;
  });
  const down = Array.from({ length: grid.columns + 1 }, (_, column) => {
    const x = short(left + column * card.width);
    return `${x} ${short(grid.top)} m ${x} ${short(page.height - grid.bottom)} l`;
  });
  pen.draw(`q 0.6 w [3 3] 0 d ${rgb(cut)} RG ${[...across, ...down].join(" ")} S Q`);
  pen.text("✂", [left - 11, grid.top + 4], { face: "regular", size: 11, colour: cut });
}

export type CardLook = { texts: CardTexts; host: string; qr: QRCode | undefined };

/** @param place 0 to 9, row by row */
export function drawCard(pen: Pen, pupil: ActivatedPupil, { place, look }: { place: number; look: CardLook }): void {
  const { texts, host, qr } = look;
  const x = grid.left + (place % grid.columns) * card.width + padding;
  const y = grid.top + Math.floor(place / grid.columns) * card.height;
  const right = x + card.width - 2 * padding;
  const wide = right - x;
  drawMark(pen, x, y + 18);
  pen.text("LeerID", [x + 25, y + 22], { face: "bold", size: 11, colour: key });
  const klass = pupil.className ?? "";
  pen.text(klass, [right, y + 22], { face: "bold", size: 11, least: 7, width: 130, colour: ink, align: "right" });
  pen.draw(`q 0.8 w ${rgb(key)} RG ${short(x)} ${short(y + 30)} m ${short(right)} ${short(y + 30)} l S Q`);
  const room = qr ? wide - qrSide - 12 : wide;
  const name = `${pupil.givenName} ${pupil.familyName}`.trim();
  pen.text(name, [x, y + 48], { face: "bold", size: 13, least: 7, width: room, colour: ink });
  pen.text(texts.loginName, [x, y + 64], { face: "regular", size: 7.5, colour: soft });
  pen.text(pupil.loginName, [x, y + 81], { face: "mono", size: 16, least: 7, width: room, colour: ink });
  if (qr) drawQr(pen, qr, [right - qrSide, y + 43]);
  else {
    const face = firstSecrets[pupil.kind].printed.typeface;
    pen.text(texts.secret[pupil.kind], [x, y + 97], { face: "regular", size: 7.5, colour: soft });
    pen.text(pupil.secret, [x, y + 113], { face, size: 16, least: 7, width: room, colour: ink });
  }
  drawFoot(pen, { x, y, room, wide, kind: pupil.kind, besideQr: qr !== undefined }, { texts, host });
}

type Foot = { x: number; y: number; room: number; wide: number; kind: ActivatedPupil["kind"]; besideQr: boolean };

/** Where to go and what to do there. Beside a QR code there is less room, so it starts higher. */
function drawFoot(
  pen: Pen,
  { x, y, room, wide, kind, besideQr }: Foot,
  { texts, host }: Pick<CardLook, "texts" | "host">,
): void {
  const small = { face: "regular", size: 7.5, least: 5, colour: soft } as const;
  const line = (text: string, at: number) => pen.text(text, [x, y + at], { ...small, width: besideQr ? room : wide });
  const at = besideQr ? { go: 104, how: 117, keep: 143 } : { go: 129.5, how: 138.5, keep: 147 };
  pen.text(`${texts.goTo} ${host}`, [x, y + at.go], { face: "bold", size: 8.5, least: 5, width: room, colour: key });
  line(texts.how[kind], at.how);
  pen.text(texts.keep, [x, y + at.keep], { ...small, width: besideQr ? room : wide });
}

/** The mask is fixed: a token is random letters, which any mask scatters well, and looking for the best one takes eight times as long. */
export const qrOptions = { errorCorrectionLevel: "M", maskPattern: 3 } as const;

const qrSide = 96;

/** Dark runs of each row as one path of squares: sharp at any size. The blank border that scanners need is the card's own paper. */
function drawQr(pen: Pen, { modules }: QRCode, [x, y]: readonly [number, number]): void {
  const scale = qrSide / modules.size;
  const runs: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      const start = column;
      while (column < modules.size && modules.get(row, column)) column += 1;
      if (column > start) runs.push(`${start} ${row} ${column - start} 1 re`);
    }
  }
  pen.draw(`q ${scale.toFixed(4)} 0 0 ${scale.toFixed(4)} ${short(x)} ${short(y)} cm 0 0 0 rg ${runs.join(" ")} f Q`);
}

/** The lines around one card that stands by itself. @param place as for `drawCard` */
export function drawCut(pen: Pen, place: number): void {
  const x = grid.left + (place % grid.columns) * card.width;
  const y = grid.top + Math.floor(place / grid.columns) * card.height;
  const box = [x, y, card.width, card.height].map(short).join(" ");
  pen.draw(`q 0.6 w [3 3] 0 d ${rgb(cut)} RG ${box} re S Q`);
  pen.text("✂", [x - 11, y + 4], { face: "regular", size: 11, colour: cut });
}

/** The key: a ring, a shaft and two teeth. Outlined, so that it is one in black and white too. */
export function drawMark(pen: Pen, x: number, y: number): void {
  const ring = (r: number) => {
    const c = r * 0.5523;
    return `${r} 0 m ${r} ${c} ${c} ${r} 0 ${r} c ${-c} ${r} ${-r} ${c} ${-r} 0 c ${-r} ${-c} ${-c} ${-r} 0 ${-r} c ${c} ${-r} ${r} ${-c} ${r} 0 c h`;
  };
  const shaft =
    "4.6 -1.3 m 15 -1.3 l 15 4.2 l 12.6 4.2 l 12.6 1.3 l 10.8 1.3 l 10.8 3.4 l 8.6 3.4 l 8.6 1.3 l 4.6 1.3 l h";
  const colours = `${rgb(sun)} rg ${rgb(ink)} RG 0.6 w`;
  pen.draw(`q 1 0 0 1 ${short(x + 5.5)} ${short(y)} cm ${colours} ${shaft} B ${ring(5)} ${ring(2)} B* Q`);
}
