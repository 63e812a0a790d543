/** Dots in every script that a mail program takes for one. */
const dots = ".\u3002\uFF0E\uFF61\u2024\uFE52";
const address = new RegExp(`[\\p{L}\\p{N}][${dots}][\\p{L}\\p{N}]`, "u");
const signs = /[@＠/\\／:：<>[\]()|#?=&%*_~"]/u;
const words = /www|https?|mailto|ftp/i;

/**
 * Whether a name holds nothing that a mail program would make a link: it goes into a mail that we send to somebody who doesn't know the
 * sender, so that it must lead nowhere. Nothing invisible either, nor a telephone number.
 */
export function isPlainName(name: string): boolean {
  const text = name.normalize("NFKC");
  return !(
    [name, text].some((one) => address.test(one) || signs.test(one) || words.test(one)) ||
    /[\p{C}\p{Co}\u2028\u2029]/u.test(name) ||
    /\d{3,}/.test(text)
  );
}

/** The name of a place as it may stand in a mail: whoever gave it, it leads nowhere. */
export function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\p{C}\u2028\u2029]/gu, "")
    .replace(new RegExp(signs, "gu"), " ")
    .replace(new RegExp(`([\\p{L}\\p{N}])[${dots}]+(?=[\\p{L}\\p{N}])`, "gu"), "$1. ")
    .replace(new RegExp(words, "gi"), (word) => Array.from(word).join(" "))
    .replace(/\s+/g, " ")
    .trim();
}
