import fc from "fast-check";
import { expect, test } from "vitest";
import { fetchUriProblem, redirectUriProblem, redirectUrisProblem } from "./redirect-uri.ts";

const live = { loopback: false };
const sandbox = { loopback: true };

test.each([
  "https://leren.example.be/callback",
  "https://leren.example.be/",
  "https://xn--bcher-kva.example/terug",
  "https://leren.example.be:8443/callback?school=1&next=%2Fhome",
  "https://a.b.c.example.be/oidc/cb_1-2~3",
  "https://leren.example.be/caf%C3%A9",
])("%s may be registered", (uri) => expect(redirectUriProblem(uri, live)).toBeUndefined());

test.each([
  // another scheme
  ["javascript:alert(1)", "https"],
  ["JavaScript:alert(1)", ""],
  ["javascript://leren.example.be/%0aalert(1)", "https"],
  ["data:text/html,x", "https"],
  ["vbscript:x", "https"],
  ["be.example.leren:/callback", "https"],
  ["ftp://leren.example.be/", "https"],
  ["http://leren.example.be/callback", "https"],
  ["//leren.example.be/callback", "address"],
  ["/callback", "address"],
  ["leren.example.be/callback", "address"],
  ["https:leren.example.be/callback", "plain form"],
  ["https:/leren.example.be/callback", "plain form"],
  ["https:///leren.example.be/callback", "plain form"],
  ["", "address"],
  // a fragment
  ["https://leren.example.be/callback#x", "fragment"],
  ["https://leren.example.be/callback#", "fragment"],
  // a user name part
  ["https://leren.example.be@evil.example/", "user name"],
  ["https://user:secret@leren.example.be/", "user name"],
  ["https://@leren.example.be/", "user name"],
  ["https://leren.example.be%40evil.example/", ""],
  ["https://leren.example.be:secret@evil.example/", "user name"],
  // wildcards
  ["https://*.example.be/callback", "wildcard"],
  ["https://leren.example.be/*", "wildcard"],
  ["https://leren.example.be/callback?x=*", "wildcard"],
  // dots and slashes that move
  ["https://leren.example.be/a/../callback", "plain form"],
  ["https://leren.example.be/./callback", "plain form"],
  ["https://leren.example.be/callback/..", "plain form"],
  ["https://leren.example.be/%2e%2e/callback", "plain form"],
  ["https://leren.example.be/.%2E/callback", "plain form"],
  ["https://leren.example.be/a%2f..%2fcallback", ""],
  ["https://leren.example.be/a%2F..%2Fcallback", "slash"],
  ["https://leren.example.be/a%5Ccallback", "backslash"],
  ["https://leren.example.be/a%252e%252e", "percent"],
  ["https://leren.example.be\\@evil.example/", "backslash"],
  ["https:\\\\leren.example.be/", "backslash"],
  ["https://leren.example.be/a\\..\\callback", "backslash"],
  ["https://leren.example.be//callback", "//"],
  // spellings that a browser changes
  ["HTTPS://leren.example.be/callback", "plain form"],
  ["https://LEREN.example.be/callback", "host name|plain form"],
  ["https://leren.example.be:443/callback", "plain form"],
  ["https://leren.example.be", "plain form"],
  ["https://bücher.example/", "ASCII"],
  ["https://leren.example.be/é", "ASCII"],
  ["https://leren。example.be/", "ASCII"],
  ["https://leren.example.be/%63allback", "needs no encoding"],
  ["https://leren.example.be/%7Ecallback", "needs no encoding"],
  ["https://leren.example.be/%zz", "percent"],
  ["https://leren.example.be/a%", "percent"],
  ["https://leren.example.be/caf%c3%a9", "percent"],
  ["https://leren.example.be/callback?", "query"],
  // characters that parsers drop
  [" https://leren.example.be/", "space"],
  ["https://leren.example.be/ ", "space"],
  ["https://leren.example.be/call back", "space"],
  ["https://leren.example.be/call\tback", "control"],
  ["https://leren.example.be/call\nback", "control"],
  ["java\nscript:alert(1)", "control"],
  ["https://leren.example.be/\0", "control"],
  ["https://leren.example.be/%00", "control"],
  ["https://leren.example.be/%0d%0aSet-Cookie:x", ""],
  ["https://leren.example.be/%0D%0A", "control"],
  ["https://leren.example.be/\u202e", "ASCII"],
  // hosts
  ["https://localhost/callback", "sandbox"],
  ["https://127.0.0.1/callback", "sandbox"],
  ["http://localhost/callback", "sandbox"],
  ["http://127.0.0.1:3000/callback", "sandbox"],
  ["https://10.0.0.1/callback", "host name"],
  ["https://0x7f.1/callback", ""],
  ["https://[::ffff:127.0.0.1]/", ""],
  ["https://[2001:db8::1]/", "host name"],
  ["https://intranet/callback", "host name"],
  ["https://leren.example.be./callback", "host name"],
  ["https://.example.be/callback", "host name"],
  ["https://leren..be/callback", "host name"],
  ["https://-leren.example.be/callback", "host name"],
  ["https://leren_1.example.be/callback", "host name"],
  ["https://leren.localhost/callback", "every network"],
  ["https://nas.local/callback", "every network"],
  // what the answer itself adds
  ["https://leren.example.be/callback?code=1", "answer"],
  ["https://leren.example.be/callback?state=1", "answer"],
  ["https://leren.example.be/callback?a=b&iss=x", "answer"],
  [`https://leren.example.be/${"a".repeat(1024)}`, "longer"],
])("%j may not be registered", (uri, reason) => {
  const problem = redirectUriProblem(uri, live);
  expect(problem).toBeDefined();
  expect(problem).toMatch(new RegExp(reason));
});

