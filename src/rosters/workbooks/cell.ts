import type { RawCell } from "./cell-text.ts";
import { collectText, longestText } from "./strings.ts";
import type { Attributes } from "./xml.ts";

/** Collects what stands in a cell, from its tag on. @param done is called at its end, where it has any content */
export function collectCell(done: (cell: { raw: RawCell; style: number }) => void) {
  const rich = collectText();
  let raw: RawCell | undefined;
  let style = 0;
  let inValue = false;
  let isFilled = false;
  return {
    begin: ({ t: type = "n", s = "0" }: Attributes) => {
      raw = { type, value: "", inline: "" };
      style = Number(s);
      isFilled = false;
    },
    open: (name: string) => {
      if (!raw) return;
      if (name === "v") inValue = true;
      if (name === "v" || name === "is") isFilled = true;
      rich.open(name);
    },
    close: (name: string) => {
      if (!raw) return;
      rich.close(name);
      if (name === "v") inValue = false;
      if (name !== "c") return;
      const inline = rich.take();
      if (isFilled) done({ raw: { ...raw, inline }, style });
      raw = undefined;
    },
    text: (piece: string) => {
      if (!raw) return;
      if (!inValue) rich.text(piece);
      else if (raw.value.length < longestText) raw.value += piece.slice(0, longestText);
    },
  };
}
