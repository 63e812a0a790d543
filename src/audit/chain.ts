import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "../deps.ts";
import type { Db, Tx } from "../lib/db.ts";
import * as queries from "./queries-chain.ts";
import { headOf, noLink, sealOf, tallier } from "./seal.ts";

type SealDeps = Pick<Deps, "db" | "keys" | "now" | "log">;

/** `waiting`: a transaction that may hold an event doesn't end; what it and later ones wrote is sealed next time. */
export type Sealed = { events: number; waiting: boolean };

const batchSize = 5000;

/**
 * Seals what was written since the last time. Whoever writes an event takes no lock and waits for nobody: the order is drawn from a
 * sequence, and a batch is sealed once no transaction can be left that holds an earlier place.
 * @see docs/decisions/0028-audit-chain.md
 */
export async function sealAudit(deps: SealDeps, { patienceMs = 10_000 } = {}): Promise<Sealed> {
  const { db, log } = deps;
  const upTo = await settledSeq(db.platform, patienceMs);
  if (upTo === undefined) return { events: 0, waiting: true };
  let events = 0;
  for (;;) {
    const sealed = await db.platform.transaction((tx) => sealSome(tx, deps, upTo));
    if (sealed === 0) break;
    events += sealed;
  }
  if (events > 0) {
    const head = await queries.findLastLink(db.platform);
    // Outside the database, too: whoever cuts off the end of the chain there can't take this line back.
    log.info({ events, head: head && headOf(head) }, "audit sealed");
  }
  return { events, waiting: false };
}

/**
 * The newest place in the order, once everything up to there is either visible or will never be: a transaction that was writing when
 * we looked must end first, and those that begin later draw later places.
 */
async function settledSeq(db: Db, patienceMs: number): Promise<number | undefined> {
  const newest = await queries.findNewestSeq(db);
  let writers = await queries.listWriters(db);
  for (let waited = 0; writers.length > 0; waited += 50) {
    if (waited >= patienceMs) return undefined;
    await pause(50);
    const now = await queries.listWriters(db);
    writers = writers.filter((writer) => now.includes(writer));
  }
  return newest;
}

/** One batch in one transaction: a link for each partition in it. How many events it sealed. */
async function sealSome(tx: Tx, { keys, now }: SealDeps, upTo: number): Promise<number> {
  await queries.lockChain(tx);
  const last = await queries.findLastLink(tx);
  const afterSeq = last?.upToSeq ?? 0;
  const found = await queries.listChained(tx, { after: afterSeq, upTo, limit: batchSize });
  const upToSeq = found.at(-1)?.seq;
  if (upToSeq === undefined) return 0;
  const tally = tallier();
  for (const event of found) tally.add(event);
  let previous = last?.link ?? noLink;
  let number = last?.number ?? 0;
  for (const [part, { events, digest }] of tally.parts()) {
    number += 1;
    const batch = { number, afterSeq, upToSeq, part, events, digest, sealedAt: now() };
    previous = sealOf(keys, previous, batch);
    await queries.insertLink(tx, { ...batch, link: previous });
  }
  return found.length;
}
