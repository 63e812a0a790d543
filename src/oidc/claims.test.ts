import fc from "fast-check";
import { expect, test } from "vitest";
import { attributes, type Attribute, type Bundle } from "../applications/applications.ts";
import { ClassGroupId, SchoolNumber, SectorId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import type { ReleasedSchool } from "./account.ts";
import { claimsByScope, claimsSupported, computeClaims, pairwiseClassGroupId, type ClaimsInput } from "./claims.ts";

const uuid = (n: number): string => `019ab000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const group = (n: number, name: string) => ({ id: ClassGroupId.parse(uuid(n)), name });

const everything = new Set<Attribute>(attributes);
const school = (number: string, more: Partial<ReleasedSchool> = {}): ReleasedSchool => ({
  number: SchoolNumber.parse(number),
  level: "lager",
  yearGroup: 3,
  classGroups: [group(1, "3B")],
  attributes: everything,
  ...more,
});
/** A pupil of whom everything is known, released to an application that asks for these attributes. */
const input = (names: readonly Attribute[], more: Partial<ClaimsInput> = {}): ClaimsInput => ({
  bundle: "personalised",
  attributes: new Set(names),
  givenName: "Lotte",
  familyName: "Peeters",
  locale: "nl",
  schools: [school("012345", { attributes: new Set(names) })],
  sub: "the-sub",
  emailLocal: "bcdfg23456789hjk",
  emailDomain: "post.example",
  scopeDomain: "school.example",
  classGroupId: (id) => `pairwise-${id.slice(-1)}`,
  ...more,
});

const values: Record<Attribute, unknown> = {
  eduperson_scoped_affiliation: ["student@012345.school.example"],
  schac_home_organization: "012345.school.example",
  email: "bcdfg23456789hjk@post.example",
  email_verified: false,
  leerid_school_number: "012345",
  leerid_level: "lager",
  leerid_year_group: 3,
  leerid_class_groups: [{ id: "pairwise-1", name: "3B" }],
  locale: "nl",
  given_name: "Lotte",
  leerid_family_initial: "P",
  family_name: "Peeters",
  name: "Lotte Peeters",
};

test.each(attributes.filter((name) => name !== "email_verified"))(
  "%s alone gives this one claim and the subject",
  (name) => {
    expect(computeClaims(input([name]))).toEqual({ sub: "the-sub", [name]: values[name] });
  },
);

test("email_verified says nothing without an address", () => {
  expect(computeClaims(input(["email_verified"]))).toEqual({ sub: "the-sub" });
});

test("an address is not verified yet", () => {
  expect(computeClaims(input(["email", "email_verified"]))).toMatchObject({
    email: values.email,
    email_verified: false,
  });
});

const bundleClaims: [Bundle, Attribute[]][] = [
  ["anonymous", ["eduperson_scoped_affiliation", "schac_home_organization"]],
  [
    "pseudonymous",
    [
      "eduperson_scoped_affiliation",
      "schac_home_organization",
      "email",
      "email_verified",
      "leerid_school_number",
      "leerid_level",
      "leerid_year_group",
      "leerid_class_groups",
      "locale",
    ],
  ],
];
test.each(bundleClaims)("the %s bundle gives exactly its claims", (bundle, names) => {
  const expected = Object.fromEntries(names.map((name) => [name, values[name]]));
  expect(computeClaims(input(names, { bundle }))).toEqual({ sub: "the-sub", ...expected });
});

test("everything that can be asked for gives the closed list and nothing else", () => {
  expect(computeClaims(input(attributes))).toEqual({ sub: "the-sub", ...values });
});

test("an application that asks for nothing learns the subject only", () => {
  expect(computeClaims(input([]))).toEqual({ sub: "the-sub" });
});

test("nothing of a pupil's file slips through, even if it stood in what we hand in", () => {
  const more = {
    nationalNumber: "18010112345",
    stamboeknummer: "S1",
    loginName: "lotte.482137",
    dateOfBirth: "2018-01-01",
    sex: "v",
    nationality: "BE",
    address: "Straat 1",
    photo: "x",
  };
  const claims = computeClaims({ ...input(attributes), ...more });
  for (const value of Object.values(more)) expect(JSON.stringify(claims)).not.toContain(`"${value}"`);
  expect(Object.keys(claims).sort()).toEqual(["sub", ...attributes].sort());
});

test("a name never flows to an application that asks for the given name and the initial", () => {
  const claims = computeClaims(input(["given_name", "leerid_family_initial", "email", "leerid_class_groups"]));
  expect(JSON.stringify(claims)).not.toContain("Peeters");
});

test.each([
  ["Van den Broeck", "V"],
  ["D'hondt", "D"],
  ["'t Kindt", "T"],
  ["El Amrani", "E"],
  ["de Vos", "D"],
  ["Élodie", "É"],
  ["E\u0301lodie", "É"],
  ["çelik", "Ç"],
  ["-", undefined],
  ["", undefined],
])("the initial of %j is %j", (familyName, initial) => {
  expect(computeClaims(input(["leerid_family_initial"], { familyName })).leerid_family_initial).toBe(initial);
});

test("a pupil with one name has no family name, and no claim that says so", () => {
  const claims = computeClaims(
    input(["given_name", "family_name", "name", "leerid_family_initial"], { familyName: "" }),
  );
  expect(claims).toEqual({ sub: "the-sub", given_name: "Lotte", name: "Lotte" });
});

test("what has no value is left out, so that it overwrites nothing", () => {
  const bare = school("012345", { yearGroup: undefined, classGroups: [] });
  const claims = computeClaims(input(attributes, { schools: [bare], emailLocal: undefined }));
  const absent = ["leerid_year_group", "leerid_class_groups", "email", "email_verified"];
  expect(absent.filter((name) => name in claims)).toEqual([]);
});

test("a pupil of two schools belongs to both; the first is home", () => {
  const second = school("054321", { level: "secundair", yearGroup: 1, classGroups: [group(2, "1A")] });
  expect(computeClaims(input(attributes, { schools: [school("012345"), second] }))).toMatchObject({
    eduperson_scoped_affiliation: ["student@012345.school.example", "student@054321.school.example"],
    schac_home_organization: "012345.school.example",
    leerid_school_number: "012345",
    leerid_level: "lager",
    leerid_year_group: 3,
    leerid_class_groups: [
      { id: "pairwise-1", name: "3B" },
      { id: "pairwise-2", name: "1A" },
    ],
  });
});

test("of a school only that flows which this school released", () => {
  const first = school("012345", { attributes: new Set<Attribute>(["schac_home_organization"]) });
  const claims = computeClaims(input(attributes, { schools: [first, school("054321")] }));
  expect(claims).toMatchObject({
    schac_home_organization: "012345.school.example",
    eduperson_scoped_affiliation: ["student@054321.school.example"],
    leerid_school_number: "054321",
  });
});

test("a school's older, wider release doesn't widen what the newest manifest asks for", () => {
  expect(computeClaims(input(["locale"], { schools: [school("012345")] }))).toEqual({ sub: "the-sub", locale: "nl" });
});

test("whatever is asked for, the claims are the subject and a part of what was asked", () => {
  fc.assert(
    fc.property(fc.subarray([...attributes]), (names) => {
      const allowed = new Set<string>(["sub", ...names]);
      expect(Object.keys(computeClaims(input(names))).filter((name) => !allowed.has(name))).toEqual([]);
    }),
  );
});

test("two sectors call one class group by names that have nothing in common", () => {
  const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
  const { id } = group(1, "3B");
  const [a, b] = [1, 2].map((n) => pairwiseClassGroupId(keys, SectorId.parse(uuid(n)))(id));
  expect(a).toMatch(/^[\w-]{22}$/);
  expect(a).not.toBe(b);
  expect(pairwiseClassGroupId(keys, SectorId.parse(uuid(1)))(id)).toBe(a);
});

test("every attribute of the closed list is reached by exactly one scope", () => {
  expect(Object.values(claimsByScope).flat().sort()).toEqual(["sub", ...attributes].sort());
});

test("openid alone carries the subject only, and all claims are announced", () => {
  expect(claimsByScope["openid"]).toEqual(["sub"]);
  expect(claimsSupported).toEqual(expect.arrayContaining(["sub", ...attributes, "acr", "amr", "auth_time"]));
});
