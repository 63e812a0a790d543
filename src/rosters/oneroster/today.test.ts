import { describe, expect, test } from "vitest";
import { changed, exportOf, taken, twoSchools, type Files } from "../../../test/support/oneroster.ts";

const pupilsOf = async (files: Files, today?: string) => await taken(exportOf(files), today ? { today } : {});
const users = (values: Record<string, string>) => changed(twoSchools, "users", { u1: values });
/** What stands in the enrolment of Zoë Peeters in 1A; she has another one, in a course. */
const enrolled = (values: Record<string, string>) => changed(twoSchools, "enrollments", { e1: values, e3: values });

describe("a pupil isn't there today", () => {
  test.each<[string, Files, string]>([
    ["who is disabled", users({ enabledUser: "false" }), "gone"],
    ["who is disabled in capitals", users({ enabledUser: "FALSE" }), "gone"],
    ["who is inactive", users({ status: "inactive" }), "gone"],
    ["who is to be deleted", users({ status: "tobedeleted" }), "gone"],
    ["whose enrolments are over", enrolled({ endDate: "2026-11-15" }), "ended"],
    ["whose enrolments are to come", enrolled({ beginDate: "2026-11-17" }), "not-yet"],
    ["whose enrolments are to be deleted", enrolled({ status: "tobedeleted" }), "gone"],
    ["whose enrolments are inactive", enrolled({ status: "inactive" }), "gone"],
    [
      "whose classes are to be deleted",
      changed(twoSchools, "classes", { c1: { status: "tobedeleted" }, c3: { status: "tobedeleted" } }),
      "gone",
    ],
    ["whose days a spreadsheet wrote", enrolled({ endDate: "15/11/2026" }), "ended"],
  ])("%s", async (_who, files, code) => {
    expect(await pupilsOf(files)).toEqual({ pupils: ["1B Kaan Maes"], told: [`2 ${code}`, "4 other-school"] });
  });
});

test("a pupil is there on the first and the last day of an enrolment", async () => {
  for (const days of [{ beginDate: "2026-11-16" }, { endDate: "2026-11-16" }, { status: "active" }])
    expect((await pupilsOf(enrolled(days))).pupils).toContain("1A Zoë Peeters");
});

test("a pupil of whom no enrolment speaks is told, and isn't taken for one who left", async () => {
  const files = {
    ...twoSchools,
    enrollments: (twoSchools["enrollments"] ?? []).filter((one) => one["userSourcedId"] !== "u1"),
  };
  expect((await pupilsOf(files)).told).toEqual(["2 class-missing", "4 other-school"]);
});

describe("of a class moved in the year today's counts", () => {
  const moved = (end: string, begin: string): Files => {
    const files = enrolled({ endDate: end });
    return {
      ...files,
      enrollments: [
        ...(files["enrollments"] ?? []),
        {
          sourcedId: "e9",
          classSourcedId: "c2",
          userSourcedId: "u1",
          schoolSourcedId: "o1",
          role: "student",
          beginDate: begin,
        },
      ],
    };
  };
  test.each([
    ["before it", "2026-12-01", "2026-12-02", "1A Zoë Peeters"],
    ["on the day on which one ends and the next begins", "2026-11-16", "2026-11-16", "1B Zoë Peeters"],
    ["after it", "2026-10-01", "2026-10-02", "1B Zoë Peeters"],
  ])("%s", async (_when, end, begin, pupil) => {
    expect((await pupilsOf(moved(end, begin))).pupils).toEqual([pupil, "1B Kaan Maes"]);
  });
});

test("a homeroom wins over courses, the primary one over another, and courses are classes where there is no homeroom", async () => {
  const more = {
    ...twoSchools,
    enrollments: [
      ...(changed(twoSchools, "enrollments", { e1: { primary: "true" } })["enrollments"] ?? []),
      {
        sourcedId: "e9",
        classSourcedId: "c2",
        userSourcedId: "u1",
        schoolSourcedId: "o1",
        role: "student",
        primary: "false",
      },
    ],
  };
  expect((await pupilsOf(more)).pupils).toEqual(["1A Zoë Peeters", "1B Kaan Maes"]);
  const courses = changed(twoSchools, "classes", { c1: { classType: "scheduled" } });
  expect((await pupilsOf(courses)).pupils).toEqual(["1A Zoë Peeters", "Frans Zoë Peeters", "1B Kaan Maes"]);
});

describe("classes of another school year are left out", () => {
  const terms = {
    academicSessions: [
      { sourcedId: "t1", type: "term", startDate: "2025-09-01", endDate: "2026-06-30" },
      { sourcedId: "t2", type: "term", startDate: "2026-09-01", endDate: "2027-06-30" },
    ],
  };
  const files = {
    ...changed(twoSchools, "classes", {
      c1: { termSourcedIds: "t1" },
      c2: { termSourcedIds: "t2" },
      c3: { termSourcedIds: "t2" },
    }),
    ...terms,
  };

  test("by the days of their terms", async () => {
    expect((await pupilsOf(files)).pupils).toEqual(["Frans Zoë Peeters", "1B Kaan Maes"]);
  });

  test("but in July, when no term is of today, they are all that there is", async () => {
    const last = {
      ...changed(files, "classes", { c1: { termSourcedIds: "t2" }, c4: { termSourcedIds: "t2" } }),
      ...terms,
    };
    expect((await pupilsOf(last, "2027-07-10")).pupils).toEqual(["1A Zoë Peeters", "1B Kaan Maes"]);
  });
});

test("days of birth come from demographics.csv, and tell namesakes of one class apart", async () => {
  const files = {
    ...changed(twoSchools, "users", { u1: { identifier: "" }, u2: { givenName: "Zoë", familyName: "Peeters" } }),
    demographics: [
      { sourcedId: "u1", birthDate: "2019-02-03" },
      { sourcedId: "u2", birthDate: "2019-11-27" },
    ],
  };
  expect((await pupilsOf(files)).pupils).toEqual(["1A Zoë Peeters", "1B Zoë Peeters"]);
});
