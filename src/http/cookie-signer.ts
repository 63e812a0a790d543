import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";

/** What koa signs its cookies with, in the shape that it asks for. */
export type CookieSigner = {
  sign(data: string): string;
  verify(data: string, signature: string): boolean;
  /** Which secret made the signature, the newest being 0; -1 when none did. */
  index(data: string, signature: string): number;
};

/**
 * HMAC-SHA-256, compared in constant time. koa's own signer uses SHA-1, and compares by two more HMACs under a random key: that alone
 * costs more than all our layers around a request.
 * @param secrets newest first: that one signs, the others are still accepted
 */
export function cookieSigner(secrets: string[]): CookieSigner {
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  const [newest] = keys;
  if (!newest) throw new Error("There is no secret to sign cookies with");
  const index: CookieSigner["index"] = (data, signature) =>
    keys.findIndex((key) => isSame(signatureOf(data, key), signature));
  return {
    sign: (data) => signatureOf(data, newest),
    verify: (data, signature) => index(data, signature) >= 0,
    index,
  };
}

const signatureOf = (data: string, key: KeyObject) => createHmac("sha256", key).update(data).digest("base64url");

function isSame(right: string, given: string): boolean {
  const [a, b] = [Buffer.from(right), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
