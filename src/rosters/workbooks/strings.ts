import type { Budget } from "./budget.ts";
import { unescape } from "./cell-text.ts";
import { readXml } from "./xml.ts";

/** Longer ones are told as too long by their line; nobody needs all of such a text. */
export const longestText = 33_000;

/** The texts that cells share. Of a text in pieces with layouts all are joined; how it is pronounced is left out. */
export function readStrings(part: Uint8Array | undefined, budget: Budget): string[] {
  const strings: string[] = [];
  const rich = collectText();
  if (part)
    readXml([part], {
      open: (name) => {
        if (name === "si") budget.addCells(1);
        rich.open(name);
      },
      close: (name) => {
        rich.close(name);
        if (name === "si") strings.push(rich.take());
      },
      text: rich.text,
    });
  return strings;
}

/** Collects the `<t>` of a rich text. */
export function collectText() {
  let text = "";
  let inText = false;
  let spoken = 0;
  return {
    open: (name: string) => {
      if (name === "rPh") spoken += 1;
      else if (name === "t") inText = spoken === 0;
    },
    close: (name: string) => {
      if (name === "rPh") spoken -= 1;
      else if (name === "t") inText = false;
    },
    text: (piece: string) => {
      if (inText && text.length < longestText) text += piece.slice(0, longestText);
    },
    take: (): string => {
      const whole = unescape(text);
      text = "";
      return whole;
    },
  };
}
