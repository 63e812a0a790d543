import { createHash } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { findPasskey, markPasskeyUsed, type NewPasskey } from "../staff/staff.ts";
import type { StaffSignedIn } from "./access.ts";

/** What a browser's `navigator.credentials` is given, as JSON. */
export type PasskeyOptions = PublicKeyCredentialRequestOptionsJSON | PublicKeyCredentialCreationOptionsJSON;

/** Loaded with the first passkey: it reads every kind of certificate there is, and weighs accordingly. */
const library = () => import("@simplewebauthn/server");

type PasskeyDeps = Pick<Deps, "artifacts" | "config" | "random">;

/** COSE: ES256, EdDSA, RS256. Named here, since asking the library for its own list tries out what this Node may only half have. */
const supportedAlgorithmIDs = [-7, -8, -257];
const challengeSeconds = 15 * 60;
const Challenge = z.object({ challenge: z.string() });
const challengeId = (purpose: string) => createHash("sha256").update(`staff-passkey:${purpose}`).digest();
const hostOf = ({ config }: Pick<Deps, "config">): string => new URL(config.issuer).hostname;

/** A challenge is for one purpose (this sign-in, this invitation), is drawn anew with each page and counts once. */
async function keepChallenge(deps: PasskeyDeps, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(deps.random.bytes(32));
  const payload = { challenge: Buffer.from(bytes).toString("base64url") };
  await deps.artifacts.save("StaffChallenge", challengeId(purpose), { payload }, challengeSeconds);
  return bytes;
}

async function takeChallenge({ artifacts }: Pick<Deps, "artifacts">, purpose: string): Promise<string | undefined> {
  const stored = await artifacts.find("StaffChallenge", challengeId(purpose));
  if (!stored || stored.consumedAt || !(await artifacts.consume("StaffChallenge", challengeId(purpose))))
    return undefined;
  return Challenge.parse(stored.payload).challenge;
}

/** Any passkey that the browser holds for us will do: nobody has to say first who they are. */
export async function askForPasskey(deps: PasskeyDeps, purpose: string): Promise<PasskeyOptions> {
  const challenge = await keepChallenge(deps, purpose);
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: hostOf(deps),
    challenge,
    userVerification: "required",
    timeout: 300_000,
  });
}

export async function offerPasskey(
  deps: PasskeyDeps,
  { purpose, person }: { purpose: string; person: { email: string; givenName: string; familyName: string } },
): Promise<PasskeyOptions> {
  const challenge = await keepChallenge(deps, purpose);
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: "LeerID",
    rpID: hostOf(deps),
    userName: person.email,
    userDisplayName: `${person.givenName} ${person.familyName}`,
    userID: new Uint8Array(deps.random.bytes(32)),
    challenge,
    timeout: 300_000,
    attestationType: "none",
    supportedAlgorithmIDs,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

const Base64Url = z
  .string()
  .max(8_000)
  .regex(/^[\w-]+$/);
const Common = {
  id: Base64Url.max(1_400),
  rawId: Base64Url.max(1_400),
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).catch({}),
};
const Registration = z.object({
  ...Common,
  response: z.object({
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: z.array(z.string().max(20)).max(10).catch([]),
  }),
});
const Authentication = z.object({
  ...Common,
  response: z.object({ clientDataJSON: Base64Url, authenticatorData: Base64Url, signature: Base64Url }),
});

function parseJson<S extends z.ZodType>(schema: S, text: string): z.infer<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The library throws for whatever doesn't fit, always with another message: to us it all means "not this one". */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

/** @returns undefined for anything but a new passkey made for this very page, with its holder verified */
export async function readNewPasskey(
  deps: PasskeyDeps,
  { purpose, sent }: { purpose: string; sent: string },
): Promise<NewPasskey | undefined> {
  const expectedChallenge = await takeChallenge(deps, purpose);
  const response = parseJson(Registration, sent);
  if (!response || expectedChallenge === undefined) return undefined;
  const { verifyRegistrationResponse } = await library();
  const verified = await orUndefined(
    verifyRegistrationResponse({
      response: response,
      expectedChallenge,
      expectedOrigin: deps.config.issuer,
      expectedRPID: hostOf(deps),
      requireUserVerification: true,
      supportedAlgorithmIDs,
    }),
  );
  if (!verified?.verified) return undefined;
  const { credential, credentialDeviceType } = verified.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.response.transports,
    synced: credentialDeviceType === "multiDevice",
  };
}

/** Whose passkey answered the challenge of this sign-in; undefined for anything else. */
export async function checkPasskey(
  deps: PasskeyDeps & Pick<Deps, "db" | "now">,
  { purpose, sent }: { purpose: string; sent: string },
): Promise<StaffSignedIn | undefined> {
  const expectedChallenge = await takeChallenge(deps, purpose);
  const response = parseJson(Authentication, sent);
  const known = response && (await findPasskey(deps.db.signIn, response.id));
  if (!known || expectedChallenge === undefined) return undefined;
  const { verifyAuthenticationResponse } = await library();
  const verified = await orUndefined(
    verifyAuthenticationResponse({
      response: response,
      expectedChallenge,
      expectedOrigin: deps.config.issuer,
      expectedRPID: hostOf(deps),
      requireUserVerification: true,
      credential: { id: known.credentialId, publicKey: new Uint8Array(known.publicKey), counter: known.counter },
    }),
  );
  if (!verified?.verified) return undefined;
  const { newCounter } = verified.authenticationInfo;
  await markPasskeyUsed(deps.db.signIn, { credentialId: known.credentialId, counter: newCounter, at: deps.now() });
  const { staffId, generation, synced } = known;
  return { staffId, generation, amr: [synced ? "swk" : "hwk", "user", "mfa"] };
}
