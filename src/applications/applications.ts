/**
 * Learning applications, their clients, and what schools release to them; administration packages, and what schools grant them. Owns
 * the tables sector, vendor, application, manifest, oidc_client, client_secret, release, admin_package and admin_package_grant.
 */
import { record, type AuditDeed } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ApplicationId, SectorId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import type { Keys } from "../lib/keys.ts";
import { randomText } from "../lib/random.ts";
import { hasSecret, storedMetadata } from "./client-metadata.ts";
import { idAlphabet, parseNewApplication, type AddApplication } from "./input.ts";
import * as queries from "./queries.ts";
import type { ListedApplication } from "./queries.ts";

export { authMethods, hasSecret, idTokenAlgs } from "./client-metadata.ts";
export type { AddApplication } from "./input.ts";
export { attributes, bundles, isAttribute, noReason, type Attribute, type Bundle } from "./manifest.ts";
export {
  addPackage,
  findPackageAccess,
  findPackageClient,
  grantPackage,
  isPackageClientId,
  listPackages,
  listPackagesOfSchool,
  PackageScope,
  packageScopes,
  resumePackage,
  suspendPackage,
  withdrawPackage,
  type PackageOfSchool,
} from "./packages.ts";
export type { ListedApplication } from "./queries.ts";
export { createRegistry, type ClientRecord, type Registry } from "./registry.ts";
export { releaseApplication, withdrawRelease } from "./releases.ts";
export { inScope, type Place } from "./scope.ts";
export { startAddress } from "./start-address.ts";

export type AddedApplication = {
  applicationId: ApplicationId;
  clientId: string;
  /** 256 random bits. Only its keyed hash is stored, so this is the one time that anybody sees it. */
  clientSecret?: string;
};

/**
 * Registers an application with its first client. No school has it switched on yet.
 * @throws AppError "bad-request" that names everything that is wrong
 */
export async function addApplication(
  deps: Pick<Deps, "db" | "keys" | "now" | "random">,
  input: AddApplication,
): Promise<AddedApplication> {
  const wanted = parseNewApplication(input);
  const at = deps.now();
  const clientId = randomText(deps.random, idAlphabet, 24);
  const { initiate_login_uri: initiateLoginUri, ...stored } = wanted.stored;
  return deps.db.platform.transaction(async (tx) => {
    const sectorId = await sectorFor(tx, { wanted: wanted.sector, fallback: wanted.name, clientId });
    const { name, status } = wanted;
    const { id: applicationId } = await queries.addApplicationRow(tx, { name, sectorId, status, initiateLoginUri, at });
    await queries.addManifest(tx, { applicationId, bundle: wanted.bundle, manifest: wanted.manifest, at });
    await queries.addClient(tx, { clientId, applicationId, stored, at });
    const withSecret = hasSecret(stored.token_endpoint_auth_method);
    const clientSecret = withSecret ? await newSecret(deps, tx, { clientId, at }) : undefined;
    const details = { applicationId, clientId, sectorId, bundle: wanted.bundle, status };
    await record(tx, { what: "application.added", actor: wanted.actor, at, details });
    return { applicationId, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
  });
}

/** A sector that is asked for by name may be shared; one that isn't must be new, or pupils' pseudonyms would be shared by accident. */
async function sectorFor(
  tx: Tx,
  names: { wanted: string | undefined; fallback: string; clientId: string },
): Promise<SectorId> {
  if (names.wanted !== undefined) {
    const added = await queries.addSector(tx, names.wanted);
    return (added ?? (await queries.getSector(tx, names.wanted))).id;
  }
  const own = await queries.addSector(tx, names.fallback);
  const added = own ?? (await queries.addSector(tx, `${names.fallback} (${names.clientId})`));
  if (!added) throw new Error("A new client id names a sector already");
  return added.id;
}

type SecretDeps = Pick<Deps, "keys" | "random">;

async function newSecret(deps: SecretDeps, tx: Tx, { clientId, at }: { clientId: string; at: Date }): Promise<string> {
  const secret = deps.random.bytes(32).toString("base64url");
  await queries.addSecret(tx, { clientId, hash: clientSecretHash(deps.keys, clientId, secret), at });
  return secret;
}

/** What is stored of a client's secret, 32 bytes. Compare it with `ClientRecord.secretHashes` in constant time. */
export const clientSecretHash = (keys: Keys, clientId: string, secret: string): Buffer =>
  keys.mac("clientSecret", clientId, secret);

/**
 * Makes a new secret. The newest old one goes on working for a while, so that the vendor can change over; older ones die at once.
 * @param rotation `overlapSeconds`: 0 for a secret that has leaked
 * @throws AppError application-not-found, or bad-request for a client that has no secret
 */
export function rotateClientSecret(
  deps: Pick<Deps, "db" | "keys" | "now" | "random">,
  rotation: { clientId: string; overlapSeconds: number; actor: string },
): Promise<{ clientSecret: string }> {
  const { clientId, overlapSeconds, actor } = rotation;
  const at = deps.now();
  const until = new Date(at.getTime() + overlapSeconds * 1000);
  return deps.db.platform.transaction(async (tx) => {
    const client = await queries.lockClient(tx, clientId);
    if (!client) throw new AppError("application-not-found", "No client has this id");
    const stored = storedMetadata(true).safeParse(client.metadata);
    if (!stored.success || !hasSecret(stored.data.token_endpoint_auth_method)) {
      throw new AppError("bad-request", "This client doesn't prove itself by a secret");
    }
    await queries.retireSecrets(tx, { clientId, until });
    const clientSecret = await newSecret(deps, tx, { clientId, at });
    const details = { applicationId: client.applicationId, clientId, overlapSeconds };
    await record(tx, { what: "client.secret-rotated", actor, at, details });
    return { clientSecret };
  });
}

type ApplicationDeed = { applicationId: ApplicationId; actor: string };

/**
 * The kill switch: from this moment nobody gets in, and no session, grant or token of the application works.
 * Twice is the same as once.
 * @throws AppError application-not-found
 */
export function suspendApplication(deps: Pick<Deps, "db" | "now">, deed: ApplicationDeed): Promise<void> {
  return change(deps, { ...deed, what: "application.suspended" }, (tx) => queries.suspend(tx, deed.applicationId));
}

/** Opens it again as what it was. Everything that was issued before stays dead. @throws AppError application-not-found */
export function resumeApplication(deps: Pick<Deps, "db" | "now">, deed: ApplicationDeed): Promise<void> {
  return change(deps, { ...deed, what: "application.resumed" }, (tx, at) =>
    queries.resume(tx, { id: deed.applicationId, at }),
  );
}

function change(
  deps: Pick<Deps, "db" | "now">,
  deed: ApplicationDeed & { what: AuditDeed },
  apply: (tx: Tx, at: Date) => Promise<boolean>,
): Promise<void> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    const { applicationId, what, actor } = deed;
    const changed = await apply(tx, at);
    if (changed) return record(tx, { what, actor, at, details: { applicationId } });
    const found = await queries.findApplicationState(tx, applicationId);
    if (!found) throw new AppError("application-not-found", "No application has this id");
    if (found.status === "retired") throw new AppError("bad-request", "This application is retired");
    return undefined;
  });
}

/** Every application, by name. */
export const listApplications = (deps: Pick<Deps, "db">): Promise<ListedApplication[]> =>
  queries.listApplicationRows(deps.db.platform);
