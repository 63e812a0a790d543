import { createCipheriv, hkdfSync } from "node:crypto";
import { lengthPrefixed } from "./length-prefixed.ts";
import type { Random } from "./random.ts";

/** What one word of four bytes can say. */
const range = 2 ** 32;

/**
 * Draws that can be repeated by whoever has the seed, and by nobody else: the keystream of AES-256-CTR, under a key and a counter that
 * HKDF-SHA-256 makes of the seed and the purpose. The same seed, purpose and order of draws give the same for ever.
 * @param seed at least 32 random bytes
 * @param purpose parts are length-prefixed, so that they can't run together
 * @throws RangeError from `int` when `end` is no whole number from 1 to 2^32
 */
export function seededRandom(seed: Buffer, ...purpose: string[]): Random {
  if (seed.length < 32) throw new Error("A seed needs at least 32 bytes");
  const derived = Buffer.from(hkdfSync("sha256", seed, "leerid-draws", lengthPrefixed(purpose), 48));
  const stream = createCipheriv("aes-256-ctr", derived.subarray(0, 32), derived.subarray(32));
  const bytes = (length: number): Buffer => stream.update(Buffer.alloc(length));
  return {
    bytes,
    int(end) {
      if (!Number.isInteger(end) || end < 1 || end > range) throw new RangeError("No such range");
      // what lies above the last whole multiple is drawn again: else the lowest numbers would come more often
      const fair = range - (range % end);
      for (;;) {
        const drawn = bytes(4).readUInt32BE();
        if (drawn < fair) return drawn % end;
      }
    },
    uuid() {
      const drawn = bytes(16);
      drawn.writeUInt8((drawn.readUInt8(6) & 0x0f) | 0x40, 6);
      drawn.writeUInt8((drawn.readUInt8(8) & 0x3f) | 0x80, 8);
      return drawn.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    },
  };
}
