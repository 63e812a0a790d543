import { z } from "zod";
import { record, type AuditDeed } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { PackageId, SchoolId } from "../ids.ts";
import type { Db, Tx } from "../lib/db.ts";
import { randomText } from "../lib/random.ts";
import { idAlphabet, title } from "./input.ts";
import { PublicKeys } from "./package-keys.ts";
import { PackageScope } from "./package-scopes.ts";
import * as queries from "./queries-packages.ts";
import type { ListedPackage, PackageAccess, PackageOfSchool } from "./queries-packages.ts";
import { seesSchool } from "./queries-releases.ts";
import { fetchUriProblem } from "./redirect-uri.ts";

export type { ListedPackage, PackageAccess, PackageOfSchool } from "./queries-packages.ts";
export { packageScopes, PackageScope } from "./package-scopes.ts";

const prefix = "package-";
/** Whether a client id is that of an administration package: an application's has no dash. */
export const isPackageClientId = (clientId: string): boolean => clientId.startsWith(prefix);

export type AddPackage = {
  name: string;
  /** exactly one of these two */
  jwksUri?: string | undefined;
  /** RFC 7517: public keys only */
  jwks?: unknown;
  /** Keys may be fetched from http://localhost: where the provider itself is on a machine of one's own. */
  loopback?: boolean;
  actor: string;
};

/**
 * Registers an administration package. No school has granted it anything yet.
 * @throws AppError bad-request that says everything that is wrong
 */
export async function addPackage(
  deps: Pick<Deps, "db" | "now" | "random">,
  input: AddPackage,
): Promise<{ packageId: PackageId; clientId: string }> {
  const { name, jwksUri, jwks } = parsePackage(input);
  const at = deps.now();
  const clientId = `${prefix}${randomText(deps.random, idAlphabet, 24)}`;
  return deps.db.platform.transaction(async (tx) => {
    const added = await queries.addPackageRow(tx, { clientId, name, jwksUri, jwks, at });
    if (!added) throw new AppError("bad-request", "There is a package of this name already");
    const details = { packageId: added.id, clientId };
    await record(tx, { what: "package.added", actor: input.actor, at, details });
    return { packageId: added.id, clientId };
  });
}

