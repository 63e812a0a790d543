import { describe, expect, test } from "vitest";
import { errorStatus } from "../errors.ts";
import { locales } from "../lib/locale.ts";
import { helpTexts } from "../../views/texts/school-help/texts.ts";
import { explain, type FailureFacts, type LiveSecret } from "./explain.ts";

const now = new Date("2026-11-22T10:00:00Z");
const at = new Date("2026-11-22T09:55:00Z");
const before = new Date("2026-11-01T08:00:00Z");
const later = new Date("2027-08-31T22:00:00Z");
const nobody: FailureFacts = { at };
const pupilWith = (...secrets: Partial<LiveSecret>[]): FailureFacts => ({
  at,
  pupil: {
    status: "active",
    secrets: secrets.map((one) => ({ kind: "words", createdAt: before, expiresAt: later, usedAt: null, ...one })),
  },
});
const causeOf = (kind: string, facts: FailureFacts) => explain(kind, facts, now).cause;

describe("a wrong secret", () => {
  test.each<[string, FailureFacts, string, string, string]>([
    ["of nobody", nobody, "name-unknown", "pupil", "check-name"],
    ["of a pupil without a card", pupilWith(), "never-activated", "school", "activate"],
    ["with a card that has expired", pupilWith({ expiresAt: at }), "card-expired", "school", "activate"],
    ["with a card that works", pupilWith({}), "card-mistyped", "pupil", "activate"],
    ["with words in use", pupilWith({ usedAt: before }), "secret-forgotten", "pupil", "class"],
    ["with an own password", pupilWith({ kind: "password", expiresAt: null }), "secret-forgotten", "pupil", "class"],
    ["and a new card since", pupilWith({ createdAt: now }), "renewed", "pupil", "try-again"],
    [
      "of a LeerID that was stopped",
      { at, pupil: { status: "suspended", secrets: [] } },
      "pupil-suspended",
      "platform",
      "tell-platform",
    ],
  ])("%s", (_what, facts, cause, whose, next) => {
    expect(explain("sign-in-wrong", facts, now)).toEqual({ cause, whose, next });
  });

  test("with a card that expires at this very moment is one with an expired card", () => {
    expect(causeOf("sign-in-wrong", pupilWith({ expiresAt: now }))).toBe("card-expired");
  });
});

describe("a badge that lets nobody in", () => {
  const badge = (secret: Partial<LiveSecret> = {}) => causeOf("badge-unknown", pupilWith({ kind: "badge", ...secret }));
  test("is nobody's, or was replaced", () => expect(causeOf("badge-unknown", nobody)).toBe("badge-unknown"));
  test("may be too old", () => expect(badge({ expiresAt: at })).toBe("card-expired"));
  test("may have a newer one since", () => expect(badge({ createdAt: now })).toBe("renewed"));
  test("may be of a LeerID that was stopped", () => {
    expect(causeOf("badge-unknown", { at, pupil: { status: "suspended", secrets: [] } })).toBe("pupil-suspended");
  });
});

describe("a wrong code of the teacher", () => {
  test("is given anew on the class board", () => {
    expect(explain("pass-wrong", pupilWith({}), now)).toEqual({ cause: "pass-wrong", whose: "pupil", next: "class" });
  });
  test("with the name of nobody is about the name", () => expect(causeOf("pass-wrong", nobody)).toBe("name-unknown"));
  test("of a LeerID that was stopped is about that", () => {
    expect(causeOf("pass-wrong", { at, pupil: { status: "suspended", secrets: [] } })).toBe("pupil-suspended");
  });
});

describe("an application", () => {
  const seen = (status: string, release?: { allowedAt: Date; everybody: boolean }) =>
    explain("not-released", { at, application: { status, release } }, now);
  test("that the school has not switched on is for the school", () => {
    expect(seen("live")).toEqual({ cause: "not-released", whose: "school", next: "applications" });
  });
  test("that was switched on since only has to be tried again", () => {
    expect(seen("live", { allowedAt: now, everybody: false }).cause).toBe("released-since");
  });
  test("that is for some classes only is for the school", () => {
    expect(seen("live", { allowedAt: before, everybody: false })).toMatchObject({ cause: "not-this-pupil" });
  });
  test.each(["suspended", "retired"])("that is %s is for us", (status) => {
    expect(seen(status, { allowedAt: before, everybody: true })).toMatchObject({ whose: "platform", next: "wait" });
  });
});

test("an application that is stopped is not unknown", () => {
  const of = (status: string) => ({ ...nobody, application: { status, release: undefined } });
  expect(causeOf("application-unknown", of("suspended"))).toBe("application-stopped");
  expect(causeOf("application-unknown", of("live"))).toBe("application-unknown");
  expect(causeOf("application-unknown", nobody)).toBe("application-unknown");
});

test("what nobody knows any more is unexpected", () => {
  expect(causeOf("gone-by-now", nobody)).toBe("unexpected");
  expect(causeOf("toString", nobody)).toBe("unexpected");
});

const kinds = [
  ...Object.keys(errorStatus),
  ...["sign-in-wrong", "sign-in-held", "not-released", "badge-unknown", "pass-wrong"],
  ...["left-empty", "name-mistyped", "password-refused"],
  ...["application-unknown", "application-redirect", "application-request"],
];

test.each(kinds.filter((kind) => kind !== "unexpected"))("%s has an explanation of its own", (kind) => {
  expect(causeOf(kind, nobody)).not.toBe("unexpected");
});

test.each(locales)("every cause, owner and next step has words in %s", (locale) => {
  const t = helpTexts[locale];
  for (const kind of kinds) {
    const { cause, whose, next } = explain(kind, nobody, now);
    for (const text of [t.causes[cause].title, t.causes[cause].text, t.whoseNames[whose], t.nextTexts[next]])
      expect(text.trim()).not.toBe("");
  }
});
