import { expect, test } from "vitest";
import { isBeside } from "./beside.ts";

const at = { familyName: 1, givenName: 2, className: 3, nationalNumber: 4 };
const beside = (...cells: string[]) => isBeside({ line: 9, cells }, { at });

test("numbers and boxes that go on below the last pupil are no pupils", () => {
  expect(beside("251")).toBe(true);
  expect(beside("", "", "", "", "", "false", "126")).toBe(true);
  expect(beside("", "", "", "", "", "vader", "0470 12 34 56")).toBe(true);
});

test("a line with anything of a pupil is told, and so is one that was not cut at its columns", () => {
  expect(beside("251", "", "", "1A")).toBe(false);
  expect(beside("251", "", "Zoë")).toBe(false);
  expect(beside("251,Peeters,Zoë,1A")).toBe(false);
});
