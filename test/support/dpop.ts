import { hash } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

export type ProofKey = { privateKey: CryptoKey; jwk: JWK; thumbprint: string };

export async function proofKey(alg = "ES256"): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
}

export type ProofParts = { claims?: Record<string, unknown>; header?: Record<string, unknown> };

/** A proof for one request, built by hand so that every part of it can be wrong. */
export function proofOf(
  { privateKey, jwk }: ProofKey,
  request: { method: string; url: string; token?: string },
  { claims = {}, header = {} }: ProofParts = {},
): Promise<string> {
  const payload = {
    jti: crypto.randomUUID(),
    htm: request.method,
    htu: request.url,
    iat: Math.floor(Date.now() / 1000),
    ...(request.token === undefined ? {} : { ath: hash("sha256", request.token, "base64url") }),
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk, ...header }).sign(privateKey);
}
