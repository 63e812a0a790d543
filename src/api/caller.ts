import type { Context } from "koa";
import { findPackageAccess, type PackageScope } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { SchoolNumber, type PackageId, type SchoolId } from "../ids.ts";
import { proofAlgs, type Oidc, type PackageToken, type Presented } from "../oidc/oidc.ts";
import { Problem } from "./problems.ts";

/** A package at a school that allows it what it is about to do. Every transaction runs `forSchools([caller.schoolId])`. */
export type Caller = {
  packageId: PackageId;
  packageName: string;
  schoolId: SchoolId;
  /** The number of today, also when the address has one of the past. */
  schoolNumber: SchoolNumber;
};

export const actorOf = ({ packageId }: Caller): string => `package:${packageId}`;

type CallerDeps = Pick<Deps, "db" | "counter">;

const limits = {
  /** Of one package, at all schools together. */
  requests: { count: 600, windowSeconds: 60 },
  /** Reading a file is heavy: of one package at one school. */
  rosters: { count: 30, windowSeconds: 60 * 60 },
};

/**
 * Who asks, and whether that school allows it at this moment: one look at the token and one statement. What was issued before the
 * package, the school or the grant came to be as they are is dead.
 * @throws Problem
 */
export async function callerOf(
  deps: CallerDeps,
  oidc: Pick<Oidc, "packageToken">,
  { ctx, scope }: { ctx: Context; scope: PackageScope },
): Promise<Caller> {
  const outcome = await oidc.packageToken(presentedBy(ctx));
  if (!outcome.ok) throw refused[outcome.reason]();
  const { token } = outcome;
  await spend(deps, `api ${token.clientId}`, limits.requests);
  if (!token.scopes.has(scope))
    throw new Problem("insufficient-scope", `This needs a token with the scope ${scope}`, {
      challenge: { error: "insufficient_scope", scope },
    });
  return atSchool(deps, token, { number: String(ctx["params"].number), scope });
}

async function atSchool(
  { db }: CallerDeps,
  { clientId, issuedAt }: PackageToken,
  { number, scope }: { number: string; scope: PackageScope },
): Promise<Caller> {
  const asked = SchoolNumber.safeParse(number);
  // a number that can't be one is answered like the number of a school that allows nothing
  const schoolNumber = asked.success ? asked.data : "";
  const access = await findPackageAccess(db.signIn, { clientId, schoolNumber });
  const isTooOld = (validFrom: number): boolean => issuedAt < Math.floor(validFrom);
  if (!access || isTooOld(access.packageValidFrom)) throw invalidToken();
  const { grant, packageId, name } = access;
  if (!grant?.scopes.includes(scope))
    throw new Problem(
      "not-granted",
      `No school of this number allows your package ${scope}. The school decides in its portal.`,
    );
  if (isTooOld(grant.schoolValidFrom) || isTooOld(grant.grantedAt)) throw invalidToken();
  return { packageId, packageName: name, schoolId: grant.schoolId, schoolNumber: grant.schoolNumber };
}

const invalidToken = () =>
  new Problem(
    "not-authenticated",
    "The access token is unknown, has expired, or is older than what the school allows: ask for a new one",
    {
      challenge: { error: "invalid_token" },
    },
  );

const badProof = (error: string, detail: string) =>
  new Problem("not-authenticated", detail, { scheme: "DPoP", challenge: { error, algs: proofAlgs.join(" ") } });

const refused = {
  unknown: invalidToken,
  bound: () =>
    badProof(
      "invalid_token",
      "The access token belongs to a key: send it as Authorization: DPoP ..., with a proof in the header DPoP",
    ),
  proof: () =>
    badProof(
      "invalid_dpop_proof",
      "The proof in the header DPoP is not of this token's key, or not for this very request, or was used before",
    ),
};

/** Only in headers: an address ends up in logs. */
function presentedBy(ctx: Context): Presented {
  const [, scheme, value] = /^(Bearer|DPoP) ([\w.~+/-]{1,300}=*)$/i.exec(ctx.get("Authorization")) ?? [];
  if (value === undefined) throw new Problem("not-authenticated", "Send an access token: Authorization: Bearer ...");
  return { ctx, scheme: scheme?.toLowerCase() === "dpop" ? "dpop" : "bearer", value, proof: ctx.get("DPoP") };
}

/** @throws Problem too-many-requests */
async function spend(
  { counter }: CallerDeps,
  key: string,
  limit: { count: number; windowSeconds: number },
): Promise<void> {
  const { count, resetsInSeconds } = await counter.add(key, limit.windowSeconds);
  if (count > limit.count)
    throw new Problem("too-many-requests", undefined, { retryAfterSeconds: Math.max(1, resetsInSeconds) });
}

/** Before a file is read. @throws Problem too-many-requests */
export const spendRoster = (deps: CallerDeps, { packageId, schoolId }: Caller): Promise<void> =>
  spend(deps, `api roster ${packageId} ${schoolId}`, limits.rosters);
