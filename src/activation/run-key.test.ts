import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawFirstSecret, type FirstSecretKind } from "../credentials/credentials.ts";
import { ActivationRunId, PupilId } from "../ids.ts";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { drawsOf, newSeed, openSeed } from "./run-key.ts";

const kinds = fc.constantFrom<FirstSecretKind>("code", "words", "badge");
const runKeys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const pupils = fc.uuid().map((id) => PupilId.parse(id));
const secretOf = (key: Buffer, pupilId: PupilId, kind: FirstSecretKind) =>
  drawFirstSecret(drawsOf(key, { pupilId, kind }), kind);

test("a pupil's secret of a run is the same whenever it is drawn", () => {
  fc.assert(
    fc.property(runKeys, pupils, kinds, (key, pupil, kind) => {
      expect(secretOf(Buffer.from(key), pupil, kind)).toBe(secretOf(key, pupil, kind));
    }),
  );
});

test("another pupil, and another run, has another secret", () => {
  fc.assert(
    fc.property(runKeys, runKeys, pupils, pupils, (key, otherKey, one, two) => {
      fc.pre(one !== two && !key.equals(otherKey));
      // a badge has 129 bits: what is the same there is no chance
      expect(secretOf(key, one, "badge")).not.toBe(secretOf(key, two, "badge"));
      expect(secretOf(key, one, "badge")).not.toBe(secretOf(otherKey, one, "badge"));
    }),
  );
});

test("the code of a pupil tells nothing of the badge: each kind has its own draws", () => {
  const pupilId = PupilId.parse("01920000-0000-7000-8000-000000000001");
  const draws = (["code", "words", "badge"] as const).map((kind) =>
    drawsOf(Buffer.alloc(32, 1), { pupilId, kind }).bytes(32).toString("hex"),
  );
  expect(new Set(draws).size).toBe(3);
});

test("2,500 pupils of a run have 2,500 codes and badges", () => {
  const key = randomBytes(32);
  const ids = Array.from({ length: 2500 }, () => PupilId.parse(systemRandom.uuid()));
  for (const kind of ["code", "badge"] as const)
    expect(new Set(ids.map((id) => secretOf(key, id, kind))).size).toBe(2500);
});

const id = ActivationRunId.parse("01920000-0000-7000-8000-000000000001");
const worldOf = (master: Buffer) => ({ keys: createKeys(master, systemRandom), random: systemRandom });

test("the sealed key of a run opens with the master secret, and is another one for every run", () => {
  const world = worldOf(randomBytes(32));
  const seed = newSeed(world, id);
  expect(openSeed(world, { id, seed })).toHaveLength(32);
  expect(openSeed(world, { id, seed: newSeed(world, id) })).not.toEqual(openSeed(world, { id, seed }));
});

test("it doesn't show the key, and opens nothing under another master secret, for another run, or changed", () => {
  const world = worldOf(randomBytes(32));
  const seed = newSeed(world, id);
  expect(seed.includes(openSeed(world, { id, seed }))).toBe(false);
  expect(() => openSeed(worldOf(randomBytes(32)), { id, seed })).toThrow();
  const other = ActivationRunId.parse("01920000-0000-7000-8000-000000000002");
  expect(() => openSeed(world, { id: other, seed })).toThrow();
  const changed = Buffer.from(seed);
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  expect(() => openSeed(world, { id, seed: changed })).toThrow();
});

test("it is no file of a list and no signing key: what was sealed for something else doesn't open as a run's key", () => {
  const world = worldOf(randomBytes(32));
  for (const purpose of ["signingKey", "rosterFile"] as const) {
    const seed = world.keys.seal(randomBytes(32), `activation-run ${id}`, purpose);
    expect(() => openSeed(world, { id, seed })).toThrow();
  }
});
