import type { Visit } from "../deps.ts";
import { createFairQueue, type FairQueue } from "./fair-queue.ts";

/** Places beside what the share gives, and no more than the share: a household must not be sent away for a school. */
const fewPlaces = 4;

export type WaitingRoom<T> = {
  /** @returns who has to go for it, if anybody: somebody else, or the one that came */
  enter(visit: Visit, item: T): T | undefined;
  next(): T | undefined;
};

type Waiting<T> = { visit: Visit; item: T };
type Room<T> = {
  length: number;
  shareOf: (network: string) => number;
  /** One for each secret: the turn of its network. */
  turns: FairQueue<string>;
  /** Inside a network, the turns of its devices. */
  networks: Map<string, FairQueue<Waiting<T>>>;
  byInteraction: Map<string, Waiting<T>>;
};

/**
 * Who waits for an expensive thing, by network, inside a network by device, and of one sign-in once.
 * @param length how many may wait in all
 * @param shareOf the weight of a network, 1 or more
 * @see docs/decisions/0037-fair-hash-queue.md
 */
export function createWaitingRoom<T>({ length, shareOf }: Pick<Room<T>, "length" | "shareOf">): WaitingRoom<T> {
  const turns = createFairQueue<string>(shareOf);
  const room: Room<T> = { length, shareOf, turns, networks: new Map(), byInteraction: new Map() };
  return {
    enter: (visit, item) => {
      const before = visit.interaction === undefined ? undefined : room.byInteraction.get(visit.interaction);
      if (!before) return enter(room, { visit, item });
      // The newer one takes the place: the browser has given the other one up.
      const { item: replaced } = before;
      before.item = item;
      return replaced;
    },
    next: () => {
      const network = turns.shift();
      return network === undefined ? undefined : leave(room, network, insideOf(room, network).shift());
    },
  };
}

function enter<T>(room: Room<T>, entered: Waiting<T>): T | undefined {
  const { network, device } = entered.visit;
  const size = sum([...room.turns.waiting().values()]);
  const full = size < room.length ? undefined : overflowing(room, entered.visit);
  if (full?.network === network && full.device === device) return entered.item;
  const gone = full && dropNewest(room, full);
  room.turns.push(network, network);
  insideOf(room, network).push(device, entered);
  if (entered.visit.interaction !== undefined) room.byInteraction.set(entered.visit.interaction, entered);
  return gone;
}

function insideOf<T>({ networks }: Room<T>, network: string): FairQueue<Waiting<T>> {
  const inside = networks.get(network) ?? createFairQueue<Waiting<T>>(() => 1);
  networks.set(network, inside);
  return inside;
}

type Full = { network: string; device: string };

/** Who holds the most places for the share that they have, the one who comes included. */
function overflowing<T>({ length, shareOf, turns, networks }: Room<T>, comes: Full): Full {
  const waiting = oneMore(turns.waiting(), comes.network);
  const shares = sum([...waiting.keys()].map(shareOf));
  const places = (network: string) => Math.min(fewPlaces, shareOf(network)) + (length * shareOf(network)) / shares;
  const excess = [...waiting].map(([network, count]): Counted => [network, count / places(network)]);
  const network = mostOf(excess, comes.network);
  const devices = networks.get(network)?.waiting() ?? new Map<string, number>();
  if (network !== comes.network) return { network, device: mostOf([...devices]) };
  return { network, device: mostOf([...oneMore(devices, comes.device)], comes.device) };
}

function dropNewest<T>(room: Room<T>, { network, device }: Full): T | undefined {
  room.turns.pop(network);
  return leave(room, network, insideOf(room, network).pop(device));
}

function leave<T>({ networks, byInteraction }: Room<T>, network: string, gone: Waiting<T> | undefined): T | undefined {
  if (gone?.visit.interaction !== undefined) byInteraction.delete(gone.visit.interaction);
  if (networks.get(network)?.waiting().size === 0) networks.delete(network);
  return gone?.item;
}

type Counted = [name: string, count: number];

const sum = (counts: number[]): number => counts.reduce((all, count) => all + count, 0);
const oneMore = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** @param preferred of those with the same */
function mostOf(counted: Counted[], preferred?: string): string {
  const most = Math.max(...counted.map(([, count]) => count));
  const names = counted.filter(([, count]) => count === most).map(([name]) => name);
  return preferred !== undefined && names.includes(preferred) ? preferred : (names.at(-1) ?? "");
}
