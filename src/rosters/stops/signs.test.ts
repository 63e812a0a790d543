import { expect, test } from "vitest";
import { known, plan, row } from "../../../test/support/roster-plan.ts";
import { stopsOf } from "./stops.ts";

const names = ["Peeters", "Maes", "Claes", "Wouters"];
const lines = (more: Parameters<typeof row>[1]) => names.map((familyName, at) => row(at + 2, { familyName, ...more }));
const pupils = names.map((familyName, at) => known(at, { familyName }));

test("a list without numbers in which everybody changed class is all questions, and no other school's", () => {
  const { refused, made } = plan(lines({ classNames: ["4B"] }), pupils);
  expect(refused.map(([, , code]) => code)).toEqual(names.map(() => "name-only"));
  expect(stopsOf(made)).toEqual([]);
});

test("a list of which only the numbers are known here is another school's, whatever it asks", () => {
  const numbered = pupils.map((pupil, at) => ({ ...pupil, stamboeknummer: `${at}` }));
  const strangers = lines({ givenName: "Emma" }).map((one, at) => ({
    ...one,
    familyName: `Vreemd${at}`,
    nameKey: `vreemd${at}|emma`,
    stamboeknummer: `${at}`,
  }));
  const { refused, made } = plan(strangers, numbered);
  expect(refused.map(([, , code]) => code)).toEqual(names.map(() => "other-person"));
  expect(stopsOf(made)).toEqual(["foreign"]);
});
