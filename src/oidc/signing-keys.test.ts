import { expect, test } from "vitest";
import { nextChange, orderKeys, type SigningKey } from "./signing-keys.ts";

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const key = (kid: string, activeFrom: string, more: Partial<SigningKey> = {}): SigningKey => ({
  kid,
  alg: "ES256",
  sealed: Buffer.alloc(0),
  activeFrom: at(activeFrom),
  retireAt: null,
  ...more,
});
const order = (keys: SigningKey[], now: string) => orderKeys(keys, at(now)).map(({ kid }) => kid);

test("a key that is only published stands behind the one that signs", () => {
  expect(order([key("old", "08:00"), key("new", "10:00")], "09:59")).toEqual(["old", "new"]);
});

test("a key signs from the very moment it is active", () => {
  expect(order([key("old", "08:00"), key("new", "10:00")], "10:00")).toEqual(["new", "old"]);
});

test("a retired key is gone", () => {
  expect(order([key("old", "08:00", { retireAt: at("11:00") }), key("new", "10:00")], "11:00")).toEqual(["new"]);
});

test("each algorithm has a key that signs", () => {
  const keys = [
    key("es", "08:00"),
    key("rs", "08:00", { alg: "RS256" }),
    key("next", "10:00"),
    key("rs-next", "10:00", { alg: "RS256" }),
  ];
  expect(order(keys, "09:00").slice(0, 2)).toEqual(["es", "rs"]);
});

test("the provider is made anew when the next key takes over, and when an old one goes", () => {
  const keys = [key("old", "08:00", { retireAt: at("12:00") }), key("new", "10:00")];
  expect(nextChange(keys, at("09:00"))).toEqual(at("10:00"));
  expect(nextChange(keys, at("10:00"))).toEqual(at("12:00"));
  expect(nextChange(keys, at("12:00"))).toBeUndefined();
});
