import type { Deps } from "../deps.ts";
import { randomText, sayable } from "../lib/random.ts";

/** What a child tells the teacher. Short, so it counts within a school only. */
export const drawHelpCode = (random: Deps["random"]): string => randomText(random, sayable, 4);

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
