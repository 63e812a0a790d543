import { clean } from "./names.ts";

/** Never digits in number: somebody may have called a file after a child. */
export function fileNameOf(name: string | undefined): string | null {
  const short = clean(name ?? "")
    .slice(-100)
    .toWellFormed();
  return short === "" || /\d{9}/.test(short.replace(/[\s./-]/g, "")) ? null : short;
}
