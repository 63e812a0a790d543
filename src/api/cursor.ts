import { Buffer } from "node:buffer";
import { Problem } from "./problems.ts";

/** Where a page ended. What is in it is nobody's business, so that it may change. */
export const cursorAfter = (last: string): string => Buffer.from(`1:${last}`).toString("base64url");

/** @returns what the page before ended with; undefined for the first page @throws Problem bad-request for what we never made */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  if (!text.startsWith("1:") || cursorAfter(text.slice(2)) !== cursor || text.includes("\0"))
    throw new Problem("bad-request", "The cursor is not one of ours");
  return text.slice(2);
}
