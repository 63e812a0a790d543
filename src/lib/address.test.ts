import fc from "fast-check";
import { expect, test } from "vitest";
import { isLoopbackAddress, isLoopbackHost, isPublicAddress } from "./address.ts";

test.each(["8.8.8.8", "193.190.198.27", "2001:4860:4860::8888", "2a02:a000::1", "223.255.255.255"])(
  "%s is public",
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  ["0.0.0.0", "this host"],
  ["0.1.2.3", "this network"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "shared by a provider's customers"],
  ["100.100.100.200", "a cloud's metadata service"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["169.254.169.254", "the clouds' metadata service"],
  ["168.63.129.16", "a cloud's host service on a public-looking address"],
  ["192.0.0.192", "a cloud's metadata service"],
  ["192.0.2.1", "documentation"],
  ["198.18.0.1", "benchmarks"],
  ["198.51.100.1", "documentation"],
  ["203.0.113.1", "documentation"],
  ["192.88.99.1", "6to4 relay"],
  ["224.0.0.1", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "IPv4 inside"],
  ["::ffff:7f00:1", "IPv4 inside, in hexadecimal"],
  ["::ffff:8.8.8.8", "IPv4 inside, even a public one"],
  ["::127.0.0.1", "IPv4 inside, the old way"],
  ["64:ff9b::a00:1", "NAT64 of a private address"],
  ["64:ff9b:1::1", "local NAT64"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["2001:0:1::", "Teredo"],
  ["2001:db8::1", "documentation"],
  ["3fff::1", "documentation"],
  ["fc00::1", "unique local"],
  ["fd00:ec2::254", "a cloud's metadata service"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local with a zone"],
  ["fec0::1", "site-local"],
  ["ff02::1", "multicast"],
  ["100::1", "discard"],
  ["5f00::1", "segment routing"],
  ["4000::1", "not handed out"],
])("%s is not public: %s", (address) => expect(isPublicAddress(address)).toBe(false));

test.each(["127.1", "0x7f.0.0.1", "017700000001", "2130706433", "example.com", "", "[::1]", "8.8.8.8 "])(
  "%j is no address in its usual form, so it is not public",
  (text) => expect(isPublicAddress(text)).toBe(false),
);

test("no IPv4 address of the private networks is public in any of the forms that hold it", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const inside = fc.constantFrom("10", "127", "0", "240");
  fc.assert(
    fc.property(inside, byte, byte, byte, (first, ...rest) => {
      const address = [first, ...rest].join(".");
      for (const form of [address, `::ffff:${address}`, `::${address}`, `64:ff9b::${address}`]) {
        expect(isPublicAddress(form)).toBe(false);
      }
    }),
  );
});

test("loopback is told from the rest", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1", "10.0.0.1", "::ffff:127.0.0.1"].map(isLoopbackAddress)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("only three hosts always mean this machine", () => {
  expect(["localhost", "127.0.0.1", "[::1]", "a.localhost", "127.0.0.2", "localhost."].map(isLoopbackHost)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
