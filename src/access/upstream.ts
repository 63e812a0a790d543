import { createHash } from "node:crypto";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { roomHere } from "../http/room.ts";
import { StaffId } from "../ids.ts";
import { acceptInvitation, findLinked, listUpstreams, markLinkUsed, type InvitationProblem } from "../staff/staff.ts";
import type { Upstream } from "../staff/staff.ts";
import type { PendingStaffSignIn, StaffSignedIn } from "./access.ts";
import { keepFirstFactor, recordSignIn, type StaffProblem } from "./sign-in.ts";
import type { Proof, UpstreamClient } from "./upstream-client.ts";

/** What somebody goes to another provider for. */
const Purpose = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sign-in"), interaction: z.string() }),
  z.object({ kind: z.literal("link"), staffId: StaffId }),
  /** With the token of an invitation, sealed: it opens an account. */
  z.object({ kind: z.literal("welcome"), token: z.string() }),
]);
export type Purpose = z.infer<typeof Purpose>;

const Away = z.object({ upstreamId: z.string(), nonce: z.string(), verifier: z.string(), purpose: Purpose });
const Kept = z.union([
  z.object({ failed: z.literal(true) }),
  z.object({
    upstreamId: z.string(),
    issuer: z.string(),
    subject: z.string(),
    mfa: z.boolean(),
    at: z.coerce.date().optional(),
  }),
]);
/** What came back, with the provider that said it; `failed` when nothing that counts did. */
export type Returned = { failed: true } | (Proof & { upstreamId: string });

const awaySeconds = 10 * 60;
const keptSeconds = 5 * 60;
/** A proof of the other provider counts as long as a session of ours would: the working day began with it. */
export const longestAgeSeconds = 10 * 60 * 60;
const stepUpMs = 15 * 60_000;

const digest = (...parts: string[]): Buffer => createHash("sha256").update(parts.join(":")).digest();
const awayId = (state: string): Buffer => digest("staff-upstream", state);
const ownerOf = (purpose: Purpose): string =>
  purpose.kind === "sign-in" ? purpose.interaction : purpose.kind === "link" ? purpose.staffId : "";
const keptId = (kind: Purpose["kind"], owner: string): Buffer => digest("staff-upstream-proof", kind, owner);

type UpstreamDeps = Pick<Deps, "artifacts" | "config" | "db" | "keys" | "log" | "now" | "random">;
export type UpstreamParts = { deps: UpstreamDeps; client: UpstreamClient };

export const findUpstream = async (
  deps: Pick<Deps, "db" | "keys" | "config">,
  id: string,
): Promise<Upstream | undefined> => (await listUpstreams(deps)).find((one) => one.id === id);

/** @returns where to send the browser, and the state that it must come back with; undefined when the other provider can't be asked */
export async function goAway(
  { deps, client }: UpstreamParts,
  { upstream, purpose, ...wish }: { upstream: Upstream; purpose: Purpose; maxAgeSeconds: number; locale: string },
): Promise<{ url: string; state: string } | undefined> {
  try {
    const { url, state, nonce, verifier } = await client.begin(upstream, wish);
    const payload = { upstreamId: upstream.id, nonce, verifier, purpose };
    // of somebody who is signed in it is known who it was; anybody may begin a sign-in as often as they like
    const room = purpose.kind === "link" ? undefined : roomHere(deps);
    await deps.artifacts.save("StaffUpstream", awayId(state), { payload, room }, awaySeconds);
    return { url: url.href, state };
  } catch (error) {
    logRefusal(deps, upstream.id, error);
    return undefined;
  }
}

export type Back = { upstreamId: string; state: string; search: string };

/**
 * Somebody comes back. A state counts once, and at the address of the provider that it was drawn for; what that provider says is
 * checked to the letter. Undefined for a state that is none (any more).
 */
export async function comeBack(
  { deps, client }: UpstreamParts,
  { upstreamId, state, search }: Back,
): Promise<{ purpose: Purpose; returned: Returned } | undefined> {
  const { artifacts } = deps;
  const stored = await artifacts.find("StaffUpstream", awayId(state));
  if (!stored || stored.consumedAt || !(await artifacts.consume("StaffUpstream", awayId(state)))) return undefined;
  const away = Away.parse(stored.payload);
  const upstream = away.upstreamId === upstreamId ? await findUpstream(deps, upstreamId) : undefined;
  if (!upstream) return undefined;
  const { nonce, verifier, purpose } = away;
  try {
    const proof = await client.finish(upstream, { state, nonce, verifier, search });
    return { purpose, returned: { ...proof, upstreamId } };
  } catch (error) {
    logRefusal(deps, upstreamId, error);
    return { purpose, returned: { failed: true } };
  }
}

