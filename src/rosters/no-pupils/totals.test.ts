import fc from "fast-check";
import { expect, test } from "vitest";
import { findTotals } from "./totals.ts";

const names = { familyName: 0, givenName: 1, className: 2 };
const whole = { fullName: 0, className: 1 };

/** Lines as `a;b;c`, of which each is a pupil, or a total at the end or inside. */
function places(lines: string[], at: Parameters<typeof findTotals>[1]) {
  const rows = lines.map((line, index) => ({ line: index + 2, cells: line.split(";") }));
  const totals = findTotals(rows, at);
  return rows.map((row) => totals.get(row) ?? "pupil");
}

test.each([
  ["Totaal;;2"],
  ["Totaal: 2;;"],
  ["Totaal;2;"],
  ["Aantal leerlingen;2;"],
  ["Aantal lln.: 2"],
  ["Totaal klas 1A;;2"],
  ["Totaal 1A: 2"],
  [";;Totaal: 2"],
  ["Eindtotaal;2"],
  ["Algemeen totaal;2;;"],
  ["Som;2"],
  ["Aantal;leerlingen;2"],
  ["Nombre d'élèves : 2".replace("d'", "de ")],
  ["Totaux;2"],
  ["Totaal;1A;2"],
])("%s below the last pupil is a total", (line) => {
  expect(places(["Peeters;Zoë;1A", "Maes;Noor;1A", line], names)).toEqual(["pupil", "pupil", "end"]);
});

test("a total under each class is none of the pupils, and told where it stands", () => {
  const lines = ["Peeters;Zoë;1A", "Maes;Noor;1A", "Subtotaal;;2", "", "Claes;Liam;1B", "Totaal 1B;;1", "Totaal;;3"];
  expect(places(lines, names)).toEqual(["pupil", "pupil", "inside", "pupil", "pupil", "end", "end"]);
});

test("a child may be called Som, Aantal, Totaal or Nombre", () => {
  expect(places(["Som Chea;1A", "Peeters Zoë;1A", "Aantal Rik;1B"], whole)).toEqual(["pupil", "pupil", "pupil"]);
  expect(places(["Totaal;Rik;1A", "Nombre;An;1A", "Chea;Som;1B", "Som;Som;1B"], names)).not.toContain("end");
  expect(places(["Som;1A", "Aantal;1A", "Totaal;1A", "Peeters;1A"], whole)).not.toContain("inside");
});

test("where classes are numbers, a child of one name is in its class, and the number of those above is a total", () => {
  const lines = ["Peeters Zoë;2", "Som;2", "Maes Noor;2", "Claes Liam;5", "Totaal;4"];
  expect(places(lines, whole)).toEqual(["pupil", "pupil", "pupil", "pupil", "end"]);
});

test("a word alone is told, also at the end", () => {
  expect(places(["Peeters;Zoë;1A", "Som;;"], names)).toEqual(["pupil", "inside"]);
});

const given = fc.constantFrom("Zoë", "Noor", "Som", "Aantal", "Rik", "Totaal");
const family = fc.constantFrom("Peeters", "Som", "Totaal", "Aantal", "Nombre", "Van den Broeck");
const className = fc.constantFrom("1A", "2B", "1", "2", "OKAN");

test("whoever has a family name, a first name and a class is a pupil, wherever totals stand", () => {
  const pupil = fc.tuple(family, given, className).map((cells) => cells.join(";"));
  const total = fc.constantFrom("Totaal;;9", "Subtotaal: 9;;", "Aantal leerlingen;9;");
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: pupil }, total), { minLength: 1 }), (lines) => {
      const isTotal = (line: string) => /;;|;$/.test(line);
      expect(places(lines, names).map((place) => place !== "pupil")).toEqual(lines.map(isTotal));
    }),
  );
});

test("a class of several words has a total, too", () => {
  const lines = [
    "Peeters;Zoë;L1 geel",
    "Totaal L1 geel;1;",
    "Maes;Noor;1 A",
    "Totaal klas 1 A: 1;;",
    "Claes;Tibo;2",
    "1 leerling(en);Totaal;2",
  ];
  expect(places(lines, names).map((place) => place !== "pupil")).toEqual([false, true, false, true, false, true]);
});
