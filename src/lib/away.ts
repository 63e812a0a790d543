import pg from "pg";

/**
 * Whether an error says that PostgreSQL or Redis can't do its work at this moment: nobody asked for anything wrong, and the same request
 * may well succeed soon. Every kind that `pg`, its pool, `pg-boss` and `ioredis` throw for that stands here, and nowhere else.
 * @see docs/decisions/0043-start-and-stop.md
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isOfNetwork(error) || isOfClient(error) || isOfRedis(error)) return true;
  if (error instanceof pg.DatabaseError) return isOfServer(error.code ?? "");
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isAway);
  // What an application's server or another provider doesn't answer is theirs, and not that a store is away.
  return error.name !== "TypeError" && isAway(error.cause);
}

/** A connection that isn't made, or breaks: what Node says of a socket. */
const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ENETRESET",
  "EADDRNOTAVAIL",
  "EMFILE",
  "ENFILE",
]);
const socketCalls = new Set(["connect", "read", "write", "getaddrinfo", "shutdown"]);

function isOfNetwork(error: Error): boolean {
  const code = "code" in error ? error.code : undefined;
  const call = "syscall" in error ? error.syscall : undefined;
  if (typeof code !== "string" || !networkCodes.has(code)) return false;
  // the body of a request that broke off carries ECONNRESET as well, and is made by Node's server, without a call
  return typeof call === "string" && socketCalls.has(call);
}

/** `pg`, its pool and pg-boss know no codes for what they find out themselves. */
const clientMessages = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^timeout expired/,
  /^Query read timeout/,
  /^Client (has encountered a connection error|was closed) and is not queryable/,
  /^Cannot use a pool after calling end on the pool/,
  /^The connection for reads is closed/,
  /^There was an error establishing an SSL connection/,
  /^The server does not support SSL connections/,
  /^Database not opened/,
];

const isOfClient = ({ message }: Error): boolean => clientMessages.some((pattern) => pattern.test(message));

/** Classes and codes of PostgreSQL (appendix A of its manual) that are about the server and not about the statement. */
const serverCodes = [
  /^08/, // the connection
  /^28/, // it lets us in no more: a password that is being changed
  /^53/, // out of connections, memory, disk
  /^57P0[1-5]$/, // it is stopping, has crashed, is starting, our database is being dropped, an idle session was ended
  /^57014$/, // a statement was cancelled: by a limit, or by a standby that must go on
  /^58/, // the system below it: a disk that is full or gone
  /^25006$/, // it only reads: we are still connected to what was the primary before
  /^25P0[34]$/, // it ended a transaction that waited too long
  /^3D000$/, // our database isn't there yet, or is being restored
  /^XX00[12]$/, // it can't read its own files
];

const isOfServer = (code: string): boolean => serverCodes.some((pattern) => pattern.test(code));

/** What a reply of Redis begins with when the server, and not the command, is the problem. */
const redisReplies =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|BUSY|NOAUTH|WRONGPASS|UNBLOCKED|FAILOVER|ERR max number of clients)\b/;

const redisMessages = [
  /^Command timed out/,
  /^Connection is closed/,
  /^Stream isn't writeable/,
  /^connect ETIMEDOUT/,
  /^Socket timeout/,
  /^Node is disconnected/,
  /^Cluster (is|isn't) /,
  /^None of startup nodes is available/,
  /^Too many Cluster redirections/,
];

const redisErrors = new Set(["AbortError", "MaxRetriesPerRequestError", "ClusterAllFailedError"]);

function isOfRedis(error: Error): boolean {
  if (error.name === "ReplyError") return redisReplies.test(error.message);
  const isOurs = redisErrors.has(error.name) && !("code" in error);
  return isOurs || redisMessages.some((pattern) => pattern.test(error.message));
}
