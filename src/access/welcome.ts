import { createHash } from "node:crypto";
import { create } from "qrcode";
import { z } from "zod";
import { checkPassword } from "../credentials/credentials.ts";
import type { Deps, Visit } from "../deps.ts";
import {
  acceptInvitation,
  drawTotp,
  invitationTokenFrom,
  openInvitation,
  openTotp,
  sealTotp,
  totpAddress,
  totpStep,
  type Invitation,
  type InvitationProblem,
} from "../staff/staff.ts";

/** What was chosen on the way in, until it counts: kept for an hour, the key of the authenticator sealed. */
const Begun = z.object({ phc: z.string(), sealed: z.string() });
const begunSeconds = 60 * 60;

type Token = { token: string };
const normalised = ({ token }: Token): string => invitationTokenFrom(token) ?? "";
const begunId = (given: Token) =>
  createHash("sha256")
    .update(`staff-welcome:${normalised(given)}`)
    .digest();
/** To whom the key is sealed while there is no account yet: whoever holds this token. */
const ownerOf = (given: Token): string => begunId(given).toString("base64url");

export type Opened = { ok: true; invitation: Invitation } | { ok: false; reason: InvitationProblem };

export const openWelcome = (deps: Pick<Deps, "db" | "keys" | "now">, { token }: Token): Promise<Opened> =>
  openInvitation(deps.db.platform, deps.keys, { typed: token, now: deps.now() });

export type PasswordRefusal = {
  problem: "missing" | "too-short" | "too-long" | "too-easy" | "same-as-code" | "not-equal";
  hint?: "name" | "common" | "repeat" | "sequence" | "keyboard" | "date" | "digits" | undefined;
};

/** A password that holds is kept, hashed, beside a new key for the authenticator. */
export async function beginWithPassword(
  deps: Pick<Deps, "hasher" | "artifacts" | "keys" | "random">,
  invitation: Invitation,
  chosen: Token & { password: string; repeat: string; visit: Visit },
): Promise<PasswordRefusal | undefined> {
  const { password, repeat } = chosen;
  if (!password) return { problem: "missing" };
  if (password !== repeat) return { problem: "not-equal" };
  const own = [invitation.email, invitation.givenName, invitation.familyName, invitation.placeName ?? ""];
  const checked = await checkPassword(password, own);
  if (!checked.ok) {
    return { problem: checked.reason, hint: checked.reason === "too-easy" ? checked.hints[0] : undefined };
  }
  const sealed = sealTotp(deps.keys, ownerOf(chosen), drawTotp(deps.random)).toString("base64");
  const payload = { phc: await deps.hasher.hash(password, chosen.visit), sealed };
  await deps.artifacts.save("StaffWelcome", begunId(chosen), { payload }, begunSeconds);
  return undefined;
}

type Chosen = { phc: string; totp: Buffer };

export async function findBegun(deps: Pick<Deps, "artifacts" | "keys">, given: Token): Promise<Chosen | undefined> {
  const stored = await deps.artifacts.find("StaffWelcome", begunId(given));
  if (!stored) return undefined;
  const { phc, sealed } = Begun.parse(stored.payload);
  return { phc, totp: openTotp(deps.keys, ownerOf(given), Buffer.from(sealed, "base64")) };
}

/** What an authenticator application reads: the outline of the dark squares in a square of `size`, and the key for who types it. */
export function authenticatorOf({ totp }: Chosen, email: string): { qrPath: string; qrSize: number; key: string } {
  const { address, key } = totpAddress(totp, email);
  const { modules } = create(address, { errorCorrectionLevel: "M" });
  const dark = Array.from({ length: modules.size * modules.size }, (_, at) => at).filter((at) => modules.data[at]);
  const qrPath = dark.map((at) => `M${at % modules.size} ${Math.floor(at / modules.size)}h1v1h-1z`).join("");
  return { qrPath, qrSize: modules.size, key };
}

export type Finished = { ok: true; recoveryCodes: string[] } | { ok: false; reason: InvitationProblem | "code-wrong" };

/** The first code of the authenticator shows that it works; with it the invitation is used up and the account is there. */
export async function finishWithTotp(
  deps: Deps,
  begun: Chosen,
  { token, code }: Token & { code: string },
): Promise<Finished> {
  const step = totpStep(begun.totp, code, deps.now());
  if (step === undefined) return { ok: false, reason: "code-wrong" };
  const accepted = await acceptInvitation(deps, { typed: token, factors: { kind: "password", ...begun, step } });
  if (accepted.ok) await deps.artifacts.destroy("StaffWelcome", begunId({ token }));
  return accepted;
}
