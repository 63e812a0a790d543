import { expect, test } from "vitest";
import { parseNationalNumber } from "../pupils/pupils.ts";
import { demoRoster } from "./roster.ts";
import { encodeWindows1252 } from "./windows-1252.ts";

const text = (bytes: Buffer) => new TextDecoder("windows-1252").decode(bytes);
const rows = (bytes: Buffer) =>
  text(bytes)
    .split("\r\n")
    .slice(1, -2)
    .map((line) => line.split(";"));

test("the same seed gives the same file, another seed another", () => {
  const make = (seed: number) => text(demoRoster({ seed, pupils: 50, kind: "basis" }).bytes);
  expect(make(1)).toBe(make(1));
  expect(make(1)).not.toBe(make(2));
});

test("every year group has classes of about 23, and every number is right and unique", () => {
  const taken = new Set<string>();
  const basis = demoRoster({ seed: 1, pupils: 600, kind: "basis", taken });
  const secundair = demoRoster({ seed: 2, pupils: 600, kind: "secundair", taken });
  const all = [...rows(basis.bytes), ...rows(secundair.bytes)];
  expect(new Set(all.map((row) => `${row[5]} ${row[4]}`)).size).toBe(15);
  expect(all.every((row) => parseNationalNumber(row[6] ?? "").ok)).toBe(true);
  expect(taken.size).toBe(1200);
  const sizes = [basis, secundair].flatMap(({ bytes, classNames }) =>
    classNames.map((name) => rows(bytes).filter((row) => row[3] === name).length),
  );
  expect([Math.min(...sizes) >= 15, Math.max(...sizes) <= 27]).toEqual([true, true]);
});

test("a character that Windows-1252 lacks is no silent question mark", () => {
  expect(text(encodeWindows1252("€ Šé’"))).toBe("€ Šé’");
  expect(() => encodeWindows1252("ł")).toThrow("Windows-1252");
});
