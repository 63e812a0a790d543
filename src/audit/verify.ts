import type { Deps } from "../deps.ts";
import { readBatches, readEvents, type EventReader } from "./chain-reader.ts";
import { countBehind, findLastLink, listParts } from "./queries-chain.ts";
import { mayBeGone } from "./retention.ts";
import { headOf, noLink, sealOf, tallier, type Link, type Tally } from "./seal.ts";

export type BreakKind =
  | "link-missing"
  | "link-changed"
  | "event-changed"
  | "event-missing"
  | "event-added"
  | "event-misdated"
  | "dropped-too-early"
  | "head-unknown";

/** Where the chain breaks first. The events of that link have places behind `afterSeq`, up to and with `upToSeq`. */
export type Break = {
  kind: BreakKind;
  link: number;
  afterSeq: number;
  upToSeq: number;
  part: string;
  sealedAt: Date;
};

export type Verified = {
  /** Undefined when everything holds. */
  broken: Break | undefined;
  links: number;
  events: number;
  /** Links whose events were dropped by age; they hold the chain together. */
  purged: number;
  /** For `known` of a later time, kept outside the database; undefined while nothing is sealed. */
  head: string | undefined;
  /** Written after the newest link. */
  unsealed: number;
};

type Reading = {
  keys: Deps["keys"];
  now: Date;
  events: EventReader;
  parts: Set<string>;
  /** Of the batch before the one at hand. */
  previous: Link | undefined;
  tally: { links: number; events: number; purged: number };
};

/** How late an event may be committed after the moment that it names, and how far clocks may differ. */
const slackMs = 60 * 60_000;

/**
 * Reads the whole chain against the events, in steady memory, and stops at the first place that doesn't hold.
 * @param options `known`: a head that was kept elsewhere, which shows that nobody cut off the end
 * @see docs/decisions/0028-audit-chain.md for what this finds and what it can't
 */
export async function verifyAudit(
  { db: { platform }, keys, now }: Pick<Deps, "db" | "keys" | "now">,
  { known }: { known?: string | undefined } = {},
): Promise<Verified> {
  const last = await findLastLink(platform);
  const parts = new Set(await listParts(platform));
  const events = readEvents(platform, last?.upToSeq ?? 0);
  const tally = { links: 0, events: 0, purged: 0 };
  const reading: Reading = { keys, now: now(), events, parts, previous: undefined, tally };
  let broken: Break | undefined;
  let seen = known === undefined;
  for await (const batch of readBatches(platform, last?.number ?? 0)) {
    broken = linkBreak(reading, batch) ?? (await eventBreak(reading, batch));
    if (broken) break;
    reading.previous = batch.at(-1);
    seen ||= batch.some((link) => headOf(link) === known);
  }
  if (!broken && !seen) broken = { ...placeOf(last), kind: "head-unknown" };
  const head = reading.previous && headOf(reading.previous);
  return { broken, ...tally, head, unsealed: await countBehind(platform, last?.upToSeq ?? 0) };
}

function placeOf(link: Link | undefined): Omit<Break, "kind"> {
  if (!link) return { link: 0, afterSeq: 0, upToSeq: 0, part: "", sealedAt: new Date(0) };
  const { number, afterSeq, upToSeq, part, sealedAt } = link;
  return { link: number, afterSeq, upToSeq, part, sealedAt };
}

/** Whether these links follow on the ones before and say what was sealed. */
function linkBreak({ keys, previous, tally }: Reading, batch: Link[]): Break | undefined {
  let before = previous;
  for (const link of batch) {
    const expected = (before?.number ?? 0) + 1;
    if (link.number !== expected) return { ...placeOf(link), link: expected, kind: "link-missing" };
    if (!sealOf(keys, before?.link ?? noLink, link).equals(link.link))
      return { ...placeOf(link), kind: "link-changed" };
    before = link;
    tally.links += 1;
  }
  return undefined;
}

/** Whether the events are still what these links sealed. */
async function eventBreak({ events, previous, parts, now, tally }: Reading, batch: Link[]): Promise<Break | undefined> {
  const last = batch.at(-1);
  if (!last) return undefined;
  const found = tallier();
  const earliest = (previous?.sealedAt.getTime() ?? Number.NEGATIVE_INFINITY) - slackMs;
  const latest = last.sealedAt.getTime() + slackMs;
  let misdated: string | undefined;
  for await (const event of events.take(last.upToSeq)) {
    found.add(event);
    // Put in later with a moment of long ago, it would have been sealed long ago.
    if (event.at.getTime() < earliest || event.at.getTime() > latest) misdated ??= event.part;
  }
  const tallies = found.parts();
  const stray = [...tallies.keys()].find((part) => !batch.some((link) => link.part === part));
  if (stray !== undefined) return { ...placeOf(last), part: stray, kind: "event-added" };
  for (const link of batch) {
    const here = tallies.get(link.part);
    const gone = !parts.has(link.part);
    if (gone && !mayBeGone(link.part, now)) return { ...placeOf(link), kind: "dropped-too-early" };
    const kind = gone ? undefined : differenceOf(link, here);
    if (kind) return { ...placeOf(link), kind };
    if (gone) tally.purged += 1;
    tally.events += here?.events ?? 0;
  }
  return misdated === undefined ? undefined : { ...placeOf(last), part: misdated, kind: "event-misdated" };
}

function differenceOf(link: Link, found: Tally | undefined): BreakKind | undefined {
  const events = found?.events ?? 0;
  if (events < link.events) return "event-missing";
  if (events > link.events) return "event-added";
  return found?.digest.equals(link.digest) ? undefined : "event-changed";
}
