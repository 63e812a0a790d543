import fc from "fast-check";
import { expect, test } from "vitest";
import { brusselsDay, endOfSchoolYear, schoolYearBefore, schoolYearOf } from "./school-year.ts";

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
