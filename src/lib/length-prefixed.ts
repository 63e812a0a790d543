/** Parts in one text that can't run together: `("ab", "c")` and `("a", "bc")` differ. */
export const lengthPrefixed = (parts: string[]): string =>
  parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join("");
