import { expect, test } from "vitest";
import { decodeRaw, singleByte } from "./tables.ts";
import { undoTwice } from "./twice.ts";

const names = [
  "Zoë",
  "Élise Özdemir",
  "Şahin",
  "Włodarczyk",
  "Núñez",
  "François",
  "D’Hondt",
  "Nicolà",
  "Ștefan",
  "Čapek",
  "ZOË",
  "MÜLLER",
];
const again = (text: string, encoding: (typeof singleByte)[number]) =>
  decodeRaw(Buffer.from(text).toString("latin1"), encoding);

for (const encoding of singleByte) {
  test(`text that was UTF-8 and was read as ${encoding}, once, twice or three times, is what it was`, () => {
    for (const name of names) {
      const once = again(name, encoding);
      const twice = again(once, encoding);
      expect([once, twice, again(twice, encoding)].map((text) => undoTwice(text))).toEqual([name, name, name]);
    }
  });
}

test.each([
  ...names,
  "ANDRÉ’S",
  "Mª José",
  "BĂŞESCU",
  "Ionuț-Ștefăniță",
  "Nguyễn Đỗ Thảo",
  "Ååse Øæ",
  "«Zoë»",
  "سلمى",
  "Іван Їжак",
  "Ö",
])("%s stays as it is", (name) => {
  expect(undoTwice(name)).toBe(name);
});

test("what can't be undone surely stays for a person to see", () => {
  expect(undoTwice("ZoÃ")).toBe("ZoÃ");
  expect(undoTwice("Nicol\u00C3 s")).toBe("NicolÃ s");
});
