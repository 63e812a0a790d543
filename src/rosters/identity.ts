import type { Keys } from "../lib/keys.ts";
import {
  birthDateOf,
  birthYearOf,
  hashNationalNumber,
  isBisNumber,
  parseNationalNumber,
  type LoginName,
  type NationalNumber,
} from "../pupils/pupils.ts";
import type { LeerId } from "./packages/leer-id.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { Params } from "./texts.ts";

/** What a row says of who the pupil is. National numbers are turned into hashes here and go no further. */
export type Identity = {
  hash: string | null;
  /** whether that number is a bis number */
  bis: boolean;
  stamboeknummer: string | null;
  /** by which the school's program knows the pupil: hex of a keyed hash */
  sourceHash: string | null;
  leerId: LoginName | "new" | null;
  /** how old the pupil gets in the year in which the school year starts; only to tell lager from secundair */
  age: number | undefined;
  /** the day of birth that the number tells: it goes no further than this file */
  born: string | undefined;
  fault: { code: ReasonCode; params?: Params } | undefined;
};

export type HashNumber = {
  /** hex of the keyed hash */
  hash(number: NationalNumber): string;
  /** of the identifier that a program gives */
  hashSource(id: string): string;
  /** whether a national number stands somewhere in the text */
  finds(text: string): boolean;
};

export const createHashNumber = (keys: Pick<Keys, "mac">): HashNumber => ({
  hash: (number) => hashNationalNumber(keys, number).toString("hex"),
  hashSource: (id) => keys.mac("sourcedId", id).toString("hex"),
  finds: (text) =>
    (text.match(/\d{2}[\s./-]?\d{2}[\s./-]?\d{2}[\s./-]?\d{3}[\s./-]?\d{2}/g) ?? []).some(
      (found) => parseNationalNumber(found).ok,
    ),
});

/** What people write where there is no number. */
const nothing = /^(?:|0+|-+|\/|x|n\.?v\.?t\.?|n\/a|geen|onbekend|aucun|inconnu|none|unknown)$/i;
const faults = { shape: "number-shape", check: "number-check", damaged: "number-damaged" } as const;
const stamboekCharacters = 50;

/** A stamboeknummer that is a national number is used as one: it must never be stored readable. */
export function readIdentity(
  cells: { number: string; stamboeknummer: string; sourcedId: string; leerId: LeerId },
  context: { hashNumber: HashNumber; startYear: number },
): Identity {
  const inStamboek = cells.stamboeknummer === "" ? undefined : parseNationalNumber(cells.stamboeknummer);
  const misplaced = inStamboek?.ok === true && cells.stamboeknummer.replace(/\D/g, "").length === 11;
  const written = nothing.test(cells.number) && misplaced ? cells.stamboeknummer : cells.number;
  const number = nothing.test(written) ? undefined : parseNationalNumber(written);
  const stamboeknummer = misplaced || nothing.test(cells.stamboeknummer) ? null : cells.stamboeknummer;
  const { leerId } = cells;
  const born = number?.ok ? birthYearOf(number.number) : undefined;
  return {
    hash: number?.ok ? context.hashNumber.hash(number.number) : null,
    bis: number?.ok === true && isBisNumber(number.number),
    stamboeknummer: stamboeknummer !== null && stamboeknummer.length > stamboekCharacters ? null : stamboeknummer,
    sourceHash: nothing.test(cells.sourcedId) ? null : context.hashNumber.hashSource(cells.sourcedId),
    leerId: leerId === "wrong" ? null : leerId,
    age: born === undefined ? undefined : context.startYear - born,
    born: number?.ok ? birthDateOf(number.number) : undefined,
    fault:
      number?.ok === false
        ? { code: faults[number.reason] }
        : leerId === "wrong"
          ? { code: "leerid-wrong" }
          : stamboeknummer !== null && stamboeknummer.length > stamboekCharacters
            ? { code: "stamboek-too-long", params: { max: stamboekCharacters } }
            : undefined,
  };
}
