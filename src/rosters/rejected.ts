import { limits } from "./limits.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { Params } from "./texts.ts";

/** What is shown of a line: enough to find it in the file, and never a text that may hold a national number. */
export type Shown = { givenName: string; familyName: string; className: string };

/** A line of which nothing is applied. What it says of the person protects that pupil from being taken for a leaver. */
export type Rejected = {
  line: number;
  code: ReasonCode;
  params: Params;
  shown: Shown;
  hash: string | null;
  stamboeknummer: string | null;
  nameKey: string | null;
};

export type Who = Shown & { hash?: string | null; stamboeknummer?: string | null; nameKey?: string | null };

export const reject = (line: number, who: Who, fault: { code: ReasonCode; params?: Params | undefined }): Rejected => ({
  line,
  code: fault.code,
  params: fault.params ?? {},
  shown: showable(who),
  hash: who.hash ?? null,
  stamboeknummer: who.stamboeknummer ?? null,
  nameKey: who.nameKey ?? null,
});

export const nobody: Who = { givenName: "", familyName: "", className: "" };

/** Six digits together may be a piece of a national number in the wrong column. */
export function showable({ givenName, familyName, className }: Shown): Shown {
  const safe = (text: string) =>
    text.replace(/\D/g, "").length >= 6 ? "…" : text.slice(0, limits.nameCharacters).toWellFormed();
  return { givenName: safe(givenName), familyName: safe(familyName), className: safe(className) };
}
