import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { createSafeFetch, type Resolve } from "./safe-fetch.ts";

let server: Server;
let port: number;
let answer: RequestListener;
let seen: { request: IncomingMessage; body: string }[];

beforeAll(async () => {
  port = await freePort();
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ request, body });
      answer(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
});
beforeEach(() => {
  seen = [];
  answer = (_request, response) => response.end("hello");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A name server of one's own: what it says can change between two questions. */
const names =
  (...answers: string[][]): Resolve =>
  (_hostname, _options, callback) => {
    const addresses = answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? []);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };

const production = createSafeFetch({ allowLoopback: false });
const sandbox = createSafeFetch({ allowLoopback: true, timeoutMs: 400, maxBytes: 1000 });
const here = (path = "/") => `http://127.0.0.1:${port}${path}`;

test("a sandbox reaches the developer's own machine", async () => {
  const response = await sandbox(here());
  expect([response.status, await response.text()]).toEqual([200, "hello"]);
});

test("a sandbox reaches localhost by its name", async () => {
  const response = await sandbox(`http://localhost:${port}/`);
  expect(response.status).toBe(200);
});

test("a form is posted as the provider posts a logout token", async () => {
  await sandbox(here("/logout"), {
    method: "POST",
    redirect: "manual",
    headers: new Headers({ "user-agent": "", "content-type": "application/x-www-form-urlencoded" }),
    body: new URLSearchParams({ logout_token: "abc" }),
    signal: AbortSignal.timeout(2500),
  });
  expect(seen.map(({ request, body }) => [request.method, request.url, body])).toEqual([
    ["POST", "/logout", "logout_token=abc"],
  ]);
});

test("in production nothing goes to loopback, and no connection is made", async () => {
  await expect(production(here())).rejects.toThrow("not https");
  await expect(production(`https://127.0.0.1:${port}/`)).rejects.toThrow("not public");
  expect(seen).toEqual([]);
});

test.each([
  "https://10.0.0.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://0x7f.1/",
  "https://2130706433/",
  "https://0/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
])("%s is refused without asking anybody", async (url) => {
  await expect(production(url)).rejects.toThrow("not public");
});

test.each(["http://www.example.com/", "ftp://www.example.com/", "file:///etc/passwd", "data:text/plain,x"])(
  "%s is refused: it is not https",
  async (url) => {
    await expect(sandbox(url)).rejects.toThrow("not https");
  },
);

test("a user name in the address is refused", async () => {
  await expect(production("https://user:secret@www.example.com/")).rejects.toThrow("credentials");
});

test.each([[["127.0.0.1"]], [["10.1.2.3"]], [["8.8.8.8", "127.0.0.1"]], [["::1"]], [["::ffff:10.0.0.1"]], [[]]])(
  "a name that leads to %j is refused",
  async (addresses) => {
    const guarded = createSafeFetch({ allowLoopback: false, resolve: names(addresses) });
    await expect(guarded(`https://vendor.example:${port}/`)).rejects.toThrow("not public");
  },
);

test("a sandbox name other than localhost may not lead to this machine", async () => {
  const guarded = createSafeFetch({ allowLoopback: true, resolve: names(["127.0.0.1"]) });
  await expect(guarded(`https://vendor.example:${port}/`)).rejects.toThrow("not public");
});

test("localhost may not lead elsewhere", async () => {
  const guarded = createSafeFetch({ allowLoopback: true, resolve: names(["10.0.0.1"]) });
  await expect(guarded(`http://localhost:${port}/`)).rejects.toThrow("not public");
});

test("a name is asked once per connection, so the second answer of a rebinding server is never used", async () => {
  let asked = 0;
  const counting: Resolve = (hostname, options, callback) => {
    asked += 1;
    names(asked === 1 ? ["127.0.0.1"] : ["10.0.0.1"])(hostname, options, callback);
  };
  const guarded = createSafeFetch({ allowLoopback: true, resolve: counting });
  const response = await guarded(`http://localhost:${port}/`);
  expect([response.status, asked]).toEqual([200, 1]);
});

test("a redirect is handed back, not followed", async () => {
  answer = (_request, response) => response.writeHead(302, { location: here("/inside") }).end();
  const response = await sandbox(here("/keys"), { redirect: "follow" });
  expect([response.status, seen.length]).toEqual([302, 1]);
});

test("a slow answer is given up", async () => {
  answer = (_request, response) => void pause(3000, undefined, { ref: false }).then(() => response.end());
  await expect(sandbox(here())).rejects.toThrow("timeout");
});

test("a body that drips is given up after the same time", async () => {
  answer = (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("."), 50);
    response.on("close", () => clearInterval(timer));
  };
  const started = performance.now();
  await expect(sandbox(here())).rejects.toThrow("timeout");
  expect(performance.now() - started).toBeLessThan(2000);
});

test("a caller can give up earlier", async () => {
  answer = () => {};
  await expect(sandbox(here(), { signal: AbortSignal.timeout(20) })).rejects.toThrow("timeout");
});

test("an endless body is cut off", async () => {
  answer = (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write("x".repeat(10_000)));
    };
    response.on("drain", more);
    more();
  };
  await expect(sandbox(here())).rejects.toThrow("size");
});

test("a body of exactly the limit arrives", async () => {
  answer = (_request, response) => response.end("x".repeat(1000));
  expect((await (await sandbox(here())).text()).length).toBe(1000);
});

test("a body of one byte more does not", async () => {
  answer = (_request, response) => response.end("x".repeat(1001));
  await expect(sandbox(here())).rejects.toThrow("size");
});

test("a compressed body, which could be any size inside, is refused", async () => {
  answer = (_request, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(9999)));
  await expect(sandbox(here())).rejects.toThrow("compressed");
});

test("no cookie goes out, and none comes back", async () => {
  answer = (_request, response) => response.writeHead(200, { "set-cookie": "a=b" }).end();
  const response = await sandbox(here(), { headers: { cookie: "leerid=1" } });
  expect([seen[0]?.request.headers.cookie, response.headers.has("set-cookie")]).toEqual([undefined, false]);
});

test("an answer without a body is passed on", async () => {
  answer = (_request, response) => response.writeHead(204).end();
  expect((await sandbox(here(), { method: "POST" })).status).toBe(204);
});

test("an error says nothing of the address", async () => {
  const failure = await production("https://10.0.0.1/secret-path").catch(String);
  expect(failure).not.toMatch(/10\.0|secret-path/);
});
