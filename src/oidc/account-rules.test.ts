import { expect, test } from "vitest";
import { ClassGroupId, SchoolId, SchoolNumber } from "../ids.ts";
import { judgeAccount, type AccountOutcome, type Presented } from "./account.ts";
import type { AccountRow, EnrolmentRow } from "./queries.ts";

const at = Date.UTC(2026, 10, 23, 12) / 1000;
const uuid = (n: number): string => `019ab000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const release: NonNullable<EnrolmentRow["release"]> = {
  allowedAt: at - 1000,
  ofLastYear: false,
  classNames: null,
  yearChoices: null,
  version: 1,
  bundle: "pseudonymous",
  attributes: ["email", "locale"],
};
const enrolment: EnrolmentRow = {
  schoolId: SchoolId.parse(uuid(1)),
  number: SchoolNumber.parse("012345"),
  schoolStatus: "active",
  schoolValidFrom: at - 1000,
  givenName: "Lotte",
  familyName: "Peeters",
  level: "lager",
  yearGroup: 3,
  yearChoice: "lager-3",
  classGroups: [{ id: ClassGroupId.parse(uuid(2)), name: "3B" }],
  classNamesBefore: [],
  release,
};
const other: EnrolmentRow = { ...enrolment, schoolId: SchoolId.parse(uuid(3)), number: SchoolNumber.parse("054321") };
const row: AccountRow = {
  status: "active",
  generation: 2,
  locale: "nl",
  applicationStatus: "live",
  applicationValidFrom: at - 1000,
  sub: null,
  emailLocal: null,
  enrolments: [enrolment],
};
const presented: Presented = { generation: 2, issuedAt: at };
const reason = (outcome: AccountOutcome) => (outcome.ok ? "ok" : outcome.reason);
const with_ = (more: Partial<EnrolmentRow>, released: Partial<typeof release> = {}): Partial<AccountRow> => ({
  enrolments: [{ ...enrolment, release: { ...release, ...released }, ...more }],
});

test("nobody is no account", () => expect(reason(judgeAccount(undefined, presented))).toBe("no-account"));

type Case = [title: string, row: Partial<AccountRow>, shown: Partial<Presented>, expected: string];
const cases: Case[] = [
  ["a pupil of a school that released the application", {}, {}, "ok"],
  ["a sandbox application", { applicationStatus: "sandbox" }, {}, "ok"],
  ["a suspended pupil", { status: "suspended" }, {}, "suspended"],
  ["a session from before the reset", {}, { generation: 1 }, "stale-generation"],
  ["a session of a generation to come", {}, { generation: 3 }, "stale-generation"],
  ["a suspended application", { applicationStatus: "suspended" }, {}, "application-suspended"],
  ["a retired application", { applicationStatus: "retired" }, {}, "application-suspended"],
  ["an application that is gone", { applicationStatus: null, applicationValidFrom: null }, {}, "application-suspended"],
  ["a token from before the application was resumed", { applicationValidFrom: at + 1 }, {}, "issued-too-early"],
  ["a token of the very second in which it was resumed", { applicationValidFrom: at + 0.9 }, {}, "ok"],
  ["a pupil without a school today", { enrolments: [] }, {}, "no-release"],
  ["a school that released nothing", with_({ release: null }), {}, "no-release"],
  ["a school without a number", with_({ number: null }), {}, "no-release"],
  ["a suspended school", with_({ schoolStatus: "suspended" }), {}, "school-suspended"],
  ["a suspended school that released nothing", with_({ schoolStatus: "suspended", release: null }), {}, "no-release"],
  ["a token from before the school was resumed", with_({ schoolValidFrom: at + 1 }), {}, "issued-too-early"],
  ["a token of the second in which the school was resumed", with_({ schoolValidFrom: at + 0.9 }), {}, "ok"],
  ["a token from before the release", with_({}, { allowedAt: at + 1 }), {}, "issued-too-early"],
  ["a token of the second of the release", with_({}, { allowedAt: at + 0.9 }), {}, "ok"],
  ["a session from before the release", with_({}, { allowedAt: at + 1 }), { issuedTo: "browser" }, "ok"],
  [
    "a session from before the application was resumed",
    { applicationValidFrom: at + 1 },
    { issuedTo: "browser" },
    "ok",
  ],
  [
    "a session from before the school was resumed",
    with_({ schoolValidFrom: at + 1 }),
    { issuedTo: "browser" },
    "issued-too-early",
  ],
  ["a released class", with_({}, { classNames: ["3B"] }), {}, "ok"],
  ["another class", with_({}, { classNames: ["3A"] }), {}, "no-release"],
  ["a class whose name only begins alike", with_({}, { classNames: ["3"] }), {}, "no-release"],
  ["a pupil without a class", with_({ classGroups: [] }, { classNames: ["3B"] }), {}, "no-release"],
  ["a released year group", with_({}, { yearChoices: ["lager-2", "lager-3"] }), {}, "ok"],
  ["another year", with_({}, { yearChoices: ["lager-4"] }), {}, "no-release"],
  ["the same year of another level", with_({}, { yearChoices: ["kleuter-3", "secundair-3"] }), {}, "no-release"],
  [
    "a pupil without a year",
    with_({ yearChoice: "lager-zonder-jaar" }, { yearChoices: ["lager-3"] }),
    {},
    "no-release",
  ],
  ["another class of a released year group", with_({}, { classNames: ["5A"], yearChoices: ["lager-3"] }), {}, "ok"],
  ["neither class nor year group", with_({}, { classNames: ["5A"], yearChoices: ["lager-4"] }), {}, "no-release"],
  ["an empty scope", with_({}, { classNames: [] }), {}, "no-release"],
  ["two schools of which one released", { enrolments: [{ ...other, release: null }, enrolment] }, {}, "ok"],
  [
    "two schools, the released one suspended",
    {
      enrolments: [
        { ...enrolment, schoolStatus: "suspended" },
        { ...other, release: null },
      ],
    },
    {},
    "school-suspended",
  ],
  [
    "two schools that released, one suspended",
    { enrolments: [{ ...enrolment, schoolStatus: "suspended" }, other] },
    {},
    "ok",
  ],
  [
    "two schools that released, one too late",
    { enrolments: [{ ...enrolment, release: { ...release, allowedAt: at + 1 } }, other] },
    {},
    "ok",
  ],
];
test.each(cases)("%s: %s %s -> %s", (...[, more, shown, expected]) => {
  expect(reason(judgeAccount({ ...row, ...more }, { ...presented, ...shown }))).toBe(expected);
});

const released = (enrolments: EnrolmentRow[]) => {
  const outcome = judgeAccount({ ...row, enrolments }, presented);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.released;
};

test("only schools that released and are active show themselves", () => {
  const third = { ...enrolment, number: SchoolNumber.parse("000003"), release: null };
  const { schools } = released([third, { ...other, schoolStatus: "suspended" }, enrolment]);
  expect(schools.map(({ number }) => number)).toEqual(["012345"]);
});

test("where schools released different versions, each school's own counts for what is the school's", () => {
  const newer = { ...release, version: 2, bundle: "personalised" as const, attributes: ["given_name", "leerid_level"] };
  const { bundle, attributes, schools } = released([enrolment, { ...other, release: newer }]);
  expect([bundle, [...attributes]]).toEqual(["personalised", ["given_name", "leerid_level"]]);
  expect(schools.map((school) => [...school.attributes])).toEqual([
    ["email", "locale"],
    ["given_name", "leerid_level"],
  ]);
});

test("an application gets the names that a school gave which lets them flow, and no other school's", () => {
  const named = { ...release, version: 2, bundle: "personalised" as const, attributes: ["given_name"] };
  const silent: EnrolmentRow = { ...enrolment, givenName: "Overschreven", familyName: "Door Een Ander" };
  expect(released([silent, { ...other, release: named }])).toMatchObject({ givenName: "Lotte", familyName: "" });
  const all = { ...named, attributes: ["given_name", "family_name"] };
  const half: EnrolmentRow = { ...silent, release: named };
  expect(released([half, { ...other, release: all }])).toMatchObject({
    givenName: "Overschreven",
    familyName: "Peeters",
  });
});

test("an attribute that is not on the closed list never comes out of a stored manifest", () => {
  expect([
    ...released([{ ...enrolment, release: { ...release, attributes: ["birthdate", "email"] } }]).attributes,
  ]).toEqual(["email"]);
});
