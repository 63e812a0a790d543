import fc from "fast-check";
import { expect, test } from "vitest";
import { ClassPassId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { isPassCode, passCode, passCodeFrom } from "./class-pass-code.ts";

const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
const id = ClassPassId.parse("01920000-0000-7000-8000-000000000001");
const ids = fc.uuid().map((uuid) => ClassPassId.parse(uuid));

test("a code has six digits, the same ones whenever they are looked at", () => {
  fc.assert(
    fc.property(ids, (any) => {
      expect(passCode(keys, any)).toMatch(/^\d{6}$/);
      expect(passCode(keys, any)).toBe(passCode(keys, any));
    }),
  );
});

test("who has the database and not the key has no code", () => {
  const others = createKeys(Buffer.alloc(32, 8), systemRandom);
  const found = Array.from({ length: 50 }, () => ClassPassId.parse(systemRandom.uuid()));
  expect(found.filter((one) => isPassCode(others, one, passCode(keys, one))).length).toBeLessThan(2);
});

test("codes are spread: 5,000 passes have nearly as many", () => {
  const codes = new Set(Array.from({ length: 5_000 }, () => passCode(keys, ClassPassId.parse(systemRandom.uuid()))));
  expect(codes.size).toBeGreaterThan(4_950);
});

test("spaces, dashes and wide digits are forgiven, however they are put", () => {
  for (const typed of ["482137", "482 137", " 482-137 ", "4.8.2.1.3.7", "４８２１３７", "482\u00a0137"])
    expect(passCodeFrom(typed)).toBe("482137");
});

test("what has other signs, or more or fewer digits, is no code", () => {
  for (const typed of ["", "48213", "4821370", "48213a", "zes", "1".repeat(10_000)])
    expect(passCodeFrom(typed)).toBeUndefined();
});

test("any text is read as six digits or not at all", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      expect(passCodeFrom(typed) ?? "000000").toMatch(/^\d{6}$/);
    }),
  );
});

test("only its own code is right", () => {
  const code = passCode(keys, id);
  expect(isPassCode(keys, id, code)).toBe(true);
  expect(isPassCode(keys, id, String((Number(code) + 1) % 1_000_000).padStart(6, "0"))).toBe(false);
});
