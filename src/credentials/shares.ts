/** How long a share that was looked up is believed: a school that signs in for the first time grows from minute to minute. */
const believedMs = 60_000;
const mostKept = 2_000;

export type Shares = {
  /** What is known of it at this moment; 1 for a network that nothing is known of. */
  of(network: string): number;
  /** Finds it out, in the background. Only asked for when somebody has to wait: the usual sign-in pays nothing. */
  want(network: string): void;
};

/** @param look how many accounts got in from a network; when that fails, the share stays what it was */
export function createShares(look: (network: string) => Promise<number>, now: () => number = Date.now): Shares {
  const known = new Map<string, { share: number; until: number }>();
  const keep = (network: string, share: number) => {
    known.delete(network);
    known.set(network, { share, until: now() + believedMs });
    const [oldest] = known.keys();
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
  };
  const shareOf = (network: string) => known.get(network)?.share ?? 1;
  return {
    of: shareOf,
    want: (network) => {
      if ((known.get(network)?.until ?? 0) > now()) return;
      keep(network, shareOf(network));
      look(network).then(
        (accounts) => keep(network, 1 + accounts),
        () => known.delete(network),
      );
    },
  };
}
