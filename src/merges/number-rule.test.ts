import { expect, test } from "vitest";
import { judgeNumbers, type Claim } from "./number-rule.ts";

const claim = (of: Claim["of"], hash: string, about: Partial<Claim> = {}): Claim => ({
  of,
  hash,
  schoolId: "A",
  bis: false,
  ...about,
});

test("two records of which one has no number may become one", () => {
  expect(judgeNumbers([claim("keep", "1")], undefined)).toBe("fine");
  expect(judgeNumbers([claim("other", "1")], undefined)).toBe("fine");
});

test("a bis number and a final number of one school may become one", () => {
  expect(judgeNumbers([claim("keep", "1", { bis: true }), claim("other", "2")], undefined)).toBe("fine");
  expect(judgeNumbers([claim("keep", "1"), claim("other", "2", { bis: true })], undefined)).toBe("fine");
});

test("two final numbers, or two bis numbers, become one only when somebody says why", () => {
  for (const bis of [true, false]) {
    const claims = [claim("keep", "1", { bis }), claim("other", "2", { bis })];
    expect(judgeNumbers(claims, undefined)).toBe("needs-reason");
    expect(judgeNumbers(claims, "The registry gave this child a second number")).toBe("fine");
  }
});

test("numbers that stand at different schools become one through both schools only, whatever is said", () => {
  const apart = [claim("keep", "1", { bis: true }), claim("other", "2", { schoolId: "B" })];
  expect(judgeNumbers(apart, "because")).toBe("through-links");
  expect(judgeNumbers([claim("keep", "1"), claim("other", "1", { schoolId: "B" })], "because")).toBe("through-links");
});
