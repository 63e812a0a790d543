import { fold } from "../../pupils/pupils.ts";
import { firstFilled } from "../packages/empty.ts";
import type { Mapping } from "../packages/fields.ts";
import type { PackageId } from "../packages/packages.ts";

/**
 * What stands in a name where something before us had no letter for it: a question mark, the sign of a lost letter, a control character, a
 * box or a sign of another code page. Signs that people write in names (´ ª º “ ” and emoji) are none of these.
 */
const sign = /[?\u0080-\u009F\uFFFD\uE000-\uF8FF\u2500-\u25FF¡-©«-®°-³¶-¹»-¿×÷ƒ†‡ˆ‰‹›€™„…√∫Ω≈∆◊∂∑∏π∞≤≥≠‗˛ˇ˘˙˝¯±]/u;
/** What programs write instead: `Zo_`, `Zo{`, `Zo&euml`, `Zo\u00eb`, `Zo%C3%AB`. */
const instead = /\p{L}[_^~#\\{}]|[_^~#\\{}]\p{L}|&#?\w+;?|[%=][C-F][0-9A-F]/u;
/**
 * `ZoÙ`, `ZoÃ`, `NicolÃ s`: no name has a capital like that behind a small letter, but for what is written in front of a name (`MacÉoin`), nor
 * these two without a letter behind them.
 */
const capital = /(?<=\p{Ll})(?<!(?:^|[ '-])(?:Ma?c|D[eu]|Van|L[ae]|[EA]l|Ben))[^\P{Lu}A-Z]|[ÃÂ](?!\p{L})/u;

/** What ASCII has for a letter that could not be passed on. */
const substitute = "\u001A";

/** Whether letters of a name were lost on the way to us. @param name as the file has it */
export const hasLost = (name: string): boolean =>
  name.includes(substitute) || sign.test(name) || instead.test(name) || capital.test(name) || !name.isWellFormed();

/** Whether that is so of the name that a line gives, whatever stands in columns that nothing is taken from. */
export function hasLostName(cells: string[], list: { at: Mapping; package: PackageId }): boolean {
  const given = firstFilled(cells, ["callName", "givenName"], list);
  const both = given !== "" && list.at.familyName !== undefined;
  const family = firstFilled(cells, both ? ["familyName"] : ["familyName", "fullName"], list);
  return hasLost(given) || hasLost(family);
}

const letters = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");
/** Of one letter as many come as UTF-8 has bytes, or none. */
const mostOfOne = 4;

/** Whether a name may have been this one before it lost letters: what is left of it stands there in that order. */
export function mayHaveBeen(lost: string, name: string): boolean {
  const whole = letters(name);
  const left = lost.split(/[^\p{ASCII}]+|\?+/u).map(letters);
  const [first = "", ...rest] = left;
  if (rest.length === 0) return first === whole;
  const last = rest.pop() ?? "";
  if (!whole.startsWith(first) || !whole.endsWith(last)) return false;
  const missing = whole.length - left.reduce((sum, piece) => sum + piece.length, 0);
  if (missing < 0 || missing > mostOfOne * (rest.length + 1)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = whole.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= whole.length - last.length;
}
