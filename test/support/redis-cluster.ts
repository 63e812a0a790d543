import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { startRedisServer, type TestRedis } from "./redis.ts";

export type TestCluster = {
  /** The three nodes, separated by commas. */
  url: string;
  nodes: TestRedis[];
  stop(): Promise<void>;
};

const slots = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
] as const;

/** Three masters on loopback, without replicas, each with a third of the slots. */
export async function startRedisCluster(): Promise<TestCluster> {
  const nodes: TestRedis[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    const buses: number[] = [];
    for (const _ of slots) {
      const bus = await freePort();
      buses.push(bus);
      nodes.push(await startRedisServer(["--cluster-enabled", "yes", "--cluster-port", String(bus)]));
    }
    await join(nodes, buses);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: nodes.map((node) => node.url).join(","), nodes, stop };
}

async function join(nodes: TestRedis[], buses: number[]): Promise<void> {
  const clients = nodes.map((node) => new Redis(node.url));
  try {
    await Promise.all(
      clients.map(async (client, index) => {
        const [from, to] = slots[index] ?? [0, 0];
        await client.call("CLUSTER", "ADDSLOTSRANGE", from, to);
        await client.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
      }),
    );
    const [first] = clients;
    for (const [index, node] of nodes.entries()) {
      if (index > 0) await first?.call("CLUSTER", "MEET", "127.0.0.1", node.port, buses[index] ?? 0);
    }
    await Promise.all(clients.map((client) => complete(client)));
  } finally {
    for (const client of clients) client.disconnect();
  }
}

/** Waits until this node knows three masters and who serves each slot. */
async function complete(client: Redis): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const info = String(await client.call("CLUSTER", "INFO"));
    if (info.includes("cluster_state:ok") && info.includes("cluster_size:3")) return;
    await pause(50);
  }
  throw new Error("The three Redis servers did not become a cluster within 10 seconds");
}
