/**
 * Whose secrets were typed right on this device: in a cookie that only we can read, and nowhere else. It names nobody: an account stands
 * there as a keyed digest, so that we find out whether it is the one that somebody says, and not which one it is.
 * @see docs/decisions/0036-counting-guesses.md
 */
import type { Deps } from "../deps.ts";
import { usualDays } from "./arrivals.ts";

type Mark = { account: string; day: number };
/** @property id random, and another one on each device. @property marks newest last */
export type Device = { id: string; marks: Mark[] };

const dayMs = 24 * 60 * 60_000;
const context = "device";
const idBytes = 12;
const accountBytes = 8;
const markBytes = accountBytes + 2;
/** A cart of laptops goes round several classes; the cookie stays below 700 characters. */
const mostMarks = 40;
export const deviceSeconds = usualDays * 24 * 60 * 60;

const dayOf = (at: Date): number => Math.floor(at.getTime() / dayMs);
const digestOf = ({ keys }: Pick<Deps, "keys">, account: string): string =>
  keys.mac("arrival", "device", account).subarray(0, accountBytes).toString("hex");

/** @returns undefined for what isn't ours, or was changed */
export function openDevice({ keys, now }: Pick<Deps, "keys" | "now">, cookie: string | undefined): Device | undefined {
  const plain = cookie === undefined ? undefined : unsealed(keys, cookie);
  if (!plain || plain.length < idBytes) return undefined;
  const marks: Mark[] = [];
  for (let at = idBytes; at + markBytes <= plain.length; at += markBytes)
    marks.push({
      account: plain.subarray(at, at + accountBytes).toString("hex"),
      day: plain.readUInt16BE(at + accountBytes),
    });
  const today = dayOf(now());
  return {
    id: plain.subarray(0, idBytes).toString("hex"),
    marks: marks.filter(({ day }) => day > today - usualDays && day <= today),
  };
}

function unsealed(keys: Deps["keys"], cookie: string): Buffer | undefined {
  if (cookie.length > 1_000) return undefined;
  try {
    return keys.open(Buffer.from(cookie, "base64url"), context, "device");
  } catch {
    return undefined;
  }
}

/** The cookie of a device that this account has just got in with. */
export function markDevice(
  deps: Pick<Deps, "keys" | "now" | "random">,
  device: Device | undefined,
  account: string,
): string {
  const mark = { account: digestOf(deps, account), day: dayOf(deps.now()) };
  const others = (device?.marks ?? []).filter((one) => one.account !== mark.account);
  const id = device?.id ?? Buffer.from(deps.random.bytes(idBytes)).toString("hex");
  const plain = [...others, mark].slice(-mostMarks).map(({ account: digest, day }) => {
    const bytes = Buffer.alloc(markBytes, digest, "hex");
    bytes.writeUInt16BE(day, accountBytes);
    return bytes;
  });
  return deps.keys.seal(Buffer.concat([Buffer.from(id, "hex"), ...plain]), context, "device").toString("base64url");
}

/** The device's own name, when this account got in with it. */
export const deviceOf = (deps: Pick<Deps, "keys">, device: Device | undefined, account: string): string | undefined => {
  const digest = digestOf(deps, account);
  return device?.marks.some((mark) => mark.account === digest) ? device.id : undefined;
};

/** By whom it counts as a device of its own: the last one, so that one account with many cookies is still one. */
export const lastOn = (device: Device | undefined): string | undefined => device?.marks.at(-1)?.account;
