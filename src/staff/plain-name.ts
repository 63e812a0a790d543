/** Dots in every script that a mail program takes for one. */
const dots = ".\u3002\uFF0E\uFF61\u2024\uFE52";
/** With the marks that stand on a letter. */
const sign = "[\\p{L}\\p{N}\\p{M}]";
const address = new RegExp(`${sign}[${dots}]${sign}`, "u");
/** Three digits, whatever stands between them: a telephone number is written in pairs. */
const number = /\p{N}(?:\P{L}*\p{N}){2}/u;
const signs = /[@＠/\\／:：<>[\]()|#?=&%*_~"]/u;
/** Also marks and fillers that say nothing but to how a letter looks. */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;
const words = /www|https?|mailto|ftp/i;

/**
 * Whether a name holds nothing that a mail program would make a link: it goes into a mail that we send to somebody who doesn't know the
 * sender, so that it must lead nowhere. Nothing invisible either, nor a telephone number.
 */
export function isPlainName(name: string): boolean {
  const text = name.normalize("NFKC");
  return !(
    [name, text].some((one) => address.test(one) || signs.test(one) || words.test(one)) ||
    invisible.test(name) ||
    number.test(text)
  );
}

/** The name of a place as it may stand in a mail: whoever gave it, it leads nowhere. */
export function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(new RegExp(invisible, "gu"), "")
    .replace(new RegExp(signs, "gu"), " ")
    .replace(new RegExp(`(${sign})[${dots}]+(?=${sign})`, "gu"), "$1. ")
    .replace(new RegExp(words, "gi"), (word) => Array.from(word).join(" "))
    .replace(/\s+/g, " ")
    .trim();
}
