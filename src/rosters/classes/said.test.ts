import { afterAll, beforeAll, expect, test } from "vitest";
import { openRosters } from "../../../test/support/rosters.ts";
import { planPupil } from "../by-hand.ts";
import { planRoster } from "../rosters.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeAll(async () => {
  rosters = await openRosters();
});
afterAll(() => rosters.drop());

const list = Buffer.from("Naam;Voornaam;Klas\nMaes;Noor;1/02/2026\nClaes;Tibo;100\nPeeters;Zoë;2A\n");
const plan = (classes?: Record<string, string>) =>
  planRoster(rosters.deps, { schoolId: rosters.schoolA, bytes: list, choices: { classes } });

test("a person says which class is meant, by what stands in the list or as the question shows it", async () => {
  expect(await plan()).toMatchObject({
    counts: { added: 1 },
    rejected: [
      { line: 2, reason: expect.stringContaining("1/02/…") },
      { line: 3, reason: expect.stringContaining("1E2") },
    ],
  });
  expect(await plan({ "1/02/2026": "1-2", "100": "100" })).toMatchObject({ counts: { added: 3 }, rejected: [] });
  expect(await plan({ "1/02/…": "1-2", "100": "1E2" })).toMatchObject({ counts: { added: 3 }, rejected: [] });
});

test("who types a class by hand means it", async () => {
  const pupil = { givenName: "Noor", familyName: "Maes", className: "100", level: "lager", kind: "gewoon" } as const;
  const typed = { ...pupil, yearGroup: "", nationalNumber: "", stamboeknummer: "" };
  expect(await planPupil(rosters.deps, { schoolId: rosters.schoolA, pupil: typed })).toMatchObject({ action: "added" });
});
