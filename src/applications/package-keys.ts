import { z } from "zod";

/** Members of a private or symmetric key: whoever sends one has given away more than was asked. */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const about = {
  kid: z.string().min(1).max(200).optional(),
  use: z.literal("sig", "must be sig").optional(),
};
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, "must be base64url");
/** 2,048 bits are 342 letters of base64url. */
const modulus = base64url.min(342, "is shorter than 2048 bits").max(1400, "is longer than 8192 bits");
const key = z.discriminatedUnion(
  "kty",
  [
    z.object({
      kty: z.literal("EC"),
      crv: z.literal("P-256", "must be P-256"),
      x: base64url.max(64),
      y: base64url.max(64),
      alg: z.literal("ES256", "must be ES256").optional(),
      ...about,
    }),
    z.object({
      kty: z.literal("RSA"),
      n: modulus,
      e: base64url.max(16),
      alg: z.enum(["RS256", "PS256"], "must be RS256 or PS256").optional(),
      ...about,
    }),
  ],
  "must be an EC (P-256) or RSA key",
);

/** Public keys of a package (RFC 7517), as far as it may prove itself by them. Everything else in a key is dropped. */
export const PublicKeys = z.object({
  keys: z
    .array(z.unknown())
    .min(1, "has no key")
    .max(10, "has more than 10 keys")
    .superRefine((keys, context) => {
      const gaveSecret = keys.some(
        (one) => typeof one === "object" && one !== null && secretMembers.some((member) => member in one),
      );
      if (gaveSecret) context.addIssue("holds a private key: make a new one, and send its public half only");
    })
    .pipe(z.array(key)),
});
export type PublicKeys = z.infer<typeof PublicKeys>;
