import fc from "fast-check";
import { expect, test } from "vitest";
import {
  brusselsDay,
  comingSchoolYear,
  endOfSchoolYear,
  firstDayOf,
  previousSchoolYear,
  schoolYearBefore,
  schoolYearOf,
  startOfSchoolYear,
  yearStillUnderstood,
} from "./school-year.ts";

test("a school year runs from 1 September to 31 August", () => {
  expect(schoolYearOf(new Date("2026-09-01T10:00:00Z"))).toBe("2026-2027");
  expect(schoolYearOf(new Date("2027-08-31T10:00:00Z"))).toBe("2026-2027");
});

test("the school year turns at midnight in Brussels, two hours before UTC does", () => {
  expect(schoolYearOf(new Date("2026-08-31T21:59:59Z"))).toBe("2025-2026");
  expect(schoolYearOf(new Date("2026-08-31T22:00:00Z"))).toBe("2026-2027");
});

test("the end of the school year is the first moment of the next one", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("2020-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }), (now) => {
      const end = endOfSchoolYear(now);
      expect(end.getTime()).toBeGreaterThan(now.getTime());
      expect(schoolYearOf(new Date(end.getTime() - 1))).toBe(schoolYearOf(now));
      expect(schoolYearBefore(end)).toBe(schoolYearOf(now));
    }),
  );
});

test("a day is the day in Brussels", () => {
  expect(brusselsDay(new Date("2026-12-31T23:30:00Z"))).toBe("2027-01-01");
});

const anyTime = fc.date({ min: new Date("2020-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });

test("the coming school year's list may come in from the first moment of 1 June in Brussels until it begins", () => {
  expect(comingSchoolYear(new Date("2027-05-31T21:59:59Z"))).toBeUndefined();
  expect(comingSchoolYear(new Date("2027-05-31T22:00:00Z"))).toBe("2027-2028");
  expect(comingSchoolYear(new Date("2027-08-31T21:59:59Z"))).toBe("2027-2028");
  expect(comingSchoolYear(new Date("2027-08-31T22:00:00Z"))).toBeUndefined();
});

test("last year's class names are understood in September and no longer", () => {
  expect(yearStillUnderstood(new Date("2027-08-31T21:59:59Z"))).toBeUndefined();
  expect(yearStillUnderstood(new Date("2027-08-31T22:00:00Z"))).toBe("2026-2027");
  expect(yearStillUnderstood(new Date("2027-09-30T21:59:59Z"))).toBe("2026-2027");
  expect(yearStillUnderstood(new Date("2027-09-30T22:00:00Z"))).toBeUndefined();
});

test("a school year begins at the very moment at which it becomes the present one", () => {
  fc.assert(
    fc.property(anyTime, (now) => {
      const start = startOfSchoolYear(schoolYearOf(now));
      expect(start.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(schoolYearOf(start)).toBe(schoolYearOf(now));
      expect(schoolYearOf(new Date(start.getTime() - 1))).toBe(previousSchoolYear(schoolYearOf(now)));
      expect(brusselsDay(start)).toBe(firstDayOf(schoolYearOf(now)));
    }),
  );
});

test("a coming school year is the next one, and it has not begun", () => {
  fc.assert(
    fc.property(anyTime, (now) => {
      const coming = comingSchoolYear(now);
      if (coming === undefined) return;
      expect(previousSchoolYear(coming)).toBe(schoolYearOf(now));
      expect(startOfSchoolYear(coming)).toEqual(endOfSchoolYear(now));
      expect(yearStillUnderstood(now)).toBeUndefined();
    }),
  );
});
