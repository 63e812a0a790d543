/** How much may be written in a window, in all and from one network. */
export type Limits = { perNetwork: number; inAll: number; windowMs: number };

/**
 * Lets so much through in each window, and no more: who makes errors on purpose fills no table. Counted in this process: a few
 * times as much over all nodes is still little. What it remembers is bounded by what it lets through.
 */
export function createAllowance({ perNetwork, inAll, windowMs }: Limits): (network: string, now: Date) => boolean {
  let counts = new Map<string, number>();
  let total = 0;
  let endsAt = 0;
  return (network, now) => {
    if (now.getTime() >= endsAt) {
      counts = new Map();
      total = 0;
      endsAt = now.getTime() + windowMs;
    }
    const count = counts.get(network) ?? 0;
    if (count >= perNetwork || total >= inAll) return false;
    counts.set(network, count + 1);
    total += 1;
    return true;
  };
}
