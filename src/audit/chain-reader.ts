import type { Db } from "../lib/db.ts";
import { listChained, listLinks, type ChainedEvent } from "./queries-chain.ts";
import type { Link } from "./seal.ts";

const linksAtOnce = 500;
const eventsAtOnce = 5000;

/**
 * The links of the chain, batch by batch: one for each partition that the batch reaches.
 * @param upTo the number of the last one
 */
export async function* readBatches(db: Db, upTo: number): AsyncGenerator<Link[]> {
  let batch: Link[] = [];
  let links: Link[] = [];
  let after = 0;
  do {
    links = await listLinks(db, { after, upTo, limit: linksAtOnce });
    for (const link of links) {
      if (batch[0] && batch[0].upToSeq !== link.upToSeq) {
        yield batch;
        batch = [];
      }
      batch.push(link);
      after = link.number;
    }
  } while (links.length === linksAtOnce);
  if (batch.length > 0) yield batch;
}

export type EventReader = {
  /** The events behind those that were taken before, up to and with this place. */
  take(upToSeq: number): AsyncGenerator<ChainedEvent>;
};

/**
 * Hands out events in order; a page of them is in memory.
 * @param upTo none behind this place is looked at: an earlier one of those may still be on its way
 */
export function readEvents(db: Db, upTo: number): EventReader {
  let page: ChainedEvent[] = [];
  let at = 0;
  let after = 0;
  return {
    async *take(upToSeq) {
      for (;;) {
        const next = page[at];
        if (next && next.seq > upToSeq) return;
        if (next) {
          at += 1;
          after = next.seq;
          yield next;
        } else {
          page = await listChained(db, { after, upTo, limit: eventsAtOnce });
          at = 0;
          if (page.length === 0) return;
        }
      }
    },
  };
}
