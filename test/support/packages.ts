import { strToU8, zipSync } from "fflate";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import * as client from "openid-client";
import { addPackage, grantPackage, packageScopes, type PackageScope } from "../../src/applications/applications.ts";
import type { PackageId, SchoolId } from "../../src/ids.ts";
import { number } from "./rosters.ts";
import type { TestServer } from "./server.ts";

export type ArrangedPackage = { packageId: PackageId; clientId: string; name: string; privateKey: CryptoKey };

/** An administration package with a key of its own, and what schools allow it. */
export async function arrangePackage(
  { deps }: Pick<TestServer, "deps">,
  { grantedBy, scopes = [...packageScopes] }: { grantedBy?: { id: SchoolId }; scopes?: PackageScope[] } = {},
): Promise<ArrangedPackage> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const name = `Pakket ${deps.random.int(1e9)}`;
  const jwks = { keys: [await exportJWK(publicKey)] };
  const { packageId, clientId } = await addPackage(deps, { name, jwks, actor: "test" });
  if (grantedBy) await grantPackage(deps, { packageId, schoolId: grantedBy.id, scopes, actor: "test" });
  return { packageId, clientId, name, privateKey };
}

/** A token as any package gets it, by openid-client. */
export async function getPackageToken(
  { issuer }: Pick<TestServer, "issuer">,
  { clientId, privateKey }: ArrangedPackage,
  scope = packageScopes.join(" "),
): Promise<string> {
  const config = await client.discovery(new URL(issuer), clientId, undefined, client.PrivateKeyJwt(privateKey), {
    execute: [client.allowInsecureRequests],
  });
  return (await client.clientCredentialsGrant(config, { scope })).access_token;
}

/** An assertion built by hand, so that every part of it can be wrong. */
export function assertionOf(
  { issuer }: Pick<TestServer, "issuer">,
  { clientId, privateKey }: ArrangedPackage,
  claims: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: issuer,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 60,
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256" }).sign(privateKey);
}

export type ApiAnswer = { status: number; headers: Headers; text: string; json: unknown };
export type ApiRequest = {
  method?: string;
  token?: string | undefined;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};

/** One request of a package. */
export async function askApi(issuer: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
  const { method = "GET", token, body = null, headers = {} } = request;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${issuer}/api/v1${path}`, { method, body, headers: { ...authorization, ...headers } });
  const text = await answer.text();
  const json: unknown =
    (answer.headers.get("content-type") ?? "").includes("json") && text !== "" ? JSON.parse(text) : undefined;
  return { status: answer.status, headers: answer.headers, text, json };
}

export type RosterPupil = { id: string; givenName: string; familyName: string; className: string; serial?: number };

/** A OneRoster 1.2 CSV export of one school: roles in a file of their own, one homeroom class for each pupil. */
export function oneRosterZip(pupils: RosterPupil[]): Uint8Array<ArrayBuffer> {
  const file = (...lines: string[]) => strToU8(lines.join("\r\n"));
  const classNames = [...new Set(pupils.map(({ className }) => className))];
  const classOf = (name: string) => `class-${classNames.indexOf(name)}`;
  const zip = zipSync({
    "manifest.csv": file("propertyName,value", "oneroster.version,1.2"),
    "users.csv": file(
      "sourcedId,status,enabledUser,givenName,familyName,userIds,identifier",
      ...pupils.map(({ id, givenName, familyName, serial }) => {
        const ids = serial === undefined ? "" : `{rijksregisternummer:${number(serial)}}`;
        return `${id},active,true,${givenName},${familyName},${ids},${id}`;
      }),
    ),
    "roles.csv": file(
      "sourcedId,status,userSourcedId,roleType,role,orgSourcedId",
      ...pupils.map(({ id }) => `role-${id},active,${id},primary,student,org-1`),
    ),
    "classes.csv": file(
      "sourcedId,status,title,grades,classCode,classType",
      ...classNames.map((name) => `${classOf(name)},active,${name},03,${name},homeroom`),
    ),
    "enrollments.csv": file(
      "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role",
      ...pupils.map(({ id, className }) => `in-${id},active,${classOf(className)},org-1,${id},student`),
    ),
  });
  return new Uint8Array(zip);
}
