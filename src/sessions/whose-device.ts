import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import type { PupilId } from "../ids.ts";
import type { Keys } from "../lib/keys.ts";
import type { Random } from "../lib/random.ts";

/**
 * What a device remembers of itself, in one cookie: a random id, whether pupils share it, and who said that it is theirs. It names
 * nobody: it is sealed, always as long, and whoever opened it would find marks that only the server can match to a pupil, and on this
 * device alone.
 * @see docs/decisions/0039-shared-devices.md
 */
export type Device = { id: Buffer; shared: boolean; owners: Buffer[] };

/** What a pupil said of the device on the way in; undefined: nothing. */
export type DeviceChoice = "shared" | "own" | undefined;

/** A family's tablet has more than one owner. Who said so first is forgotten first. */
const mostOwners = 4;
const [idBytes, markBytes, version] = [16, 16, 1];
const plainBytes = 2 + idBytes + mostOwners * markBytes;
const context = "whose device";
const lastsSeconds = 365 * 24 * 60 * 60;

type DeviceDeps = { keys: Keys; config: Pick<Config, "issuer"> };
/** As much of a request as is needed here: the provider has a context of its own. */
type Asked = { cookies: { get(name: string, options: { signed: false }): string | undefined } };
type Answered = { append(name: string, line: string): void };

const isSecure = ({ config }: Pick<DeviceDeps, "config">): boolean => config.issuer.startsWith("https:");
const cookieName = (deps: Pick<DeviceDeps, "config">): string =>
  isSecure(deps) ? "__Host-leerid-whose" : "leerid-whose";

/** Empty places hold random bytes: nobody can count how many are taken. */
export function newDevice(random: Random): Device {
  const owners = Array.from({ length: mostOwners }, () => random.bytes(markBytes));
  return { id: random.bytes(idBytes), shared: false, owners };
}

/** @returns undefined when this browser has no such cookie, or one that we didn't make */
export function readDevice(ctx: Asked, deps: DeviceDeps): Device | undefined {
  const value = ctx.cookies.get(cookieName(deps), { signed: false });
  if (value === undefined || value.length > 400) return undefined;
  const plain = open(deps.keys, value);
  if (plain?.length !== plainBytes || plain[0] !== version) return undefined;
  const owners = Array.from({ length: mostOwners }, (_, place) => {
    const start = 2 + idBytes + place * markBytes;
    return plain.subarray(start, start + markBytes);
  });
  return { id: plain.subarray(2, 2 + idBytes), shared: plain[1] === 1, owners };
}

function open(keys: Keys, value: string): Buffer | undefined {
  try {
    return keys.open(Buffer.from(value, "base64url"), context, "whoseDevice");
  } catch {
    return undefined;
  }
}

export function keepDevice(ctx: Answered, deps: DeviceDeps, device: Device): void {
  const plain = Buffer.concat([Buffer.from([version, device.shared ? 1 : 0]), device.id, ...device.owners]);
  const value = deps.keys.seal(plain, context, "whoseDevice").toString("base64url");
  const attributes = `Path=/; Max-Age=${lastsSeconds}; HttpOnly; SameSite=Lax${isSecure(deps) ? "; Secure" : ""}`;
  ctx.append("Set-Cookie", `${cookieName(deps)}=${value}; ${attributes}`);
}

/** By the device as well: the same pupil has another mark on each. */
const markOf = (keys: Pick<Keys, "mac">, { id }: Pick<Device, "id">, pupilId: PupilId): Buffer =>
  keys.mac("deviceOwner", id.toString("base64url"), pupilId).subarray(0, markBytes);

/** What the device keeps of what this pupil said. To say that it is shared takes back that it is one's own, and nobody else's word. */
export function withChoice(
  deps: Pick<Deps, "keys" | "random">,
  device: Device,
  { pupilId, choice }: { pupilId: PupilId; choice: DeviceChoice },
): Device {
  if (choice === undefined) return device;
  const mark = markOf(deps.keys, device, pupilId);
  const others = device.owners.filter((one) => !one.equals(mark));
  const free = () => deps.random.bytes(markBytes);
  const filled = [...others, ...Array.from({ length: mostOwners - others.length }, free)];
  if (choice === "shared") return { ...device, shared: true, owners: filled };
  return { ...device, owners: [mark, ...filled].slice(0, mostOwners) };
}

/** What is said now counts most, then what this same pupil said here before, then that the device is shared. */
export function isSharedFor(
  keys: Pick<Keys, "mac">,
  device: Device | undefined,
  { pupilId, choice, byDefault }: { pupilId: PupilId; choice: DeviceChoice; byDefault: boolean },
): boolean {
  if (choice !== undefined) return choice === "shared";
  if (!device) return byDefault;
  const mark = markOf(keys, device, pupilId);
  if (device.owners.some((one) => one.equals(mark))) return false;
  return device.shared || byDefault;
}

/** An enrolment of today, as far as it tells how old a pupil is. */
export type SchoolAge = { level: string; yearGroup: number | null };

/** The youngest don't have devices of their own, and can't judge it: the toddlers and the first four years, or whose year nobody knows. */
export function isYoung(enrolments: SchoolAge[]): boolean {
  if (enrolments.length === 0) return true;
  return enrolments.some(
    ({ level, yearGroup }) => level === "kleuter" || yearGroup === null || (level === "lager" && yearGroup <= 4),
  );
}
