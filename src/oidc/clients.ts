import { timingSafeEqual } from "node:crypto";
import type Provider from "oidc-provider";
import { errors, type Adapter, type Client, type ClientMetadata } from "oidc-provider";
import { findPackageClient, hasSecret, isPackageClientId, packageScopes } from "../applications/applications.ts";
import { claimsByScope } from "./claims.ts";
import type { ProviderParts } from "./provider.ts";

/** Our own front page signs in through the same protocol as every application; it needs no code and gets no token. */
export const portalClientId = "leerid";

export const portalClient = (issuer: string): ClientMetadata => ({
  ...ownClient(issuer),
  client_id: portalClientId,
  redirect_uris: [`${issuer}/start`],
});

/** The pages for staff. It is for staff and nobody else, and staff are for it and for no other client. */
export const schoolClientId = "leerid-school";

export const schoolClient = (issuer: string): ClientMetadata => ({
  ...ownClient(issuer),
  client_id: schoolClientId,
  redirect_uris: [`${issuer}/school/start`],
});

const ownClient = (issuer: string) => ({
  client_name: "LeerID",
  post_logout_redirect_uris: [`${issuer}/`],
  response_types: ["none" as const],
  grant_types: [],
  scope: "openid",
  token_endpoint_auth_method: "none" as const,
});

/** What an application may ask for a pupil's sake; the scopes of our API are not among it. */
export const scopesOfPeople = [...new Set(["openid", "offline_access", ...Object.keys(claimsByScope)])];

const notHere = async () => {
  throw new errors.InvalidClientMetadata("clients are registered in the registry only");
};

/** Clients come from the registry, applications through its cache. The provider can't change one. */
export function createClientAdapter({ registry, deps }: Pick<ProviderParts, "registry" | "deps">): Adapter {
  return {
    async find(clientId) {
      if (isPackageClientId(clientId)) return packageClient({ deps }, clientId);
      const record = await registry.findClient(clientId);
      if (!record) return undefined;
      return {
        ...record.metadata,
        scope: scopesOfPeople.join(" "),
        sector_identifier_uri: `https://${record.sectorId}.sector.invalid`,
        // The provider insists on some secret, also when none is alive. What is compared are the hashes, in matchClientSecrets; should the
        // provider ever compare, sign or decrypt by this one instead, then nobody knows it.
        ...(hasSecret(record.metadata.token_endpoint_auth_method)
          ? { client_secret: deps.random.bytes(32).toString("base64url") }
          : {}),
      };
    },
    upsert: notHere,
    destroy: notHere,
    consume: notHere,
    revokeByGrantId: notHere,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
  };
}

/** A program that acts for itself: it gets tokens for our API by its key, and no pupil and no member of staff ever signs in at it. */
async function packageClient(
  { deps }: Pick<ProviderParts, "deps">,
  clientId: string,
): Promise<ClientMetadata | undefined> {
  // such an id was never made: no query for it
  const found = /^[a-z0-9-]{1,64}$/.test(clientId) ? await findPackageClient(deps.db.signIn, clientId) : undefined;
  return (
    found && {
      client_id: clientId,
      client_name: found.name,
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
      scope: packageScopes.join(" "),
      token_endpoint_auth_method: "private_key_jwt",
      sector_identifier_uri: `https://${found.packageId}.sector.invalid`,
      ...found.keys,
    }
  );
}

/**
 * The registry holds keyed hashes of client secrets, of which two may be alive while a vendor rotates. So the comparison is ours;
 * every known hash is compared, in constant time.
 */
export function matchClientSecrets(
  provider: Provider,
  { registry, deps }: Pick<ProviderParts, "registry" | "deps">,
): void {
  provider.Client.prototype.compareClientSecret = async function compare(this: { clientId: string }, secret: string) {
    const record = await registry.findClient(this.clientId);
    const hash = deps.keys.mac("clientSecret", this.clientId, secret);
    let matches = false;
    for (const known of record?.secretHashes ?? []) matches = timingSafeEqual(known, hash) || matches;
    return matches;
  };
}

/**
 * What the provider makes of a client's metadata is kept as long as the registry keeps that: it checks and digests all of it each time
 * that somebody asks for the client, which is several times in a sign-in.
 */
export function rememberClients(provider: Provider, { registry }: Pick<ProviderParts, "registry">): void {
  const { find } = provider.Client;
  const made = new WeakMap<object, Client>();
  provider.Client.find = async (clientId: string) => {
    const isApplication = clientId !== portalClientId && clientId !== schoolClientId && !isPackageClientId(clientId);
    const metadata = isApplication ? (await registry.findClient(clientId))?.metadata : undefined;
    const known = metadata && made.get(metadata);
    if (known) return known;
    const client = await find.call(provider.Client, clientId);
    if (metadata && client) made.set(metadata, client);
    return client;
  };
}
