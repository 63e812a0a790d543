import { setTimeout as pause } from "node:timers/promises";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import type { Log } from "../src/lib/log.ts";

/** After a failover the old primary refuses to write: go and find the new one, then send the command again. */
const reconnectOnError = (error: Error) => (error.message.startsWith("READONLY") ? 2 : false);

/** 50 ms, 100 ms, 200 ms ... at most 2 s. */
const growingPause = (tries: number) => Math.min(50 * 2 ** Math.min(tries - 1, 10), 2000);

const common = {
  enableAutoPipelining: true,
  commandTimeout: 2000,
  connectTimeout: 5000,
  reconnectOnError,
} satisfies RedisOptions;

/**
 * A connection that outlives a restart or a failover of Redis. A command fails within about 2 s, never hangs.
 * @param url one `redis://` or `rediss://` address, or several nodes of a cluster separated by commas (then user, password and
 *   TLS are those of the first)
 */
export function connectRedis(url: string, log: Log): Redis | Cluster {
  const urls = url.split(",").map((part) => new URL(part.trim()));
  const redis = urls.length > 1 ? connectCluster(urls) : connectServer(url);
  // without a listener a lost connection ends the process; the client connects again by itself
  redis.on("error", (error) => log.warn({ err: error }, "the connection to Redis has a problem"));
  return redis;
}

const connectServer = (url: string) =>
  new Redis(url, { ...common, retryStrategy: growingPause, maxRetriesPerRequest: 3 });

function connectCluster(urls: URL[]): Cluster {
  const [first] = urls;
  const secure = first?.protocol === "rediss:";
  const cluster = new Cluster(
    urls.map(({ hostname, port }) => ({ host: hostname, port: Number(port || 6379) })),
    {
      enableAutoPipelining: true,
      clusterRetryStrategy: growingPause,
      slotsRefreshTimeout: 2000,
      // a certificate is made out to a name: keep it, instead of the address behind it
      ...(secure ? { dnsLookup: (host, done) => done(null, host) } : {}),
      redisOptions: {
        ...common,
        ...(first?.username ? { username: decodeURIComponent(first.username) } : {}),
        ...(first?.password ? { password: decodeURIComponent(first.password) } : {}),
        ...(secure ? { tls: {} } : {}),
      },
    },
  );
  const { sendCommand } = cluster;
  // while no node is left a command waits in a queue that knows no limit: it gets the one that commands of a node have
  cluster.sendCommand = (command, ...where) => {
    command.setTimeout(common.commandTimeout);
    return sendCommand.call(cluster, command, ...where);
  };
  return cluster;
}

/** Lets what runs finish, for at most 2 s. */
export async function closeRedis(redis: Redis | Cluster): Promise<void> {
  await Promise.race([redis.quit().catch(() => {}), pause(2000, undefined, { ref: false })]);
  redis.disconnect();
}
