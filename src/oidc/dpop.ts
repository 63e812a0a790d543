import { hash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from "jose";
import { z } from "zod";
import type { Deps } from "../deps.ts";

/** By which a proof may be signed; discovery says the same. */
export const proofAlgs: ("ES256" | "Ed25519" | "EdDSA")[] = ["ES256", "Ed25519", "EdDSA"];

/** How far a proof's time may be from ours, to either side: what the engine allows at its own doors. */
const windowSeconds = 5 * 60;
const maxLength = 4_000;

const Claims = z.object({
  jti: z.string().min(1).max(500),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string(),
  // we never give one
  nonce: z.undefined().optional(),
});

export type BoundRequest = {
  /** What stands in the header DPoP. */
  proof: string;
  /** What is asked, and with which token: without its query, in the spelling of our own issuer. */
  method: string;
  url: string;
  token: string;
  /** Of the key that the token is bound to (RFC 7638), and whose it is. */
  thumbprint: string;
  clientId: string;
};

/**
 * Whether whoever presents a token proves the key that it is bound to, for this one request. Each proof counts once: of any number at the
 * same moment one gets true.
 * @see RFC 9449, 4.3 and 7.1
 */
export async function provesKey(
  { artifacts, now }: Pick<Deps, "artifacts" | "now">,
  asked: BoundRequest,
): Promise<boolean> {
  const at = now();
  const claims = await readProof(asked, at);
  if (!claims) return false;
  const seconds = at.getTime() / 1000;
  const fits =
    claims.htm === asked.method &&
    plainAddress(claims.htu) === asked.url &&
    claims.ath === hash("sha256", asked.token, "base64url") &&
    Math.abs(seconds - claims.iat) <= windowSeconds;
  if (!fits) return false;
  // as long as its time would still be taken
  const ttl = Math.ceil(claims.iat + windowSeconds - seconds) + 1;
  return artifacts.addOnce("DpopProof", hash("sha256", `${asked.clientId} ${claims.jti}`, "buffer"), ttl);
}

/** @returns undefined when it is no proof, or one of another key */
async function readProof({ proof, thumbprint }: BoundRequest, at: Date): Promise<z.infer<typeof Claims> | undefined> {
  if (proof.length > maxLength) return undefined;
  try {
    const options = { algorithms: proofAlgs, typ: "dpop+jwt", currentDate: at };
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    const { jwk } = protectedHeader;
    if (!jwk || (await calculateJwkThumbprint(jwk)) !== thumbprint) return undefined;
    return Claims.safeParse(payload).data;
  } catch (error) {
    // whatever a stranger sends is no failure of ours
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
      return undefined;
    throw error;
  }
}

/** Query and fragment don't count; how the rest is written is compared after the rules of addresses. */
function plainAddress(htu: string): string | undefined {
  const url = URL.parse(htu);
  if (!url) return undefined;
  url.search = "";
  url.hash = "";
  return url.href;
}
