import { once } from "node:events";
import { Writable } from "node:stream";
import { Router } from "@koa/router";
import { pino } from "pino";
import { expect, test } from "vitest";
import { request } from "undici";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { startWeb } from "../../test/support/web.ts";
import { systemRandom } from "../lib/random.ts";
import { accessLog } from "./access-log.ts";
import { createMetrics, startMetricsServer } from "./metrics.ts";

const lines: string[] = [];
const log = pino(
  { level: "info" },
  new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }),
);
const router = new Router();
router.get("/pupil/:id", (ctx) => {
  ctx.body = "ok";
});

async function afterOneRequest(): Promise<string> {
  const metrics = createMetrics();
  const web = await startWeb(() => [accessLog({ log, random: systemRandom }), metrics.middleware], router);
  await web.ask("/pupil/lotte.482137?token=abc");
  await web.close();
  metrics.signIn({ method: "words", outcome: "wrong" });
  metrics.watchHashQueue(() => 7);
  return metrics.text();
}

test("requests are counted under the pattern of their route, never its address", async () => {
  const text = await afterOneRequest();
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/pupil/:id",status="200"} 1');
  expect(text).not.toContain("lotte");
});

test("the access log has the pattern of the route, never its address or query", async () => {
  lines.splice(0);
  await afterOneRequest();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ method: "GET", route: "/pupil/:id", status: 200 }]);
  expect(lines.join("")).not.toMatch(/lotte|abc/);
});

test("sign-ins and secrets that wait to be hashed are counted", async () => {
  const text = await afterOneRequest();
  expect(text).toContain('leerid_sign_ins_total{method="words",outcome="wrong"} 1');
  expect(text).toContain("leerid_hash_queue_depth 7");
});

test("the figures have a port of their own, with nothing else on it", async () => {
  const port = await freePort();
  const server = await startMetricsServer(port, () => createMetrics().text());
  const statusOf = async (path: string) => {
    const answer = await request(`http://127.0.0.1:${port}${path}`);
    await answer.body.dump();
    return answer.statusCode;
  };
  expect([await statusOf("/metrics"), await statusOf("/")]).toEqual([200, 404]);
  server.close();
  server.closeAllConnections();
  await once(server, "close");
});
