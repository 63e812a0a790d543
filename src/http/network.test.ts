import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { clientNetwork } from "./network.ts";

/** A request as it comes from `address`, with the header as it stands. */
function from(address: string, forwardedFor?: string): { req: IncomingMessage } {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: address });
  const req = new IncomingMessage(socket);
  if (forwardedFor !== undefined) req.headers["x-forwarded-for"] = forwardedFor;
  return { req };
}

test("without trusted proxies the connection alone counts", () => {
  expect(clientNetwork(from("192.0.2.7", "203.0.113.9"), 0).address).toBe("192.0.2.7");
});

test("one trusted proxy is believed about who connected to it", () => {
  expect(clientNetwork(from("10.0.0.1", "203.0.113.9"), 1).address).toBe("203.0.113.9");
});

test("what a client wrote itself, left of our proxies, is ignored", () => {
  expect(clientNetwork(from("10.0.0.1", "1.1.1.1, 8.8.8.8, 203.0.113.9"), 1).address).toBe("203.0.113.9");
});

test("two trusted proxies: the second entry from the right", () => {
  expect(clientNetwork(from("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2"), 2).address).toBe("203.0.113.9");
});

test("a request that came in behind the outermost proxy counts by what is there", () => {
  expect(clientNetwork(from("10.0.0.1", "203.0.113.9"), 3).address).toBe("203.0.113.9");
});

test("a trusted proxy that says nothing leaves the connection", () => {
  expect(clientNetwork(from("10.0.0.1"), 1).address).toBe("10.0.0.1");
});

test.each(["", "unknown", "_hidden", "999.1.1.1", "<script>"])(
  "an entry that is no address (%s) is ignored",
  (entry) => {
    expect(clientNetwork(from("10.0.0.1", entry), 1).address).toBe("10.0.0.1");
  },
);

test.each([
  ["203.0.113.9:4711", "203.0.113.9"],
  ["[2001:db8::1]:4711", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
])("a port is no part of the address: %s", (entry, address) => {
  expect(clientNetwork(from("10.0.0.1", entry), 1).address).toBe(address);
});

test("an IPv4 address in an IPv6 coat is the same address", () => {
  expect(clientNetwork(from("::ffff:192.0.2.7"), 0)).toEqual({ address: "192.0.2.7", network: "192.0.2.0/24" });
});

test("a school on IPv6 is one /48", () => {
  expect(clientNetwork(from("2001:db8:7:aaaa::1"), 0).network).toBe("2001:db8:7::/48");
});

test("a link-local address has no zone", () => {
  expect(clientNetwork(from("fe80::1%eth0"), 0).address).toBe("fe80::1");
});

test("nothing that a client writes changes its network while no proxy is trusted", () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      expect(clientNetwork(from("192.0.2.7", header), 0).network).toBe("192.0.2.0/24");
    }),
  );
});

test("nothing that a client writes changes its network behind one proxy", () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      expect(clientNetwork(from("10.0.0.1", `${header},192.0.2.7`), 1).network).toBe("192.0.2.0/24");
    }),
  );
});
