import { createHash, type Hash } from "node:crypto";
import type { Keys } from "../lib/keys.ts";

/** What a link says of the events that it seals: those behind `afterSeq`, up to and with `upToSeq`, in one partition. */
export type Batch = {
  afterSeq: number;
  upToSeq: number;
  /** Name of the partition; the link outlives it. */
  part: string;
  events: number;
  /** SHA-256 over each event's content, in order. */
  digest: Buffer;
};

export type Link = Batch & { number: number; sealedAt: Date; link: Buffer };

/** What to keep elsewhere to prove later that this link was there, such as `1042.9f86d081884c7d65...` */
export const headOf = ({ number, link }: Pick<Link, "number" | "link">): string => `${number}.${link.toString("hex")}`;

/** Before the first link. */
export const noLink = Buffer.alloc(32);

/** What a link is made of: HMAC over the one before and all that it says. Who has the database without the key can't write it anew. */
export const sealOf = (
  keys: Pick<Keys, "mac">,
  previous: Buffer,
  { number, afterSeq, upToSeq, part, events, digest, sealedAt }: Omit<Link, "link">,
): Buffer =>
  keys.mac(
    "auditSeal",
    previous.toString("hex"),
    String(number),
    String(afterSeq),
    String(upToSeq),
    part,
    String(events),
    digest.toString("hex"),
    sealedAt.toISOString(),
  );

/** An event as it is sealed: `content` is everything that it says, as PostgreSQL writes it. */
export type SealedEvent = { seq: number; part: string; content: string };

export type Tally = { events: number; digest: Buffer };

/** Counts and digests the events of each partition, in the order in which they come. */
export function tallier(): { add(event: SealedEvent): void; parts(): Map<string, Tally> } {
  const open = new Map<string, { events: number; hash: Hash }>();
  return {
    add({ part, content }) {
      const tally = open.get(part) ?? { events: 0, hash: createHash("sha256") };
      // lengths in between: the end of one event can't pass for the beginning of the next
      tally.hash.update(`${Buffer.byteLength(content)}:`).update(content);
      tally.events += 1;
      open.set(part, tally);
    },
    parts: () => new Map([...open].map(([part, { events, hash }]) => [part, { events, digest: hash.digest() }])),
  };
}
