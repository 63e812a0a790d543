import type { Account, Configuration, FindAccount, KoaContextWithOIDC } from "oidc-provider";
import type { ClientRecord } from "../applications/applications.ts";
import { parseAccountId, parseStaffAccountId, type AccountId } from "../ids.ts";
import { findReleasedPupil, subjectOf, type ReleasedPupil, type Subject } from "./account.ts";
import { computeClaims, pairwiseClassGroupId } from "./claims.ts";
import { portalClientId, schoolClientId } from "./clients.ts";
import type { ProviderParts } from "./provider.ts";
import { findPseudonym } from "../pseudonyms/pseudonyms.ts";
import { isStaffAlive } from "../staff/staff.ts";
import { isAccountAlive } from "./queries.ts";

/**
 * The one gate that every authorization, token and userinfo answer passes. In one query: is the pupil alive in this generation, does
 * a school of theirs release this application, was what is presented issued after everything that could have killed it?
 * An account with `refused` set may sign in, but not at this application; without a token only, where a page can say so.
 */
export function findAccount({ deps, registry }: ProviderParts): FindAccount {
  return async (ctx, id, token) => {
    const clientId = ctx.oidc.client?.clientId;
    if (clientId === schoolClientId) return staffAccount({ deps }, id);
    const account = parseAccountId(id);
    if (!account || clientId === undefined) return undefined;
    if (clientId === portalClientId) return portalAccount({ deps }, account, id);
    const client = await registry.findClient(clientId);
    if (!client) return undefined;
    const found = await findReleasedPupil(deps.db.signInReads, {
      ...account,
      applicationId: client.applicationId,
      clientSector: client.sectorId,
      issuedAt: token?.iat ?? ctx.oidc.session?.loginTs ?? 0,
      issuedTo: token ? "application" : "browser",
      now: deps.now(),
    });
    if (found.ok) return releasedAccount({ deps }, { ctx, id, account, client, released: found.released });
    if (token === undefined && closed.has(found.reason))
      return { accountId: id, refused: found.reason, claims: () => ({ sub: id }) };
    return undefined;
  };
}

/** The pupil is who they are, but this door is shut: signing in again would change nothing. */
const closed = new Set<string>(["no-release", "school-suspended", "application-suspended"]);

/** Our own front page needs to know no more than that the pupil may be here. */
async function portalAccount(
  { deps }: Pick<ProviderParts, "deps">,
  account: AccountId,
  id: string,
): Promise<Account | undefined> {
  return (await isAccountAlive(deps.db.signInReads, account))
    ? { accountId: id, claims: () => ({ sub: id }) }
    : undefined;
}

/** Staff and nobody else, and nothing is told of them. */
async function staffAccount({ deps }: Pick<ProviderParts, "deps">, id: string): Promise<Account | undefined> {
  const account = parseStaffAccountId(id);
  const alive = account && (await isStaffAlive(deps.db.signIn, account));
  return alive ? { accountId: id, claims: () => ({ sub: id }) } : undefined;
}

/** Drawn or looked up only when a token needs it: a session that just passes through costs no pseudonym. */
const subjects = new WeakMap<Account, () => Promise<Subject>>();

type Released = {
  ctx: KoaContextWithOIDC;
  id: string;
  account: AccountId;
  client: ClientRecord;
  released: ReleasedPupil;
};

/**
 * `claims` gives everything that was released; the provider leaves out what the scopes don't ask for. An ID token only says who it is:
 * the rest is at userinfo, once.
 */
function releasedAccount(
  { deps }: Pick<ProviderParts, "deps">,
  { ctx, id, account, client, released }: Released,
): Account {
  const { config, keys, random, db } = deps;
  const subject = () =>
    subjectOf({ keys, random, db: db.signIn }, released, {
      pupilId: account.pupilId,
      sectorId: client.sectorId,
      grantId: ctx.oidc.entities.Grant?.jti ?? "",
      now: deps.now(),
    });
  const found: Account = {
    accountId: id,
    claims: async (use) => {
      if (use === "id_token") return { sub: id };
      return {
        ...computeClaims({
          ...released,
          ...(await subject()),
          emailDomain: config.emailDomain,
          scopeDomain: config.scopeDomain,
          classGroupId: pairwiseClassGroupId(keys, client.sectorId),
        }),
      };
    },
  };
  subjects.set(found, subject);
  return found;
}

type Pairwise = NonNullable<Configuration["pairwiseIdentifier"]>;

/** The subject that an application knows. A logout token has no request around it: then the stored pseudonym serves. */
export function pairwiseSub({ deps, registry }: ProviderParts): Pairwise {
  return async (ctx: KoaContextWithOIDC | undefined, id, client) => {
    const subject = ctx?.oidc.account && subjects.get(ctx.oidc.account);
    if (subject) return (await subject()).sub;
    const account = parseAccountId(id);
    const record = await registry.findClient(client.clientId);
    const stored =
      account && record && (await findPseudonym(deps.db.signIn, { ...account, sectorId: record.sectorId }));
    // No pseudonym: then it is nobody whom the application could know.
    return stored?.sub ?? "nobody";
  };
}
