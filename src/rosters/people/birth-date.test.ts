import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOrderOf, readBirthDate } from "./birth-date.ts";

describe("a day of birth is read from", () => {
  test.each([
    ["4/3/2017"],
    ["04/03/2017"],
    ["04-03-17"],
    ["4.3.2017"],
    ["2017-03-04"],
    ["2017/3/4"],
    ["20170304"],
    ["2017-03-04T00:00:00.000Z"],
    ["04/03/2017 0:00:00"],
    ["42798"],
    ["42798.0"],
    ["4 maart 2017"],
    ["4 mrt. 2017"],
    ["4 mars 2017"],
    ["4 March 2017"],
    ["4. März 2017"],
    ["4-mrt-17"],
    [" 04/03/2017 "],
  ])("%s", (cell) => {
    expect(readBirthDate(cell, "day-first")).toBe("2017-03-04");
  });

  test.each([
    ["1 juin 2015", "2015-06-01"],
    ["1 juillet 2015", "2015-07-01"],
    ["1er août 2015", "2015-08-01"],
    ["30-6-98", "1998-06-30"],
  ])("%s", (cell, day) => {
    expect(readBirthDate(cell, "day-first")).toBe(day);
  });
});

describe("no day is read from", () => {
  test.each([[""], ["31/02/2017"], ["3B"], ["00/00/2017"], ["99999"], ["onbekend"], ["4/3"], ["17030400156"]])(
    "%s",
    (cell) => {
      expect(readBirthDate(cell, "day-first")).toBeUndefined();
    },
  );
});

test("a column has the month first when a day that stands second says so, and no day stands first", () => {
  const order = (...days: string[]) =>
    dayOrderOf(
      days.map((day) => ({ cells: ["x", day] })),
      1,
    );
  expect(order("3/4/2017", "3/14/2017")).toBe("month-first");
  expect(order("3/4/2017", "14/3/2017", "3/14/2017")).toBe("day-first");
  expect(readBirthDate("3/4/2017", "month-first")).toBe("2017-03-04");
});

test("every day of a life is read back from the ways of writing it", () => {
  const day = fc.date({ min: new Date("1950-01-01"), max: new Date("2030-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(day, (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year = "", month = "", inMonth = ""] = iso.split("-");
      const ways = [iso, `${Number(inMonth)}/${Number(month)}/${year}`, `${year}${month}${inMonth}`];
      expect(ways.map((way) => readBirthDate(way, "day-first"))).toEqual([iso, iso, iso]);
    }),
  );
});
