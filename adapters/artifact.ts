import { z } from "zod";

/** What both stores hand back of an artifact: they never look inside, so nothing is copied or checked. */
export const Payload = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/**
 * Whole seconds, at least one: an id of which the owner says that it has just expired may still be within somebody's clock
 * tolerance, and must not be usable twice.
 */
export function wholeSeconds(ttlSeconds: number): number {
  if (!Number.isFinite(ttlSeconds)) throw new RangeError("An artifact needs a time to live");
  return Math.max(1, Math.ceil(ttlSeconds));
}