function parsePackage({ name, jwksUri, jwks, loopback = false }: AddPackage) {
  const parsed = z.object({ name: title, jwks: PublicKeys.optional() }).safeParse({ name, jwks });
  const problem = jwksUri === undefined ? undefined : fetchUriProblem(jwksUri, { loopback });
  const lines = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`),
    ...(problem === undefined ? [] : [`jwks-uri: ${problem}`]),
    ...((jwksUri === undefined) === (jwks === undefined) ? ["give either jwks-uri or jwks"] : []),
  ];
  if (!parsed.success || lines.length > 0)
    throw new AppError("bad-request", `The package was not added:\n${lines.map((line) => `  ${line}`).join("\n")}`);
  return { ...parsed.data, jwksUri };
}

export type PackageClient = {
  packageId: PackageId;
  name: string;
  keys: { jwks_uri: string } | { jwks: PublicKeys };
};

/** Asked anew each time: a package that was suspended a moment ago gets no token any more. */
export async function findPackageClient(db: Db, clientId: string): Promise<PackageClient | undefined> {
  const found = await queries.findPackageRow(db, clientId);
  if (!found) return undefined;
  const { id: packageId, name, jwks, jwksUri } = found;
  if (jwks) return { packageId, name, keys: { jwks } };
  return jwksUri === null ? undefined : { packageId, name, keys: { jwks_uri: jwksUri } };
}

/**
 * What a package may do at a school at this moment. One statement.
 * @returns undefined when the package isn't there or is suspended; without `grant` when the school allows it nothing
 */
export const findPackageAccess = (
  db: Db,
  of: { clientId: string; schoolNumber: string },
): Promise<PackageAccess | undefined> => queries.findAccessRow(db, of);

type PackageDeed = { packageId: PackageId; actor: string };

/** The kill switch: at its next request the package is nobody. Twice is the same as once. @throws AppError not-found */
export function suspendPackage(deps: Pick<Deps, "db" | "now">, deed: PackageDeed): Promise<void> {
  return change(deps, { ...deed, what: "package.suspended" }, (tx) => queries.suspendRow(tx, deed.packageId));
}

/** Lets it in again. Tokens of before stay dead. @throws AppError not-found */
export function resumePackage(deps: Pick<Deps, "db" | "now">, deed: PackageDeed): Promise<void> {
  return change(deps, { ...deed, what: "package.resumed" }, (tx, at) =>
    queries.resumeRow(tx, { id: deed.packageId, at }),
  );
}

function change(
  deps: Pick<Deps, "db" | "now">,
  { packageId, what, actor }: PackageDeed & { what: AuditDeed },
  apply: (tx: Tx, at: Date) => Promise<boolean>,
): Promise<void> {
  const at = deps.now();
  return deps.db.platform.transaction(async (tx) => {
    if (await apply(tx, at)) return record(tx, { what, actor, at, details: { packageId } });
    if (!(await queries.findStatus(tx, packageId))) throw notThere();
    return undefined;
  });
}

const notThere = () => new AppError("not-found", "No package has this id");

/** Every package, by name, with the schools that grant it something. */
export const listPackages = (deps: Pick<Deps, "db">): Promise<ListedPackage[]> =>
  queries.listPackageRows(deps.db.platform);

/** Those that a school may choose from; what it granted comes first. */
export const listPackagesOfSchool = (deps: Pick<Deps, "db">, schoolId: SchoolId): Promise<PackageOfSchool[]> =>
  deps.db.forSchools([schoolId], (tx) => queries.listForSchool(tx, schoolId));

type Grant = { packageId: PackageId; schoolId: SchoolId; actor: string };

/**
 * A school allows a package to do this, and nothing else. What it allowed before is replaced: a token of before has to be asked for
 * again.
 * @throws AppError bad-request, school-not-found; not-found also for a package that is suspended
 */
export async function grantPackage(
  deps: Pick<Deps, "db" | "now">,
  { packageId, schoolId, actor, scopes: wanted }: Grant & { scopes: string[] },
): Promise<void> {
  const scopes = z
    .array(PackageScope)
    .min(1)
    .safeParse([...new Set(wanted)].sort());
  if (!scopes.success)
    throw new AppError("bad-request", `A grant is one or more of ${PackageScope.options.join(", ")}`);
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await mustSeeSchool(tx, schoolId);
    if ((await queries.findStatus(tx, packageId))?.status !== "active") throw notThere();
    await queries.lockGrant(tx, { schoolId, packageId });
    await queries.withdrawGrantRow(tx, { schoolId, packageId, at });
    await queries.addGrantRow(tx, { schoolId, packageId, scopes: scopes.data, at, by: actor });
    const details = { packageId, scopes: scopes.data };
    await record(tx, { what: "package.granted", actor, at, schoolId, details });
  });
}

/** From this moment the package does nothing at this school. Twice is the same as once. @throws AppError school-not-found, not-found */
export function withdrawPackage(deps: Pick<Deps, "db" | "now">, { packageId, schoolId, actor }: Grant): Promise<void> {
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await mustSeeSchool(tx, schoolId);
    await queries.lockGrant(tx, { schoolId, packageId });
    if (await queries.withdrawGrantRow(tx, { schoolId, packageId, at })) {
      await record(tx, { what: "package.withdrawn", actor, at, schoolId, details: { packageId } });
    } else if (!(await queries.findStatus(tx, packageId))) throw notThere();
  });
}

async function mustSeeSchool(tx: Tx, schoolId: SchoolId): Promise<void> {
  if (!(await seesSchool(tx, schoolId))) throw new AppError("school-not-found", "There is no such school");
}
