import cluster from "node:cluster";
import { createServer, type Server } from "node:http";
import type { Middleware } from "koa";
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { routeOf } from "./request.ts";

export type SignInOutcome = { method: "password" | "words" | "code" | "badge" | "lesson-code"; outcome: string };

export type Metrics = {
  /** Times every request under the pattern of its route. */
  middleware: Middleware;
  /** Counts a sign-in. `outcome` is `ok` or the reason of a refusal: a word of a closed list, never anything typed. */
  signIn(what: SignInOutcome): void;
  /** Gives the number of secrets that wait to be hashed; asked at each scrape. */
  watchHashQueue(depth: () => number): void;
  /** In the form that Prometheus reads. */
  text(): Promise<string>;
};

/** The figures of this process. With cluster workers the primary adds theirs up: see `clusterMetricsText`. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  if (cluster.isWorker) answerPrimary(registry);
  const requests = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the first byte of a request to the last of its answer",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const signIns = new Counter({
    name: "leerid_sign_ins_total",
    help: "Attempts to sign in",
    labelNames: ["method", "outcome"] as const,
    registers,
  });
  return {
    middleware: async (ctx, next) => {
      const stop = requests.startTimer();
      ctx.res.once("close", () => stop({ method: ctx.method, route: routeOf(ctx), status: ctx.res.statusCode }));
      await next();
    },
    signIn: (what) => signIns.inc(what),
    watchHashQueue: (depth) => {
      const gauge: Gauge = new Gauge({
        name: "leerid_hash_queue_depth",
        help: "Secrets that wait to be hashed",
        registers,
        collect: () => gauge.set(depth()),
      });
    },
    text: () => registry.metrics(),
  };
}

/** A worker answers the primary's questions from here on. */
function answerPrimary(registry: Registry): void {
  AggregatorRegistry.setRegistries([registry]);
  void new AggregatorRegistry();
}

/** In the primary: the figures of all workers together. Call it once before the workers start, so that it hears them. */
export function clusterMetricsText(): () => Promise<string> {
  const aggregator = new AggregatorRegistry();
  return () => aggregator.clusterMetrics();
}

/** Serves `/metrics` on a port of its own, which no balancer forwards. */
export function startMetricsServer(port: number, text: () => Promise<string>): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    text().then(
      (body) => response.writeHead(200, { "Content-Type": Registry.PROMETHEUS_CONTENT_TYPE }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve(server));
  });
}
