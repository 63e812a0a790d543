import { expect, test } from "vitest";
import { systemRandom } from "../lib/random.ts";
import { drawTotp, totpAddress, totpStep } from "./totp.ts";

/** The key and the codes of RFC 6238, appendix B, cut to six digits. */
const rfcKey = Buffer.from("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1000);

test.each([
  [59, "287082", 1],
  [1_111_111_109, "081804", 37_037_036],
  [1_234_567_890, "005924", 41_152_263],
  [20_000_000_000, "353130", 666_666_666],
])("at second %i the code is %s, of time step %i", (seconds, code, step) => {
  expect(totpStep(rfcKey, code, at(seconds))).toBe(step);
});

test.each([-1, 0, 1])("a clock that is %i half minutes off is understood, and its own step is told", (off) => {
  expect(totpStep(rfcKey, "005924", at(1_234_567_890 - off * 30))).toBe(41_152_263);
});

test.each([-2, 2])("a code of %i half minutes away is refused", (off) => {
  expect(totpStep(rfcKey, "005924", at(1_234_567_890 - off * 30))).toBeUndefined();
});

test("spaces in a code are read over", () => {
  expect(totpStep(rfcKey, " 005 924 ", at(1_234_567_890))).toBe(41_152_263);
});

test.each(["", "5924", "0005924", "OO5924", "٠٠٥٩٢٤", "005924\n1"])("%o is no code", (typed) => {
  expect(totpStep(rfcKey, typed, at(1_234_567_890))).toBeUndefined();
});

test("a key has the 160 bits that RFC 4226 asks for, and its address names it and us", () => {
  const key = drawTotp(systemRandom);
  expect(key).toHaveLength(20);
  const url = new URL(totpAddress(key, "an@school.example").address);
  expect([url.protocol, url.searchParams.get("issuer")]).toEqual(["otpauth:", "LeerID"]);
  expect(totpAddress(key, "an@school.example").key.replaceAll(" ", "")).toBe(url.searchParams.get("secret"));
});
