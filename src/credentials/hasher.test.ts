import { parseOptions } from "@node-rs/argon2";
import argon2 from "argon2";
import { expect, test } from "vitest";
import { createKeys } from "../lib/keys.ts";
import { systemRandom } from "../lib/random.ts";
import { createHasher } from "./hasher.ts";

const keys = createKeys(Buffer.alloc(32, 7), systemRandom);
const hasher = createHasher({ keys, concurrency: 2, queueLength: 100 });
const peppered = (secret: string) => keys.mac("pepper", secret).toString("base64url");

test("a secret is right for its own hash and wrong for another", async () => {
  const phc = await hasher.hash("drie gele vissen");
  expect(await hasher.verify(phc, "drie gele vissen")).toBe(true);
  expect(await hasher.verify(phc, "drie gele visser")).toBe(false);
});

test("hashes are Argon2id with 19 MiB, two passes and one lane", async () => {
  expect(await hasher.hash("drie gele vissen")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("another implementation accepts our hash of the peppered secret", async () => {
  expect(await argon2.verify(await hasher.hash("drie gele vissen"), peppered("drie gele vissen"))).toBe(true);
});

test("we accept another implementation's hash of the peppered secret", async () => {
  const options = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
  expect(await hasher.verify(await argon2.hash(peppered("drie gele vissen"), options), "drie gele vissen")).toBe(true);
});

test("without the pepper a stolen hash can't be guessed at", async () => {
  expect(await argon2.verify(await hasher.hash("drie gele vissen"), "drie gele vissen")).toBe(false);
});

test("a password typed with composed or separate accents is the same password", async () => {
  const phc = await hasher.hash("caf\u00e9 met drie stoelen");
  expect(await hasher.verify(phc, "cafe\u0301 met drie stoelen")).toBe(true);
});

test("without a hash nothing is right", async () => {
  expect(await hasher.verify(undefined, "drie gele vissen")).toBe(false);
});

test("without a hash it costs the same work as with one", async () => {
  const phc = await hasher.hash("drie gele vissen");
  const time = async (given: string | undefined) => {
    const start = process.hrtime.bigint();
    await hasher.verify(given, "iets anders hier");
    return Number(process.hrtime.bigint() - start);
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    known.push(await time(phc));
    unknown.push(await time(undefined));
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[7] ?? 0;
  expect(median(unknown) / median(known)).toBeGreaterThan(0.5);
  expect(parseOptions(phc)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
});

test("when the queue is full the answer is busy, at once, and what waits is still done", async () => {
  const small = createHasher({ keys, concurrency: 1, queueLength: 2 });
  const all = await Promise.allSettled(Array.from({ length: 5 }, (_, at) => small.hash(`geheim ${at}`)));
  expect(all.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
  expect(all[4]).toMatchObject({ reason: { code: "busy" } });
  await expect(small.hash("weer plaats")).resolves.toBeTruthy();
});

test("a hash that can't be read gives its place in the queue back", async () => {
  const small = createHasher({ keys, concurrency: 1, queueLength: 0 });
  await expect(small.verify("no hash at all", "geheim")).rejects.toThrow("Decoding failed");
  await expect(small.hash("weer plaats")).resolves.toBeTruthy();
});
