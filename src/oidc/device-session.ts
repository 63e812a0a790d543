import Provider from "oidc-provider";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { parseAccountId } from "../ids.ts";
import { readDevice } from "../sessions/sessions.ts";
import { endSessionAt } from "./logout.ts";
import type { ProviderParts } from "./provider.ts";

/*
 * Which pupil's session a shared device had last. The session's own cookie is gone when the browser closes; the device's stays, and names
 * nobody. By it the next sign-in finds what the previous pupil left open.
 */
const model = "DeviceSession";
const Left = z.object({ uid: z.string(), session: z.string() });

type Asked = { cookies: { get(name: string, options: { signed: false }): string | undefined } };
type Parts = Pick<ProviderParts, "deps" | "registry">;

function placeOf({ keys, config }: Pick<Deps, "keys" | "config">, ctx: Asked): Buffer | undefined {
  const device = readDevice(ctx, { keys, config });
  return device && keys.mac("deviceOwner", "session", device.id.toString("base64url"));
}

export type Arrived = { key: Buffer; payload: Record<string, unknown>; ttlSeconds: number };

const Session = z.object({ uid: z.string(), accountId: z.string(), transient: z.boolean().optional() });

/** Somebody signed in in this browser: whoever was on this device before is out everywhere. */
export async function followOnDevice(parts: Parts, { key, payload, ttlSeconds }: Arrived): Promise<void> {
  const { artifacts } = parts.deps;
  const ctx = Provider.ctx;
  const session = Session.safeParse(payload);
  const place = ctx && session.success ? placeOf(parts.deps, ctx) : undefined;
  if (!place || !session.success) return;
  const { uid, accountId, transient = false } = session.data;
  const mine = { uid, session: key.toString("base64url") };
  const shared = transient && parseAccountId(accountId) !== undefined;
  const before = await (shared
    ? artifacts.exchange(model, place, { payload: mine, ttlSeconds })
    : artifacts.take(model, place));
  await end(parts, before?.payload, uid);
}

/** Whoever signs out here leaves nothing on this device, also if the session's cookie is another one by now. */
export async function leaveDevice(parts: Parts, ctx: Asked): Promise<void> {
  const place = placeOf(parts.deps, ctx);
  if (place) await end(parts, (await parts.deps.artifacts.take(model, place))?.payload, undefined);
}

async function end(parts: Parts, payload: unknown, besides: string | undefined): Promise<void> {
  const left = Left.safeParse(payload);
  // the same session under its next id is no other one
  if (left.success && left.data.uid !== besides) await endSessionAt(parts, Buffer.from(left.data.session, "base64url"));
}