test.each([
  "http://localhost:4001/callback",
  "http://127.0.0.1/",
  "http://[::1]:4001/callback",
  "https://localhost/cb",
])("%s may be registered in the sandbox", (uri) => expect(redirectUriProblem(uri, sandbox)).toBeUndefined());

test.each([
  "http://leren.example.be/callback",
  "http://localhost.evil.example/callback",
  "http://localhost@evil.example/",
  "http://127.0.0.2/callback",
  "http://127.1/callback",
  "http://0.0.0.0/callback",
  "http://[::ffff:127.0.0.1]/callback",
  "http://LOCALHOST/callback",
  "http://localhost./callback",
  "http://localhost:80/callback",
  "http://10.0.0.1/callback",
])("%s may not be registered, not even in the sandbox", (uri) =>
  expect(redirectUriProblem(uri, sandbox)).toBeDefined(),
);

test("one address may not be listed twice", () => {
  const uri = "https://leren.example.be/callback";
  expect(redirectUrisProblem([uri, uri], live)).toBe("are listed twice");
});

test("one bad address spoils the list", () => {
  expect(redirectUrisProblem(["https://leren.example.be/", "https://leren.example.be/#"], live)).toMatch("fragment");
});

test("an address that we fetch follows the same rules, but may have any query", () => {
  expect(fetchUriProblem("https://leren.example.be/keys?state=1", live)).toBeUndefined();
  expect(fetchUriProblem("https://169.254.169.254/keys", live)).toBeDefined();
  expect(fetchUriProblem("http://leren.example.be/keys", sandbox)).toBeDefined();
});

test("whatever is taken, a URL parser leaves as it is, and it has one host, no fragment and no user name", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        "https://",
        "http://",
        "leren.example.be",
        "localhost",
        "/",
        "//",
        ".",
        "..",
        "%2e",
        "%2F",
        "%41",
      ),
      fc.constantFrom(
        "\\",
        "@",
        "#",
        "?",
        "*",
        ":",
        ":443",
        "%",
        " ",
        "\t",
        "é",
        "a",
        "callback",
        "&",
        "=",
        "'",
        "[::1]",
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(pieces, fc.boolean(), (parts, withStart) => {
      const value = (withStart ? "https://leren.example.be/" : "") + parts.join("");
      if (redirectUriProblem(value, sandbox) !== undefined) return;
      const url = new URL(value);
      expect(url.href).toBe(value);
      expect([url.username, url.password, url.hash]).toEqual(["", "", ""]);
      expect(value).not.toMatch(/[#\\*\s]/);
    }),
    { numRuns: 3000 },
  );
});

test("nothing that anybody types makes the rules fail", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      expect(() => redirectUriProblem(value, live)).not.toThrow();
    }),
  );
});
