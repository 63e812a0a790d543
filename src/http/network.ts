import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

export type ClientNetwork = {
  /** An IP address in its short form; an IPv4 address that came wrapped in IPv6 is unwrapped. */
  address: string;
  /** Its /24 (IPv4) or /48 (IPv6), such as `192.0.2.0/24`: what one school or household sits behind. */
  network: string;
};

type Address = ipaddr.IPv4 | ipaddr.IPv6;
const nowhere = ipaddr.parse("0.0.0.0");

/**
 * Where a request comes from. X-Forwarded-For is believed only as far as our own proxies wrote it: each adds one entry at the
 * right, all that stands to the left of theirs is the client's own invention.
 * @param trustedHops how many proxies of ours a request passes; 0 looks at the connection alone
 */
export function clientNetwork(ctx: { req: IncomingMessage }, trustedHops: number): ClientNetwork {
  const address = addressOf(ctx, trustedHops);
  return { address: address.toString(), network: networkOf(address) };
}

/** One household at most: the address itself (IPv4), or the /64 (IPv6) of which one device has as many addresses as it likes. */
export function clientHousehold(ctx: { req: IncomingMessage }, trustedHops: number): string {
  const address = addressOf(ctx, trustedHops);
  return address.kind() === "ipv4" ? address.toString() : cut(address, 64);
}

const addressOf = ({ req }: { req: IncomingMessage }, trustedHops: number): Address =>
  forwarded(req, trustedHops) ?? parse(req.socket.remoteAddress ?? "") ?? nowhere;

function forwarded(req: IncomingMessage, trustedHops: number): Address | undefined {
  const header = req.headers["x-forwarded-for"];
  if (trustedHops === 0 || header === undefined) return undefined;
  const entries = (Array.isArray(header) ? header.join(",") : header).split(",");
  // Fewer entries than proxies: the request came in behind the outermost one, and every entry is by one of ours.
  return parse(entries[Math.max(0, entries.length - trustedHops)] ?? "");
}

/** Some proxies add a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function parse(text: string): Address | undefined {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined;
}

const networkOf = (address: Address): string => cut(address, address.kind() === "ipv4" ? 24 : 48);

function cut(address: Address, bits: number): string {
  const bytes = address.toByteArray().map((byte, index) => (index < bits / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`;
}
