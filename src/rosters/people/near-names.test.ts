import { expect, test } from "vitest";
import { hash, id, known, plan, row } from "../../../test/support/roster-plan.ts";

/** What a list says that has another pupil in the place of Lotte Peeters. */
const instead = (more: Parameters<typeof row>[1], lotte: Parameters<typeof known>[1] = {}) =>
  plan([row(2, more)], [known(1, lotte)]);

test.each([
  { familyName: "Peeters-Maes" },
  { familyName: "Peters" },
  { familyName: "Petters" },
  { givenName: "Lotte Maria" },
  { givenName: "Lote" },
  { givenName: "Lotet" },
])("a pupil who would leave for one of nearly the same name in the same class is a question: %j", (name) => {
  const { done, refused, made } = instead(name);
  expect([done, refused]).toEqual([[], [[2, "doubtful", "near-name"]]]);
  expect(made.refused[0]?.doubt).toMatchObject({ choices: [known(1).loginName], mayBeNew: true });
});

test.each([
  ["another class", { givenName: "Lote", classNames: ["4A"] }, {}],
  ["another first name", { givenName: "Emma" }, {}],
  ["another family name", { familyName: "Maes" }, {}],
  ["short names", { givenName: "Jan" }, { givenName: "Jon" }],
  ["other national numbers", { givenName: "Lote", hash: hash("1") }, { hashes: [hash("2")] }],
  ["other numbers of the school", { givenName: "Lote", stamboeknummer: "1" }, { stamboeknummer: "2" }],
  ["a person's word", { givenName: "Lote", leerId: "new" as const }, {}],
])("with %s it is somebody new", (_what, line, pupil) => {
  expect(instead(line, pupil).done).toEqual([
    [2, "added", null],
    [-1, "left", id(1)],
  ]);
});

test("nobody is asked about whom the list has as well", () => {
  const { done } = plan([row(2), row(3, { givenName: "Lote" })], [known(1)]);
  expect(done).toEqual([
    [2, "unchanged", id(1)],
    [3, "added", null],
  ]);
});
