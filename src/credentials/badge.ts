import { randomText, type Random } from "../lib/random.ts";

/**
 * Letters that stand in the same place on AZERTY, QWERTY and QWERTZ keyboards: a hand scanner types as if it were a keyboard, and in
 * many schools it believes in another one than the computer does.
 */
export const badgeAlphabet = "BCDEFGHIJKLNOPRSTUVX";
/** 30 of 20 letters: 129 bits. */
const length = 30;
const atTheEnd = new RegExp(`[${badgeAlphabet}]{${length}}$`);
/** A scanned address is short; whatever is longer is not read at all. */
const longestScan = 400;

export function drawBadgeToken(random: Random): string {
  return randomText(random, badgeAlphabet, length);
}

/** What the QR code holds. The token stands behind the #, which no browser sends: it can't end up in a server's log. */
export function badgeUrl(issuer: string, token: string): string {
  return `${issuer}/badge#${token}`;
}

/**
 * Finds the token in what a camera or a hand scanner read: the whole address, also one that the wrong keyboard layout garbled,
 * or the bare token; capitals or not.
 */
export function badgeTokenFrom(scanned: string): string | undefined {
  if (scanned.length > longestScan) return undefined;
  return atTheEnd.exec(scanned.trim().toUpperCase())?.[0];
}
