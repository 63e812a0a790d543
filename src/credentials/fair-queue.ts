/**
 * Who is next when more secrets are waiting than can be hashed. First come, first served would let one client with many connections keep
 * everybody else out, so the turn goes round by network, by weight, and within a network by device.
 * @see docs/decisions/0037-fair-hash-queue.md
 */
/** `start`: the virtual time at which the first of `items` may be served; of a flow without items, the next one. */
type Flow<T> = { items: T[]; start: number };

export type FairQueue<T> = {
  /** How many wait of each flow that has any. */
  waiting(): Map<string, number>;
  push(flow: string, item: T): void;
  shift(): T | undefined;
  /** The newest of a flow. */
  pop(flow: string): T | undefined;
};

type Turn<T> = { flow: Flow<T>; turn: number };
const endOf = <T>({ flow, turn }: Turn<T>): number => flow.start + turn;
const firstToEnd = <T>(turns: Turn<T>[]): Turn<T> | undefined =>
  turns.reduce<Turn<T> | undefined>((first, one) => (first && endOf(first) <= endOf(one) ? first : one), undefined);

/**
 * Weighted fair queueing in the manner of WF2Q+: of the flows that may be served by now the one whose turn ends first. A flow that wants
 * little is served almost at once, however much others want; one that wants much gets its share of what is left.
 * @param shareOf read at each turn, so that a share which is found out late still counts
 */
export function createFairQueue<T>(shareOf: (flow: string) => number): FairQueue<T> {
  const flows = new Map<string, Flow<T>>();
  let time = 0;
  const busy = () => [...flows].filter(([, { items }]) => items.length > 0);
  /** What an idle flow has had too early is remembered until its time has come: then it is like a new one. */
  const forget = () => {
    const over = busy().length === 0;
    for (const [name, { items, start }] of flows) if (items.length === 0 && (over || start <= time)) flows.delete(name);
    if (over) time = 0;
  };
  return {
    waiting: () => new Map(busy().map(([name, { items }]) => [name, items.length])),
    push: (name, item) => {
      const flow = flows.get(name) ?? { items: [], start: time };
      if (flow.items.length === 0) flow.start = Math.max(flow.start, time);
      flow.items.push(item);
      flows.set(name, flow);
    },
    shift: () => {
      const all = busy().map(([name, flow]) => ({ flow, turn: 1 / shareOf(name) }));
      if (all.length === 0) return undefined;
      time = Math.max(time, Math.min(...all.map(({ flow }) => flow.start)));
      const next = firstToEnd(all.filter(({ flow }) => flow.start <= time));
      if (!next) return undefined;
      const item = next.flow.items.shift();
      next.flow.start += next.turn;
      time += 1 / all.reduce((sum, { turn }) => sum + 1 / turn, 0);
      forget();
      return item;
    },
    pop: (name) => {
      const item = flows.get(name)?.items.pop();
      forget();
      return item;
    },
  };
}
