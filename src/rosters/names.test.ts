import fc from "fast-check";
import { expect, test } from "vitest";
import { clean, nameKey, splitFullName } from "./names.ts";

test.each([
  ["Peeters Lotte", "Peeters", "Lotte"],
  ["Van den Broeck Lotte", "Van den Broeck", "Lotte"],
  ["El Amrani Mohamed Amine", "El Amrani", "Mohamed Amine"],
  ["De Smet, Jan Jozef", "De Smet", "Jan Jozef"],
  ["PEETERS JANSSENS Lotte", "PEETERS JANSSENS", "Lotte"],
  ["D'hondt Jef", "D'hondt", "Jef"],
  ["Peeters Anne-Sophie", "Peeters", "Anne-Sophie"],
  ["Van Lotte", "Van", "Lotte"],
  ["Sukarno", "", "Sukarno"],
])("%s is family name and given name", (fullName, familyName, givenName) => {
  expect(splitFullName(fullName)).toEqual({ familyName, givenName });
});

test("no word of a whole name is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[A-Za-zé'-]{1,8}$/), { minLength: 1, maxLength: 6 }), (words) => {
      const { familyName, givenName } = splitFullName(words.join(" "));
      expect(`${familyName} ${givenName}`.trim()).toBe(words.join(" "));
    }),
  );
});

test("names are the same through capitals, accents, hyphens, spaces and apostrophes", () => {
  const key = nameKey({ familyName: "D'Hooghe-Maes", givenName: "Anne Sophie" });
  expect(nameKey({ familyName: "dhooghe maes", givenName: "ANNE-SOPHIE" })).toBe(key);
  expect(nameKey({ familyName: "Dhooghe", givenName: "Maes Anne Sophie" })).not.toBe(key);
});

test("cleaning twice is cleaning once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(clean(clean(text))).toBe(clean(text));
    }),
  );
});
