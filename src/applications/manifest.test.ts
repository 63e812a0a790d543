import fc from "fast-check";
import { expect, test } from "vitest";
import { attributes, attributesOf, bundles, makeManifest } from "./manifest.ts";

const anonymous = ["eduperson_scoped_affiliation", "schac_home_organization"];
const pseudonymous = [
  ...anonymous,
  "email",
  "email_verified",
  "leerid_school_number",
  "leerid_level",
  "leerid_year_group",
  "leerid_class_groups",
  "locale",
];

test("anonymous tells the school only", () => expect(attributesOf("anonymous")).toEqual(anonymous));
test("pseudonymous adds school, class and an address, but no name", () =>
  expect(attributesOf("pseudonymous")).toEqual(pseudonymous));
test("personalised adds the given name and one initial", () =>
  expect(attributesOf("personalised")).toEqual([...pseudonymous, "given_name", "leerid_family_initial"]));

test("the list is closed: nothing of a pupil's file can ever be asked for", () => {
  const forbidden = /national|birth|sex|gender|address|nationality|stamboek|photo|picture|login|username|phone/;
  expect(attributes.filter((name) => forbidden.test(name))).toEqual([]);
  expect(attributes).toHaveLength(13);
});

test.each(["birthdate", "leerid_login_name", "toString", "__proto__", "constructor", ""])(
  "an application can't ask for %j",
  (name) => {
    expect(makeManifest({ bundle: "personalised", attributes: [name], reasons: {} }).ok).toBe(false);
  },
);

test("every attribute comes with a reason, the bundle's own where the vendor gives none", () => {
  expect(makeManifest({ bundle: "anonymous", reasons: { schac_home_organization: "one licence per school" } })).toEqual(
    {
      ok: true,
      manifest: {
        eduperson_scoped_affiliation: "part of the anonymous bundle",
        schac_home_organization: "one licence per school",
      },
    },
  );
});

test("fewer attributes than the bundle holds is always fine", () => {
  expect(makeManifest({ bundle: "personalised", attributes: ["given_name"] })).toEqual({
    ok: true,
    manifest: { given_name: "part of the personalised bundle" },
  });
});

test("an address brings the word on whether it is verified", () => {
  const outcome = makeManifest({ bundle: "pseudonymous", attributes: ["email"] });
  expect(outcome.ok && Object.keys(outcome.manifest)).toEqual(["email", "email_verified"]);
});

test("an attribute of a larger bundle is refused", () => {
  expect(makeManifest({ bundle: "anonymous", attributes: ["email"] })).toMatchObject({
    problems: ["email needs the pseudonymous bundle", "email_verified needs the pseudonymous bundle"],
  });
});

test.each(["family_name", "name"])("%s needs a reason", (name) => {
  expect(makeManifest({ bundle: "personalised", attributes: [name] })).toEqual({
    ok: false,
    problems: [`${name} needs a reason`],
  });
});

test("family_name comes with a reason", () => {
  const reasons = { family_name: "prints the certificate of the contest" };
  expect(makeManifest({ bundle: "personalised", attributes: ["family_name"], reasons })).toEqual({
    ok: true,
    manifest: reasons,
  });
});

test("a reason alone asks for nothing", () => {
  const outcome = makeManifest({ bundle: "personalised", reasons: { family_name: "prints the certificate" } });
  expect(outcome).toMatchObject({ problems: ['there is a reason for "family_name", which is not asked for'] });
});

test.each(["kort", "         x        ", "x".repeat(501), "een\nreden met een regeleinde"])(
  "%j is no reason",
  (reason) => {
    expect(makeManifest({ bundle: "anonymous", reasons: { schac_home_organization: reason } }).ok).toBe(false);
  },
);

test("an attribute listed twice is refused", () => {
  expect(makeManifest({ bundle: "pseudonymous", attributes: ["locale", "locale"] }).ok).toBe(false);
});

test("whatever is wished, a manifest holds only what its bundle may hold, and names never without a reason", () => {
  const wish = fc.array(fc.oneof(fc.constantFrom(...attributes), fc.string()));
  fc.assert(
    fc.property(fc.constantFrom(...bundles), wish, (bundle, attributes) => {
      const outcome = makeManifest({ bundle, attributes });
      if (!outcome.ok) return;
      const allowed: string[] = attributesOf(bundle);
      expect(Object.keys(outcome.manifest).filter((name) => !allowed.includes(name))).toEqual([]);
    }),
  );
});
