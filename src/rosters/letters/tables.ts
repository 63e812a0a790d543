import type { Encoding } from "../choices.ts";

/** Ways of writing in which every letter is one byte: ASCII, and 128 places that each fills in its own way. */
export const singleByte = [
  "windows-1252",
  "iso-8859-15",
  "windows-1254",
  "windows-1250",
  "iso-8859-2",
  "macintosh",
  "cp850",
] as const satisfies Encoding[];
export type SingleByte = (typeof singleByte)[number];
export const isSingleByte = (encoding: Encoding): encoding is SingleByte => singleByte.some((one) => one === encoding);

/** The runtime knows all but this one. CP437 has the letters of names at the same places. */
const cp850 = [
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ",
  "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
  "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀",
  "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0",
].join("");

const upper = Uint8Array.from({ length: 128 }, (_, at) => at + 128);

/** The 128 places above ASCII, as characters. */
const places = new Map(
  singleByte.map((encoding) => [encoding, encoding === "cp850" ? cp850 : new TextDecoder(encoding).decode(upper)]),
);

/** Above ASCII the text is its bytes until somebody knows what they mean. */
const raw = /[\u0080-\u00FF]/g;

export function decodeRaw(text: string, encoding: SingleByte): string {
  const table = places.get(encoding) ?? "";
  return text.replace(raw, (byte) => table[byte.charCodeAt(0) - 128] ?? byte);
}

/** Which byte each character of an encoding is. What Windows leaves empty is the control character of that number for many programs. */
export const bytesOf = new Map(
  singleByte.map((encoding) => [
    encoding,
    new Map([
      ...Array.from(upper, (byte): [string, number] => [String.fromCharCode(byte), byte]).filter(
        ([, byte]) => byte < 160,
      ),
      ...Array.from(places.get(encoding) ?? "", (letter, at): [string, number] => [letter, at + 128]),
    ]),
  ]),
);
