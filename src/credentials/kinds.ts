import { z } from "zod";
import type { Random } from "../lib/random.ts";
import { endOfSchoolYear } from "../schools/schools.ts";
import { drawCode, normaliseCode } from "./activation-code.ts";
import { drawBadgeToken } from "./badge.ts";
import { drawWords, normaliseWords } from "./words.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** A card waits this long for its first use. */
const typedDays = 60;
/** From July on a badge is made for the school year that comes. */
const summerDays = 62;

const waitsForFirstUse = (now: Date): Date => new Date(now.getTime() + typedDays * dayMs);
const untilSchoolYearEnds = (now: Date): Date => endOfSchoolYear(new Date(now.getTime() + summerDays * dayMs));

/** How a kind of first secret is made, checked, printed and replaced. */
type FirstSecret = {
  draw(random: Random): string;
  /** What counts of what was typed. Undefined: it can't be a secret of this kind. */
  normalise(typed: string): string | undefined;
  /**
   * `typed`: into the one field for the secret, beside the login name; it counts for that pupil only, and a new one ends what was typed before.
   * `scanned`: says by itself whose it is, and lives beside what is typed.
   */
  given: "typed" | "scanned";
  /** When one that is made now stops working by itself. */
  expiresAt(now: Date): Date;
  /**
   * `password`: it is used up, and the pupil chooses a password. `hardened`: it becomes Argon2id and stays. `none`: it works as before.
   */
  firstUse: "password" | "hardened" | "none";
  /** What leads to the sign-in page, and whether letters must be told apart one by one. */
  printed: { asAddress: boolean; typeface: "mono" | "bold" };
};

/**
 * What a school gives on paper. This is the one list: the database's checks, the forms, the papers and the command line have these kinds, in
 * this order.
 * @see docs/decisions/0023-first-secrets.md
 */
export const firstSecrets = {
  badge: {
    draw: drawBadgeToken,
    normalise: (typed) => typed,
    given: "scanned",
    expiresAt: untilSchoolYearEnds,
    firstUse: "none",
    printed: { asAddress: true, typeface: "bold" },
  },
  words: {
    draw: drawWords,
    normalise: normaliseWords,
    given: "typed",
    expiresAt: waitsForFirstUse,
    firstUse: "hardened",
    printed: { asAddress: false, typeface: "bold" },
  },
  code: {
    draw: drawCode,
    normalise: normaliseCode,
    given: "typed",
    expiresAt: waitsForFirstUse,
    firstUse: "password",
    printed: { asAddress: false, typeface: "mono" },
  },
} as const satisfies Record<string, FirstSecret>;

export type FirstSecretKind = keyof typeof firstSecrets;
const isFirstSecret = (kind: string): kind is FirstSecretKind => Object.hasOwn(firstSecrets, kind);
export const firstSecretKinds = Object.keys(firstSecrets).filter(isFirstSecret);
export const FirstSecretKind = z.enum(firstSecretKinds);

/** A password is chosen by the pupil, after a first secret. */
export const CredentialKind = z.enum([...firstSecretKinds, "password"]);
export type CredentialKind = z.infer<typeof CredentialKind>;

/** First secrets that are typed into the one field for the secret. */
export const typedFirstSecrets = firstSecretKinds.filter((kind) => firstSecrets[kind].given === "typed");
/** All that is typed there. */
export const typedKinds: CredentialKind[] = [...typedFirstSecrets, "password"];

/** The kinds that end when a pupil gets a new first secret of this kind, besides whatever was never used. */
export const replacedBy = (kind: FirstSecretKind): CredentialKind[] =>
  firstSecrets[kind].given === "typed" ? typedKinds : [kind];