/** The kind of the error alone: its message may quote a token. */
function logRefusal({ log }: Pick<Deps, "log">, upstreamId: string, error: unknown): void {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
  const line = {
    upstreamId,
    type: error instanceof Error ? error.name : typeof error,
    ...(code && /^[\w-]{1,60}$/.test(code) ? { code } : {}),
  };
  log.warn(line, "another provider could not be asked, or its answer was refused");
}

/** Until the page that asked for it is open again, in the same browser. */
export async function keepReturned(deps: Pick<Deps, "artifacts">, purpose: Purpose, returned: Returned): Promise<void> {
  const payload = JSON.parse(JSON.stringify(returned));
  await deps.artifacts.save("StaffUpstreamProof", keptId(purpose.kind, ownerOf(purpose)), { payload }, keptSeconds);
}

/** What the proof of a browser is about in which somebody came back into a sign-in. */
export const returnedTo = (interaction: string, returned: Returned): string[] =>
  "failed" in returned
    ? ["returned", interaction]
    : ["returned", interaction, returned.upstreamId, returned.issuer, returned.subject];

/** Once. @param isTheirs whether it is for who asks; what isn't stays for whose it is */
export async function takeReturned(
  { artifacts }: Pick<Deps, "artifacts">,
  { kind, owner, isTheirs }: { kind: Purpose["kind"]; owner: string; isTheirs: (returned: Returned) => boolean },
): Promise<Returned | undefined> {
  const id = keptId(kind, owner);
  const stored = await artifacts.find("StaffUpstreamProof", id);
  if (!stored || stored.consumedAt) return undefined;
  const kept = Kept.parse(stored.payload);
  const returned = "failed" in kept ? kept : { ...kept, at: kept.at };
  return isTheirs(returned) && (await artifacts.consume("StaffUpstreamProof", id)) ? returned : undefined;
}

export type Judged = { signedIn: StaffSignedIn } | { next: "code" } | StaffProblem;

/**
 * What a proof is worth for this sign-in. Two factors that the other provider vouches for are two, where it says when they were given: that
 * moment becomes the one of our session. A provider of a school group vouches for nobody who works elsewhere as well: else who runs
 * it could come in at schools that are not theirs. Whatever is less is a first factor, and ours comes second.
 */
export async function judge(deps: Deps, pending: PendingStaffSignIn, returned: Returned): Promise<Judged> {
  if ("failed" in returned) return { problem: "upstream-failed" };
  const { issuer, subject, mfa, at, upstreamId } = returned;
  const upstream = await findUpstream(deps, upstreamId);
  if (!upstream) return { problem: "upstream-failed" };
  const linked = await findLinked(deps.db.signIn, { issuer, subject }, upstream.group?.id);
  if (!linked) return { problem: "upstream-unknown" };
  const now = deps.now();
  await markLinkUsed(deps.db.signIn, { issuer, subject, at: now });
  const { staffId, generation } = linked;
  const account = { staffId, generation };
  const age = at ? now.getTime() - at.getTime() : Number.POSITIVE_INFINITY;
  const recent = age <= (pending.staffId === undefined ? longestAgeSeconds * 1000 : stepUpMs);
  if (mfa && recent && at && (upstream.group === undefined || linked.onlyInGroup)) {
    await recordSignIn(deps, account, "upstream");
    return { signedIn: { ...account, amr: ["mfa"], at: at < now ? at : now } };
  }
  if (!linked.hasTotp) return { problem: "upstream-alone" };
  await keepFirstFactor(deps, pending, { ...account, by: "upstream" });
  return { next: "code" };
}

/** The token of an invitation is sealed on its way: it opens an account. */
const sealing = "staff-upstream-welcome";
export const sealToken = ({ keys }: Pick<Deps, "keys">, token: string): string =>
  keys.seal(Buffer.from(token), sealing).toString("base64");

/** An invitation is taken by an account elsewhere: only where that proves two factors, since it is the only way in then. */
export async function acceptByUpstream(
  deps: Deps,
  sealed: string,
  returned: Returned,
): Promise<InvitationProblem | "upstream-failed" | "upstream-alone" | "upstream-taken" | undefined> {
  if ("failed" in returned) return "upstream-failed";
  const { issuer, subject, mfa, at } = returned;
  if (!mfa || !at || deps.now().getTime() - at.getTime() > stepUpMs) return "upstream-alone";
  if (await findLinked(deps.db.signIn, { issuer, subject }, undefined)) return "upstream-taken";
  const typed = deps.keys.open(Buffer.from(sealed, "base64"), sealing).toString();
  const accepted = await acceptInvitation(deps, { typed, factors: { kind: "upstream", account: { issuer, subject } } });
  return accepted.ok ? undefined : accepted.reason;
}
