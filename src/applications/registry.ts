import type { Deps } from "../deps.ts";
import type { ApplicationId, SectorId } from "../ids.ts";
import { clientMetadata, storedMetadata, type ClientMetadata } from "./client-metadata.ts";
import type { Bundle } from "./manifest.ts";
import { findClientRow } from "./queries.ts";

export type ClientRecord = {
  metadata: ClientMetadata;
  applicationId: ApplicationId;
  sectorId: SectorId;
  status: "sandbox" | "live";
  /** What the newest manifest asks for. What a pupil's school released, and so what flows, comes with the account. */
  bundle: Bundle;
  attributes: string[];
  /** `keys.mac("clientSecret", clientId, secret)` of every secret that is alive now. */
  secretHashes: Buffer[];
};

export type Registry = {
  /** Undefined for a client that isn't there, of a suspended or retired application, or whose stored row breaks the rules. */
  findClient(clientId: string): Promise<ClientRecord | undefined>;
  /** Forgets everything, also what is being loaded now. Called on NOTIFY `registry`, and whenever the listener was away. */
  invalidate(): void;
};

type Known = Omit<ClientRecord, "secretHashes"> & { secrets: { hash: Buffer; expiresAt: number | null }[] };

/** One lifetime of the cache. A load writes into the one it was started in: after an invalidation nobody reads that one any more. */
type Cache = {
  known: Map<string, Known>;
  unknown: Map<string, true>;
  loading: Map<string, Promise<Known | undefined>>;
};
const emptyCache = (): Cache => ({ known: new Map(), unknown: new Map(), loading: new Map() });

/**
 * The clients as this process knows them: one query per client and lifetime, whatever the number of requests. Ids that nobody has are
 * remembered apart and bounded, so a stream of invented ids neither fills the memory nor drives out real clients.
 * @param limits how many clients and how many unknown ids are kept
 */
export function createRegistry(
  deps: Pick<Deps, "db" | "log" | "now">,
  limits = { known: 5000, unknown: 5000 },
): Registry {
  let cache = emptyCache();
  return {
    findClient: async (clientId) => {
      // such an id was never made: no query for it
      if (!/^[A-Za-z0-9_-]{1,64}$/.test(clientId)) return undefined;
      const found = await lookUp(deps, { clientId, cache, limits });
      return found && asRecord(found, deps.now());
    },
    invalidate: () => {
      cache = emptyCache();
    },
  };
}

type LookUp = { clientId: string; cache: Cache; limits: { known: number; unknown: number } };

async function lookUp(deps: Pick<Deps, "db" | "log">, { clientId, cache, limits }: LookUp): Promise<Known | undefined> {
  const known = cache.known.get(clientId);
  if (known) return known;
  if (cache.unknown.has(clientId)) return undefined;
  const running = cache.loading.get(clientId);
  if (running) return running;
  const loading = load(deps, clientId);
  cache.loading.set(clientId, loading);
  try {
    const found = await loading;
    if (found) remember(cache.known, { key: clientId, value: found, max: limits.known });
    else remember(cache.unknown, { key: clientId, value: true, max: limits.unknown });
    return found;
  } finally {
    cache.loading.delete(clientId);
  }
}

/** The oldest makes room. */
function remember<T>(map: Map<string, T>, entry: { key: string; value: T; max: number }): void {
  for (const oldest of map.keys()) {
    if (map.size < entry.max) break;
    map.delete(oldest);
  }
  map.set(entry.key, entry.value);
}

async function load({ db, log }: Pick<Deps, "db" | "log">, clientId: string): Promise<Known | undefined> {
  const row = await findClientRow(db.signIn, clientId);
  if (!row) return undefined;
  const { metadata, initiateLoginUri, name, secrets, ...known } = row;
  const stored = storedMetadata(row.status === "sandbox").safeParse({
    ...(typeof metadata === "object" ? metadata : {}),
    initiate_login_uri: initiateLoginUri ?? undefined,
  });
  if (!stored.success) {
    // one bad row is one application's trouble: it must not take the others down
    const fields = stored.error.issues.map((issue) => issue.path.join("."));
    log.error({ clientId, fields }, "a stored client breaks the rules and is left out");
    return undefined;
  }
  return {
    ...known,
    metadata: clientMetadata({ clientId, name, stored: stored.data }),
    secrets: secrets.map(({ hash, expiresAt }) => ({ hash: Buffer.from(hash, "hex"), expiresAt })),
  };
}

function asRecord({ secrets, ...known }: Known, now: Date): ClientRecord {
  const seconds = now.getTime() / 1000;
  const alive = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > seconds);
  return { ...known, secretHashes: alive.map(({ hash }) => hash) };
}
