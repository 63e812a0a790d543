import type { Deps } from "../deps.ts";
import type { PlainKind } from "./kinds.ts";
import { randomText, sayable } from "../lib/random.ts";

/** Always the same: such an error takes no row, however often it is made, and staff who type it in read what it was all the same. */
const plainCodes: Record<PlainKind, string> = {
  "left-empty": "3T7N",
  "name-mistyped": "4W6K",
  "password-refused": "7G9P",
};
const plainKinds = new Map(Object.entries(plainCodes).map(([kind, code]) => [code, kind]));

export const plainCode = (kind: PlainKind): string => plainCodes[kind];
/** What every code of this kind stands for, whoever was given it. @param text as `parseCode` gives it */
export const plainKindOf = (text: string): string | undefined => plainKinds.get(text);

/** What a child tells the teacher. Short, so it counts within a school only. */
export function drawHelpCode(random: Deps["random"]): string {
  const code = randomText(random, sayable, 4);
  return plainKinds.has(code) ? drawHelpCode(random) : code;
}

/** A code as somebody typed or said it: `k7qm 3xpd`. Undefined for what can't be one. */
export function parseCode(typed: string): { text: string; short: boolean } | undefined {
  const text = typed.toUpperCase().replace(/[\s.-]/g, "");
  const whole = new RegExp(`^(?:[${sayable}]{4}|[${sayable}]{8})$`);
  return whole.test(text) ? { text, short: text.length === 4 } : undefined;
}

/** How a code is kept: nobody who reads the table has the codes. @param text as `parseCode` gives it */
export const hashCode = ({ keys }: Pick<Deps, "keys">, text: string): Buffer => keys.mac("failureCode", "code", text);

/** How a network is kept: only whether it is the same one can be asked. */
export const hashNetwork = ({ keys }: Pick<Deps, "keys">, network: string): Buffer =>
  keys.mac("failureCode", "network", network);
