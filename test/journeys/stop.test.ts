import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";

let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Seen = { at: number; status: number; connection: string | undefined; problem?: string };

/** Clients that keep their connections, each with the next request as soon as the last one is answered. */
function load(origin: string, lanes = 16) {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const seen: Seen[] = [];
  const over = new AbortController();
  const ask = () =>
    new Promise<Seen>((resolve) => {
      const sent = request(`${origin}/`, { agent, headers: { accept: "text/html" } }, (answer) => {
        const { statusCode: status = 0 } = answer;
        const { connection } = answer.headers;
        answer.resume();
        answer.once("close", () =>
          resolve({ at: performance.now(), status, connection, ...(answer.complete ? {} : { problem: "cut off" }) }),
        );
      });
      sent.once("error", (error) =>
        resolve({ at: performance.now(), status: 0, connection: undefined, problem: String(error) }),
      );
      sent.end();
    });
  const lane = async () => {
    while (!over.signal.aborted) {
      const one = await ask();
      seen.push(one);
      if (one.status === 0) await pause(20);
    }
  };
  const running = Array.from({ length: lanes }, lane);
  return {
    seen,
    end: async () => {
      over.abort();
      await Promise.all(running);
      agent.destroy();
    },
  };
}

const answers = (seen: Seen[], from: number, to: number) => seen.filter(({ at }) => at >= from && at < to);
const failed = (seen: Seen[]) => seen.filter(({ status, problem }) => status !== 200 || problem !== undefined);

describe.each([1, 2])("told to stop under load, with WORKERS=%s", (workers) => {
  const start = (delay: number) =>
    startServerProcess({ WORKERS: String(workers), STOP_DELAY_SECONDS: String(delay), LOG_LEVEL: "error" });

  test(
    "it says no first, answers everybody for as long as a balancer needs, then ends",
    { timeout: 60_000 },
    async () => {
      server = await start(3);
      const clients = load(server.issuer);
      await pause(500);
      const told = performance.now();
      const gone = server.tell("SIGTERM");
      await pause(600);
      expect((await fetch(`${server.issuer}/health/ready`)).status).toBe(503);
      expect((await fetch(`${server.issuer}/health/live`)).status).toBe(200);
      const code = await gone;
      const ended = performance.now();
      await clients.end();
      const during = answers(clients.seen, told, told + 2800);
      expect(during.length).toBeGreaterThan(20);
      expect(failed(during)).toEqual([]);
      const later = answers(clients.seen, told + 500, told + 2800);
      expect(new Set(later.map(({ connection }) => connection))).toEqual(new Set(["close"]));
      const last = Math.max(...clients.seen.filter(({ status }) => status > 0).map(({ at }) => at));
      expect(ended - last).toBeLessThan(3000);
      expect(code).toBe(0);
    },
  );

  test("without a delay no answer that began is cut off, and it ends within seconds", { timeout: 60_000 }, async () => {
    server = await start(0);
    const clients = load(server.issuer);
    await pause(500);
    const told = performance.now();
    expect(await server.tell("SIGTERM")).toBe(0);
    const took = performance.now() - told;
    await clients.end();
    expect(took).toBeLessThan(4000);
    expect(clients.seen.filter(({ problem }) => problem === "cut off")).toEqual([]);
  });

  test("told as soon as it listens, it stops as it would later", { timeout: 60_000 }, async () => {
    server = await start(2);
    const gone = server.tell("SIGTERM");
    await pause(600);
    expect((await fetch(`${server.issuer}/health/live`)).status).toBe(200);
    expect(await gone).toBe(0);
  });

  test("a second signal ends it at once", { timeout: 60_000 }, async () => {
    server = await start(60);
    const gone = server.tell("SIGTERM");
    await pause(1000);
    const again = performance.now();
    void server.tell("SIGTERM");
    expect(await gone).toBe(1);
    expect(performance.now() - again).toBeLessThan(1000);
    await expect.poll(() => fetch(`${server?.issuer}/health/live`).catch(() => "gone")).toBe("gone");
  });
});

describe("connections without a request", () => {
  const open = async (port: number, text: string) => {
    const socket = connect(port, "localhost");
    let ended = 0;
    socket.on("error", () => {});
    socket.once("close", () => (ended = performance.now()));
    await new Promise((resolve) => socket.once("connect", resolve));
    if (text !== "") {
      socket.write(text);
      await new Promise((resolve) => socket.once("data", resolve));
      socket.resume();
    }
    return { socket, ended: () => ended };
  };

  test("one that waits, and one that was never used, end when it stops", { timeout: 60_000 }, async () => {
    server = await startServerProcess({ LOG_LEVEL: "error" });
    const { port, host } = new URL(server.issuer);
    const used = await open(Number(port), `GET /health/live HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const unused = await open(Number(port), "");
    const told = performance.now();
    expect(await server.tell("SIGTERM")).toBe(0);
    expect(performance.now() - told).toBeLessThan(3000);
    expect(used.ended() - told).toBeLessThan(700);
    expect(unused.ended() - told).toBeLessThan(700);
  });

  test(
    "a request that is still being sent is answered, and its connection then ends",
    { timeout: 60_000 },
    async () => {
      server = await startServerProcess({ LOG_LEVEL: "error" });
      const { port, host } = new URL(server.issuer);
      const socket = connect(Number(port), "localhost");
      let text = "";
      socket.on("data", (chunk) => (text += String(chunk)));
      const ended = new Promise((resolve) => socket.once("close", resolve));
      const type = "Content-Type: application/x-www-form-urlencoded";
      socket.write(`POST /token HTTP/1.1\r\nHost: ${host}\r\n${type}\r\nContent-Length: 12\r\n\r\ngrant_`);
      await pause(300);
      const gone = server.tell("SIGTERM");
      await pause(1500);
      socket.write("type=x");
      await ended;
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      expect(text).toMatch(/^Connection: close$/im);
      const last = performance.now();
      expect(await gone).toBe(0);
      expect(performance.now() - last).toBeLessThan(3000);
    },
  );
});
