import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameAgreement } from "./agreement.ts";

const name = (familyName: string, givenName: string) => ({ familyName, givenName });

describe("one child may be called", () => {
  test.each([
    [name("Peeters", "Lotte"), name("Janssens", "Lotte"), "by another family name"],
    [name("Peeters", "Lotte"), name("Peeters", "Charlotte"), "by another first name"],
    [name("Peeters", "Charlotte"), name("Peeters-Maes", "Lotte"), "by a family name more, and another first name"],
    [name("Janssens", "Lotte Marie"), name("Peeters", "Marie"), "by one of two first names, and another family name"],
    [name("Peeters", "Lotte"), name("Lotte", "Peeters"), "by the two names the other way round"],
    [name("D'Hondt", "Zoë"), name("D HONDT", "Zoé-Anna"), "with other marks and a first name more"],
  ])("%o and %o: %s", (one, two) => {
    expect([nameAgreement(one, two), nameAgreement(two, one)]).toEqual(["partly", "partly"]);
  });
});

describe("nothing says that these are one child", () => {
  test.each([
    [name("Peeters", "Lotte"), name("Maes", "Wout")],
    [name("Van den Berg", "An"), name("Van den Bosch", "Jef")],
    [name("El Amrani", "Fatima"), name("El Idrissi", "Noor")],
    [name("", "Amir"), name("", "Fatima")],
    [name("De Smet", ""), name("De Vos", "")],
  ])("%o and %o", (one, two) => {
    expect([nameAgreement(one, two), nameAgreement(two, one)]).toEqual(["not", "not"]);
  });
});

test("a name is the same as itself without its accents, capitals and hyphens", () => {
  expect(nameAgreement(name("D'Hondt", "Anne-Zoë"), name("DHONDT", "anne zoe"))).toBe("same");
});

test("who is called as whom doesn't depend on who is asked first", () => {
  const any = fc.record({ givenName: fc.string(), familyName: fc.string() });
  fc.assert(fc.property(any, any, (one, two) => nameAgreement(one, two) === nameAgreement(two, one)));
});
