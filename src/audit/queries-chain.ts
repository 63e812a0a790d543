import { z } from "zod";
import { sql, type Db } from "../lib/db.ts";
import type { Link } from "./seal.ts";

const Seq = z.coerce.number().int();
const linkRow = z.object({
  number: Seq,
  afterSeq: Seq,
  upToSeq: Seq,
  part: z.string(),
  events: z.number(),
  digest: z.instanceof(Buffer),
  link: z.instanceof(Buffer),
  sealedAt: z.date(),
});

/** One sealer at a time; whoever writes an event never meets this lock. Lasts until the transaction ends. */
export const lockChain = (db: Db) => db.run(sql`select pg_advisory_xact_lock(7325)`);

export const findLastLink = (db: Db): Promise<Link | undefined> =>
  db.maybeOne(
    linkRow,
    sql`select number, after_seq as "afterSeq", up_to_seq as "upToSeq", part, events, digest, link, sealed_at as "sealedAt"
      from audit_link order by number desc limit 1`,
  );

export const listLinks = (
  db: Db,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<Link[]> =>
  db.many(
    linkRow,
    sql`select number, after_seq as "afterSeq", up_to_seq as "upToSeq", part, events, digest, link, sealed_at as "sealedAt"
      from audit_link where number > ${after} and number <= ${upTo} order by number limit ${limit}`,
  );

export const insertLink = (db: Db, link: Link) =>
  db.run(sql`insert into audit_link (number, after_seq, up_to_seq, part, events, digest, link, sealed_at)
    values (${link.number}, ${link.afterSeq}, ${link.upToSeq}, ${link.part}, ${link.events}, ${link.digest}, ${link.link},
      ${link.sealedAt})`);

const eventRow = z.object({ seq: Seq, at: z.date(), part: z.string(), content: z.string() });
export type ChainedEvent = z.infer<typeof eventRow>;

/** Everything that an event says, in one text that PostgreSQL writes the same way each time: microseconds, keys of jsonb in order. */
export const listChained = (
  db: Db,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<ChainedEvent[]> =>
  db.many(
    eventRow,
    sql`select seq, at, tableoid::regclass::text as part,
        jsonb_build_array(seq, id, (extract(epoch from at) * 1000000)::bigint, what, actor, school_id, pupil_id, network, details)::text
          as content
      from audit_event where seq > ${after} and seq <= ${upTo} order by seq limit ${limit}`,
  );

const seqRow = z.object({ seq: Seq.nullable() });
/** The newest place that can be seen at this moment; earlier ones may still be on their way. */
export const findNewestSeq = async (db: Db): Promise<number> =>
  (await db.one(seqRow, sql`select max(seq) as seq from audit_event`)).seq ?? 0;

const countRow = z.object({ count: z.number() });
export const countBehind = async (db: Db, seq: number): Promise<number> =>
  (await db.one(countRow, sql`select count(*)::int as count from audit_event where seq > ${seq}`)).count;

const writerRow = z.object({ transaction: z.string() });
/** Transactions that may have written an event and have not ended. The lock is taken before a place in the order is. */
export const listWriters = async (db: Db): Promise<string[]> =>
  (
    await db.many(
      writerRow,
      sql`select distinct virtualtransaction as transaction from pg_locks
        where locktype = 'relation' and relation = 'audit_event'::regclass and mode = 'RowExclusiveLock' and granted
          and database = (select oid from pg_database where datname = current_database())`,
    )
  ).map(({ transaction }) => transaction);

const partRow = z.object({ part: z.string() });
export const listParts = async (db: Db): Promise<string[]> =>
  (
    await db.many(
      partRow,
      sql`select i.inhrelid::regclass::text as part from pg_inherits i where i.inhparent = 'audit_event'::regclass`,
    )
  ).map(({ part }) => part);

/** @throws what PostgreSQL throws when that is younger than 24 months, or when the lock can't be had within 2 s */
export const dropParts = async (db: Db, before: string): Promise<string[]> =>
  (await db.many(partRow, sql`select part from drop_audit_partitions(${before}::date) as part`)).map(
    ({ part }) => part,
  );
