import { describe, expect, test } from "vitest";
import { SchoolGroupId, SchoolId, SchoolNumber, StaffId } from "../ids.ts";
import type { HeldRole } from "../staff/staff.ts";
import { schoolOf, schoolsOf, type StaffSession } from "./access.ts";

const school = (digit: number, name: string) => ({
  id: SchoolId.parse(`00000000-0000-7000-8000-00000000000${digit}`),
  number: SchoolNumber.parse(`00000${digit}`),
  name,
});
const [linde, eik] = [school(1, "De Linde"), school(2, "De Eik")];
const held = (role: HeldRole["role"], schools: HeldRole["schools"], className: string | null = null): HeldRole => ({
  role,
  className,
  schools,
  schoolGroupId: role === "group-admin" ? SchoolGroupId.parse("00000000-0000-7000-8000-000000000009") : null,
  groupName: role === "group-admin" ? "Leiestreek" : null,
});

describe("several roles add up to", () => {
  test("each school once, by name", () => {
    const schools = schoolsOf([held("school-admin", [linde]), held("group-admin", [linde, eik])]);
    expect(schools.map(({ name }) => name)).toEqual(["De Eik", "De Linde"]);
  });

  test("the classes of a teacher, who is no admin", () => {
    expect(schoolsOf([held("teacher", [linde], "3B"), held("teacher", [linde], "3A")])).toEqual([
      { ...linde, admin: false, classNames: ["3B", "3A"] },
    ]);
  });

  test("an admin who also teaches", () => {
    for (const admin of ["school-admin", "group-admin"] as const) {
      const schools = schoolsOf([held("teacher", [linde], "3B"), held(admin, [linde])]);
      expect(schools).toEqual([{ ...linde, admin: true, classNames: ["3B"] }]);
    }
  });

  test("no school for an operator", () => {
    expect(schoolsOf([held("operator", [])])).toEqual([]);
  });
});

describe("the school of a page", () => {
  const session: StaffSession = {
    staffId: StaffId.parse("00000000-0000-7000-8000-000000000008"),
    givenName: "An",
    familyName: "Claes",
    email: "an@school.example",
    roles: [],
    operator: false,
    schools: schoolsOf([held("school-admin", [linde, eik])]),
    signedInAt: new Date("2026-11-23T08:00:00Z"),
  };

  test("is the one in the path", () => {
    expect(schoolOf(session, { number: "000001" }).name).toBe("De Linde");
  });

  test("is the first one where the path names none", () => {
    expect(schoolOf(session, {}).name).toBe("De Eik");
  });

  test.each(["000003", "", "1", "000001/", "../000001"])("is not %o, which is none of theirs", (number) => {
    expect(() => schoolOf(session, { number })).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  test("is none for who has none", () => {
    expect(() => schoolOf({ ...session, schools: [] }, {})).toThrow(expect.objectContaining({ code: "not-found" }));
  });
});
