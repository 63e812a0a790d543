import { expect, test } from "vitest";
import { personsIn } from "./persons.ts";

const line = (nameKey: string, told?: string, ofNumber?: string) => ({ nameKey, born: { told, ofNumber } });

test("lines of one name are about one child for each day of birth, whether a column or a number tells it", () => {
  const lines = [line("a", "2017-03-04"), line("a", undefined, "2017-03-04"), line("a", "2017-11-27"), line("a")];
  const persons = personsIn(lines);
  const [first, second, third, last] = lines.map((one) => persons.get(one)?.person);
  expect([first === second, first === third, last]).toEqual([true, false, undefined]);
});

test("of a line whose name no other line has nothing is noted", () => {
  expect(personsIn([line("a", "2017-03-04"), line("b", "2017-03-04")]).size).toBe(0);
});

test("a line whose number is of another day of birth is marked, and is nobody for certain", () => {
  const wrong = line("a", "2017-03-04", "2017-04-03");
  expect(personsIn([wrong, line("a", "2017-03-04")]).get(wrong)).toEqual({ bornOther: true });
});
