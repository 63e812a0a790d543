import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { isLoopbackAddress, isLoopbackHost, isPublicAddress } from "./address.ts";

/** Asks for every address of a name; a test gives names of its own. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export type SafeFetchOptions = {
  /** http and loopback addresses, only for localhost, 127.0.0.1 and [::1]: for sandbox applications and tests. */
  allowLoopback: boolean;
  /** For the whole exchange: name, connection, headers and body. */
  timeoutMs?: number;
  maxBytes?: number;
  resolve?: Resolve;
};

/** The address was not fetched at all, or its answer was thrown away. The message never holds the address. */
class UnsafeFetchError extends Error {
  override readonly name = "UnsafeFetchError";
}

/**
 * A `fetch` for addresses that vendors registered (keys, back-channel logout). It reaches only the public internet: it resolves the name
 * itself, refuses it when any of its addresses is not public, and connects to exactly the addresses that it checked, so a name that
 * changes in between (rebinding) gains nothing. https only; a redirect is handed back, never followed; no cookies; no compressed
 * bodies; bounded in time (2.5 s) and size (64 kB).
 * @throws UnsafeFetchError, or what the network throws
 */
export function createSafeFetch(options: SafeFetchOptions): typeof fetch {
  const { allowLoopback, timeoutMs = 2500, maxBytes = 64 * 1024, resolve = systemLookup } = options;
  // loaded with the first address: it weighs as much as the OpenID provider
  const load = async () => {
    const { Agent, request: send } = await import("undici");
    const connect = { lookup: checkedLookup(resolve, allowLoopback), timeout: timeoutMs };
    const limits = { connections: 10, maxHeaderSize: 16 * 1024, maxResponseSize: maxBytes };
    return { send, agent: new Agent({ ...limits, connect }) };
  };
  let loaded: ReturnType<typeof load> | undefined;
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    checkUrl(url, allowLoopback);
    const body = request.body ? Buffer.from(await request.arrayBuffer()) : null;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
    const method = parseMethod(request.method);
    const { send, agent } = await (loaded ??= load());
    const answer = await send(url, { method, headers: outgoing(request.headers), body, signal, dispatcher: agent });
    const bytes = await readBounded(answer, maxBytes);
    return new Response(nullBody.has(answer.statusCode) ? null : bytes, {
      status: answer.statusCode,
      headers: incoming(answer.headers),
    });
  };
}

const nullBody = new Set([204, 205, 304]);

function parseMethod(method: string): "GET" | "POST" {
  if (method === "GET" || method === "POST") return method;
  throw new UnsafeFetchError("Only GET and POST may go to a vendor");
}

function checkUrl(url: URL, allowLoopback: boolean): void {
  if (url.username !== "" || url.password !== "")
    throw new UnsafeFetchError("The address holds a user name or password");
  if (isLoopbackHost(url.hostname) && allowLoopback) {
    if (url.protocol === "https:" || url.protocol === "http:") return;
  }
  if (url.protocol !== "https:") throw new UnsafeFetchError("The address is not https");
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  // a literal address is never looked up, so it is judged here
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw new UnsafeFetchError("The address is not public");
}

/** The lookup of every connection: what it hands back is what the socket connects to. */
function checkedLookup(resolve: Resolve, allowLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const allowed = allowLoopback && isLoopbackHost(hostname) ? isLoopbackAddress : isPublicAddress;
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => allowed(address))) {
        return callback(new UnsafeFetchError("The name leads to an address that is not public"), []);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function outgoing(headers: Headers): Record<string, string> {
  const result = Object.fromEntries(headers);
  delete result["cookie"];
  delete result["host"];
  return { ...result, "accept-encoding": "identity" };
}

function incoming(headers: Dispatcher.ResponseData["headers"]): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name === "set-cookie" || value === undefined) continue;
    for (const one of [value].flat()) result.append(name, one);
  }
  return result;
}

async function readBounded(answer: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const encoding = answer.headers["content-encoding"];
  const compressed = encoding !== undefined && encoding !== "identity";
  // leaving the loop closes the connection; a body that nobody reads would end the process when it is aborted
  for await (const chunk of answer.body) {
    if (compressed) throw new UnsafeFetchError("The answer is compressed, although nobody asked for that");
    if (!(chunk instanceof Uint8Array)) throw new UnsafeFetchError("The answer is no bytes");
    size += chunk.length;
    if (size > maxBytes) throw new UnsafeFetchError("The answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
