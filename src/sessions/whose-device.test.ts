import { describe, expect, test } from "vitest";
import { randomBytes } from "node:crypto";
import { PupilId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { isSharedFor, isYoung, keepDevice, newDevice, readDevice, withChoice, type Device } from "./whose-device.ts";

const random = systemRandom;
const keys = createKeys(randomBytes(32), random);
const pupil = () => PupilId.parse(random.uuid());
const deps = { keys, random };
const say = (device: Device, pupilId: PupilId, choice: "shared" | "own") =>
  withChoice(deps, device, { pupilId, choice });
const shared = (device: Device | undefined, pupilId: PupilId, byDefault: boolean) =>
  isSharedFor(keys, device, { pupilId, choice: undefined, byDefault });

describe("whose device it is", () => {
  test("that nobody said anything about goes by what is usual for the pupil", () => {
    expect([shared(undefined, pupil(), true), shared(undefined, pupil(), false)]).toEqual([true, false]);
    expect([shared(newDevice(random), pupil(), true), shared(newDevice(random), pupil(), false)]).toEqual([
      true,
      false,
    ]);
  });

  test("once somebody said that it is shared, is everybody's", () => {
    const device = say(newDevice(random), pupil(), "shared");
    expect(shared(device, pupil(), false)).toBe(true);
  });

  test("'my own device' holds for the pupil who said it, and for nobody else", () => {
    const [mine, other] = [pupil(), pupil()];
    const device = say(newDevice(random), mine, "own");
    expect([shared(device, mine, true), shared(device, other, true)]).toEqual([false, true]);
  });

  test("'my own device' doesn't undo for others that it is shared", () => {
    const mine = pupil();
    const device = say(say(newDevice(random), pupil(), "shared"), mine, "own");
    expect([shared(device, mine, true), shared(device, pupil(), false)]).toEqual([false, true]);
  });

  test("'it is shared' takes back that it was one's own, not what another said", () => {
    const [one, other] = [pupil(), pupil()];
    const device = say(say(say(newDevice(random), one, "own"), other, "own"), one, "shared");
    expect([shared(device, one, false), shared(device, other, true)]).toEqual([true, false]);
  });

  test("what is said now counts most", () => {
    const mine = pupil();
    const device = say(newDevice(random), mine, "own");
    expect(isSharedFor(keys, device, { pupilId: mine, choice: "shared", byDefault: false })).toBe(true);
    expect(isSharedFor(keys, newDevice(random), { pupilId: mine, choice: "own", byDefault: true })).toBe(false);
  });

  test("remembers four owners at most: who said so first is forgotten first", () => {
    const owners = Array.from({ length: 5 }, () => pupil());
    const device = owners.reduce((kept, one) => say(kept, one, "own"), newDevice(random));
    expect(owners.map((one) => shared(device, one, true))).toEqual([true, false, false, false, false]);
  });
});

describe("the cookie of a device", () => {
  const written: string[] = [];
  const writeTo = { append: (_name: string, line: string) => void written.push(line) };
  const cookieOf = (device: Device, using = keys): string => {
    keepDevice(writeTo, { keys: using, config: { issuer: "http://localhost:1" } }, device);
    return /^leerid-whose=([\w-]+);/.exec(written.at(-1) ?? "")?.[1] ?? "";
  };
  const read = (value: string) =>
    readDevice({ cookies: { get: () => value } }, { keys, config: { issuer: "http://localhost:1" } });

  test("comes back as it was", () => {
    const device = say(newDevice(random), pupil(), "shared");
    expect(read(cookieOf(device))).toEqual(device);
  });

  test("is as long for nobody, one owner or four, shared or not, and no two are alike", () => {
    const empty = newDevice(random);
    const devices = [empty, empty, say(empty, pupil(), "own"), say(say(empty, pupil(), "own"), pupil(), "shared")];
    const values = devices.map((device) => cookieOf(device));
    expect(new Set(values.map((value) => value.length)).size).toBe(1);
    expect(new Set(values).size).toBe(values.length);
  });

  test("marks the same pupil differently on each device", () => {
    const mine = pupil();
    const [one, other] = [say(newDevice(random), mine, "own"), say(newDevice(random), mine, "own")];
    for (const mark of one.owners) expect(other.owners.some((another) => another.equals(mark))).toBe(false);
  });

  test("that somebody made or changed is none", () => {
    const value = cookieOf(newDevice(random));
    const other = createKeys(randomBytes(32), random);
    expect(read(cookieOf(newDevice(random), other))).toBeUndefined();
    for (const wrong of [
      "",
      "x",
      value.slice(1),
      `${value}AA`,
      `${value.slice(0, 40)}A${value.slice(41)}B`,
      "A".repeat(5000),
    ])
      expect(read(wrong)).toBeUndefined();
  });

  test("is for this host alone, out of reach of scripts and other sites, on https", () => {
    keepDevice(writeTo, { keys, config: { issuer: "https://leerid.example" } }, newDevice(random));
    expect(written.at(-1)).toMatch(
      /^__Host-leerid-whose=[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    );
  });
});

test.each([
  ["a toddler", [{ level: "kleuter", yearGroup: 3 }], true],
  ["the fourth year of lager", [{ level: "lager", yearGroup: 4 }], true],
  ["the fifth year of lager", [{ level: "lager", yearGroup: 5 }], false],
  ["the first year of secundair", [{ level: "secundair", yearGroup: 1 }], false],
  ["an unknown year", [{ level: "secundair", yearGroup: null }], true],
  ["no school today", [], true],
  [
    "two schools of which one says so",
    [
      { level: "secundair", yearGroup: 2 },
      { level: "lager", yearGroup: 2 },
    ],
    true,
  ],
])("%s counts as young: as it should", (_who, enrolments, young) => {
  expect(isYoung(enrolments)).toBe(young);
});
