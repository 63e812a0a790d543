import { expect, test } from "vitest";
import { createKeys } from "./keys.ts";
import { systemRandom } from "./random.ts";

const keys = createKeys(Buffer.alloc(32, 1), systemRandom);
const plain = Buffer.from("Peeters;Lotte;3B");

test("what is sealed opens for the same purpose and context only", () => {
  const sealed = keys.seal(plain, "school 1", "rosterFile");
  expect(keys.open(sealed, "school 1", "rosterFile")).toEqual(plain);
  expect(() => keys.open(sealed, "school 2", "rosterFile")).toThrow();
  expect(() => keys.open(sealed, "school 1", "signingKey")).toThrow();
  expect(() => keys.open(sealed, "school 1")).toThrow();
});

test("sealing the same twice shows nothing of it, and a changed byte is noticed", () => {
  const [first, second] = [keys.seal(plain, "x", "rosterFile"), keys.seal(plain, "x", "rosterFile")];
  expect(first.equals(second)).toBe(false);
  first.writeUInt8(first.readUInt8(14) ^ 1, 14);
  expect(() => keys.open(first, "x", "rosterFile")).toThrow();
});
