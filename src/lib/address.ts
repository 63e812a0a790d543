import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Host parts of a URL (as WHATWG writes them) that always mean this very machine. */
const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** @param hostname as `new URL(...).hostname` gives it: lower case, IPv6 in brackets */
export const isLoopbackHost = (hostname: string): boolean => loopbackHosts.has(hostname);

/** Services that answer every machine of a cloud from an address that looks public. */
const cloudServices = new Set(["168.63.129.16"]);

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // ipaddr.js reads octal, hexadecimal and short forms too: only what a resolver or a parsed URL gives may pass
  if (isIP(address) === 0 || address.includes("%")) return undefined;
  return ipaddr.parse(address);
}

/**
 * Whether an address belongs to somebody on the public internet, so that fetching from it can't reach our own network. Everything with a
 * special meaning is refused: private, shared (CGNAT), loopback, link-local with the clouds' metadata service, multicast, documentation,
 * and every IPv6 form that carries an IPv4 address inside (mapped, 6to4, NAT64, Teredo), because it may lead back to any of these.
 * @param address an IPv4 or IPv6 address in its usual form, without brackets; anything else is not public
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 counterpart
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (!parsed || cloudServices.has(address)) return false;
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || parsed.match(globalUnicast);
}

export function isLoopbackAddress(address: string): boolean {
  return parse(address)?.range() === "loopback";
}
