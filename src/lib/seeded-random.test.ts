import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";

const seed = Buffer.alloc(32, 7);
const draws = (of: Buffer, ...purpose: string[]) => {
  const random = seededRandom(of, ...purpose);
  return [random.int(1_000_000), random.bytes(16).toString("hex"), random.uuid(), random.int(2 ** 32)];
};
const seeds = fc.uint8Array({ minLength: 32, maxLength: 48 }).map((bytes) => Buffer.from(bytes));

test("the same seed and purpose draw the same, whatever they are", () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.string(), { maxLength: 4 }), (of, purpose) => {
      expect(draws(of, ...purpose)).toEqual(draws(of, ...purpose));
    }),
  );
});

test("another seed, or another purpose, draws something else", () => {
  fc.assert(
    fc.property(seeds, fc.string(), fc.string(), (of, one, two) => {
      fc.pre(one !== two);
      const other = Buffer.from(of);
      other.writeUInt8(other.readUInt8(0) ^ 1, 0);
      expect(draws(of, one)).not.toEqual(draws(of, two));
      expect(draws(of, one)).not.toEqual(draws(other, one));
    }),
  );
});

test("parts of a purpose can't run together", () => {
  expect(draws(seed, "ab", "c")).not.toEqual(draws(seed, "a", "bc"));
  expect(draws(seed, "abc")).not.toEqual(draws(seed, "abc", ""));
});

test("numbers stay below the end", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (end) => {
      const random = seededRandom(seed, String(end));
      for (let draw = 0; draw < 20; draw += 1) {
        const drawn = random.int(end);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < end).toBe(true);
      }
    }),
  );
});

test("each number comes as often as another", () => {
  const random = seededRandom(randomBytes(32));
  const counts = Array.from({ length: 21 }, () => 0);
  for (let draw = 0; draw < 42_000; draw += 1) {
    const drawn = random.int(21);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  // 2,000 of each are expected; seven standard deviations are 305
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(305);
});

test("a range that doesn't divide 2^32 favours no half of it", () => {
  const random = seededRandom(seed, "halves");
  // with a plain remainder the lower half would come twice as often
  const end = 3 * 2 ** 30;
  const low = Array.from({ length: 6_000 }, () => random.int(end)).filter((drawn) => drawn < 2 ** 30);
  expect(Math.abs(low.length - 2_000)).toBeLessThan(260);
});

test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("there is no range up to %d", (end) => {
  expect(() => seededRandom(seed).int(end)).toThrow(RangeError);
});

test("a seed is no shorter than a key", () => {
  expect(() => seededRandom(Buffer.alloc(31))).toThrow("at least 32");
});

test("an id looks like one that was drawn at random", () => {
  expect(seededRandom(seed).uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("what was drawn once is drawn the same by every version that comes: cards of a run may be fetched a week later", () => {
  expect(draws(seed, "vector", "1")).toEqual([
    194_888,
    "a2cd9df83cc2a091ee6878ab00a65b64",
    "2c2a3ae9-ad49-4418-90de-38b8cfb345ac",
    946_878_639,
  ]);
});
