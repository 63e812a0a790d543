import { describe, expect, test } from "vitest";
import { changed, exportOf, omit, taken, twoSchools, version12, type Files } from "../../../test/support/oneroster.ts";

const linde = { pupils: ["1A Zoë Peeters", "1B Kaan Maes"], told: ["4 other-school"] };
const eik = { pupils: ["2A Noor Claes"], told: ["2 other-school", "3 other-school"] };
const named = (orgs: Record<string, Record<string, string>>): Files => changed(twoSchools, "orgs", orgs);
const without = (name: string, columns: string[]): Files => ({
  ...twoSchools,
  [name]: (twoSchools[name] ?? []).map((line) => omit(line, columns)),
});

describe.each([
  ["1.1", (files: Files) => files],
  ["1.2", version12],
])(
  "of several schools in a OneRoster %s export only this one's pupils are taken, and the others are told,",
  (_version, as) => {
    test.each<[string, Files]>([
      ["by the number of the school", twoSchools],
      [
        "also when a spreadsheet took the zeros of the numbers",
        named({ o1: { identifier: "88001" }, o2: { identifier: "88002" } }),
      ],
      ["also when the school's name stands behind the number", named({ o1: { identifier: "088001 - De Linde" } })],
      [
        "also when the number stands in an address",
        named({
          o1: { identifier: "urn:be:onderwijs:088001" },
          o2: { identifier: "urn:be:onderwijs:088002" },
        }),
      ],
      [
        "also when the pupils are in a group of schools, and their classes in a school",
        changed(twoSchools, "users", {
          u1: { orgSourcedIds: "d" },
          u2: { orgSourcedIds: "d" },
          u3: { orgSourcedIds: "d" },
        }),
      ],
      ["also when only the classes say their school", without("users", ["orgSourcedIds"])],
      ["also when the enrolments don't say their school", without("enrollments", ["schoolSourcedId"])],
    ])("%s", async (_how, files) => {
      expect(await taken(exportOf(as(files)))).toEqual(linde);
      expect(await taken(exportOf(as(files)), { school: "088002" })).toEqual(eik);
    });
  },
);

test("the number may stand in the id of the school", async () => {
  const text = JSON.stringify(twoSchools).replaceAll('"o1"', '"088001"').replaceAll('"o2"', '"088002"');
  const files = changed(JSON.parse(text), "orgs", { "088001": { identifier: "x" }, "088002": { identifier: "" } });
  expect(await taken(exportOf(files))).toEqual(linde);
});

test("a site below the school is the school", async () => {
  const files = named({ o2: { identifier: "", parentSourcedId: "o1" } });
  expect(await taken(exportOf(files))).toEqual({ pupils: [...linde.pupils, ...eik.pupils], told: [] });
});

test("an export in which no school is this one is refused", async () => {
  expect(await taken(exportOf(twoSchools), { school: "088003" })).toEqual({ refused: "other-school-file" });
  expect(await taken(exportOf(named({ o1: { identifier: "" }, o2: { identifier: "" } })))).toEqual({
    refused: "other-school-file",
  });
});

test("an export that doesn't say its school is taken with a word about that", async () => {
  const { orgs: _, ...rest } = twoSchools;
  expect(await taken(exportOf(rest))).toEqual({ pupils: [...linde.pupils, ...eik.pupils], told: [] });
});

test("a pupil of two schools is here in the classes of here only", async () => {
  const both = changed(twoSchools, "users", { u1: { orgSourcedIds: "o2,o1" } });
  const files = {
    ...both,
    enrollments: [
      ...(both["enrollments"] ?? []),
      { sourcedId: "e9", classSourcedId: "c4", userSourcedId: "u1", schoolSourcedId: "o2", role: "student" },
    ],
  };
  expect(await taken(exportOf(files))).toEqual(linde);
  expect((await taken(exportOf(files), { school: "088002" })).pupils).toEqual(["2A Zoë Peeters", "2A Noor Claes"]);
});

test("a pupil whose role at this school is over is told, also when one at another school goes on", async () => {
  const { roles = [], ...rest } = version12(twoSchools);
  const moved = [
    ...roles.map((role) => (role["userSourcedId"] === "u1" ? { ...role, endDate: "2026-10-01" } : role)),
    {
      sourcedId: "r9",
      userSourcedId: "u1",
      roleType: "primary",
      role: "student",
      orgSourcedId: "o2",
      beginDate: "2026-10-02",
      endDate: "",
    },
  ];
  expect(await taken(exportOf({ ...rest, roles: moved }))).toEqual({
    pupils: ["1B Kaan Maes"],
    told: ["2 ended", "4 other-school"],
  });
});

test.each([
  ["in a folder", { folder: "export 2026/" }],
  ["with semicolons", { delimiter: ";" }],
  ["with tabs, in a folder", { folder: "a/b/", delimiter: "\t" }],
])("an export may lie %s", async (_how, options) => {
  expect(await taken(exportOf(twoSchools, options))).toEqual(linde);
});

test.each(["classes", "enrollments"])("an export without %s.csv is refused with a word of its own", async (name) => {
  expect(
    await taken(exportOf(Object.fromEntries(Object.entries(twoSchools).filter(([file]) => file !== name)))),
  ).toEqual({
    refused: "no-classes-file",
  });
});

test("a user of whom roles.csv says nothing is a pupil where the enrolments say so, and one with another role is none", async () => {
  const { roles = [], ...rest } = version12(twoSchools);
  const without = roles.filter((role) => role["userSourcedId"] !== "u1");
  const all = await taken(exportOf({ ...rest, roles }));
  expect(all.pupils).toContain("1A Zoë Peeters");
  expect(await taken(exportOf({ ...rest, roles: without }))).toEqual(all);
  const teacher = roles.map((role) => (role["userSourcedId"] === "u1" ? { ...role, role: "teacher" } : role));
  expect((await taken(exportOf({ ...rest, roles: teacher }))).pupils).not.toContain("1A Zoë Peeters");
});
