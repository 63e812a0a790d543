import fc from "fast-check";
import { expect, test } from "vitest";
import { PupilId } from "../ids.ts";
import { systemRandom } from "../lib/random.ts";
import { LoginName, type EnrolledPupil } from "../pupils/pupils.ts";
import { buildLoginName } from "../pupils/login-name.ts";
import { firstSecrets, type FirstSecretKind } from "../credentials/credentials.ts";
import { chunksOfClasses } from "./selection.ts";

const pupil = (classNames: string[], familyName = "Peeters"): EnrolledPupil => ({
  pupilId: PupilId.parse(systemRandom.uuid()),
  loginName: LoginName.parse(buildLoginName("lotte", "482137")),
  givenName: "Lotte",
  familyName,
  status: "active",
  level: "lager",
  kind: "gewoon",
  yearGroup: 3,
  classNames,
});
const classOf = (name: string | undefined, count: number) =>
  Array.from({ length: count }, () => pupil(name === undefined ? [] : [name]));

test("a chunk holds whole classes, and at most a thousand pupils", () => {
  const pupils = [...classOf("1A", 400), ...classOf("1B", 400), ...classOf("1C", 400), ...classOf(undefined, 1_500)];
  const chunks = chunksOfClasses(pupils).map((chunk) => [chunk.length, ...new Set(chunk.map((one) => one.className))]);
  expect(chunks).toEqual([
    [800, "1A", "1B"],
    [400, "1C"],
    [1000, undefined],
    [500, undefined],
  ]);
});

test("nobody is lost or doubled, and no class that fits in a chunk is cut in two", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_200 }), { maxLength: 8 }), (sizes) => {
      const pupils = sizes.flatMap((size, at) => classOf(`${at}A`, size));
      const chunks = chunksOfClasses(pupils);
      expect(chunks.flat()).toHaveLength(pupils.length);
      expect(new Set(chunks.flat().map((one) => one.pupilId)).size).toBe(pupils.length);
      expect(Math.max(0, ...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(1_000);
      for (const [at, size] of sizes.entries()) {
        const holding = chunks.filter((chunk) => chunk.some((one) => one.className === `${at}A`));
        expect(holding.length).toBeLessThanOrEqual(size <= 1_000 ? 1 : 2);
      }
    }),
    { numRuns: 25 },
  );
});

test("class 10A comes after class 2A, and names are in the order of the alphabet", () => {
  const pupils = [pupil(["10A"]), pupil(["2A"], "Zwaan"), pupil(["2A"], "Élias"), pupil(["2A"], "de Wit")];
  const order = chunksOfClasses(pupils).flat();
  expect(order.map((one) => `${one.className} ${one.familyName}`)).toEqual([
    "2A de Wit",
    "2A Élias",
    "2A Zwaan",
    "10A Peeters",
  ]);
});

test("a pupil of two classes is printed with the one that was chosen", () => {
  const order = chunksOfClasses([pupil(["3A", "Zwemmen"])], ["Zwemmen"]).flat();
  expect(order.map((one) => one.className)).toEqual(["Zwemmen"]);
});

const now = new Date("2026-10-05T06:30:00Z");

test("typed secrets wait 60 days; a badge lasts to the end of the school year, in summer that of the next", () => {
  const expiryOf = (kind: FirstSecretKind, at: Date) => firstSecrets[kind].expiresAt(at);
  expect(expiryOf("code", now)).toEqual(new Date("2026-12-04T06:30:00Z"));
  expect(expiryOf("words", now)).toEqual(new Date("2026-12-04T06:30:00Z"));
  expect(expiryOf("badge", now)).toEqual(new Date("2027-08-31T22:00:00Z"));
  expect(expiryOf("badge", new Date("2027-06-25T10:00:00Z"))).toEqual(new Date("2027-08-31T22:00:00Z"));
  expect(expiryOf("badge", new Date("2027-08-20T10:00:00Z"))).toEqual(new Date("2028-08-31T22:00:00Z"));
});
