import { inflateSync } from "node:zlib";

/** Objects by number; streams inflated. */
export function pdfObjects(file: string): Map<string, string> {
  const found = file.matchAll(/^(\d+) 0 obj\n([^]*?)\nendobj$/gm);
  return new Map(
    [...found].map(([, number = "", body = ""]) => {
      const [head = "", stream] = body.split("\nstream\n", 2);
      if (stream === undefined || !head.includes("FlateDecode")) return [number, body];
      return [number, head + inflateSync(Buffer.from(stream.replace(/\nendstream$/, ""), "latin1")).toString("latin1")];
    }),
  );
}

/** Every text that is drawn, page by page, read by the fonts' own tables: what a reader that copies text would get. */
export function pdfTexts(file: string): string[][] {
  const all = pdfObjects(file);
  const get = (number = "") => all.get(number) ?? "";
  const fonts = new Map<string, Map<string, string>>();
  for (const body of all.values()) {
    for (const [, name = "", number] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = get(/\/ToUnicode (\d+) 0 R/.exec(get(number))?.[1]);
      const [, list = ""] = /beginbfrange\n<0000> <[0-9a-f]+> \[([^\]]*)\]/.exec(map) ?? [];
      const letters = [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex = ""]) => utf16(hex.replaceAll(" ", "")));
      fonts.set(name, new Map(letters.map((letter, code) => [code.toString(16).padStart(4, "0"), letter])));
    }
  }
  const pages = [...all.values()].filter((body) => /\/Type \/Page\n/.test(body));
  return pages.map((body) => {
    const content = get(/\/Contents (\d+) 0 R/.exec(body)?.[1]);
    const drawn = content.matchAll(/\/(F\d+) [\d.]+ Tf [\d. ]+ rg 1 0 0 -1 [-\d. ]+ Tm <([0-9a-f]*)> Tj/g);
    return [...drawn].map(([, font = "", hex = ""]) =>
      (hex.match(/.{4}/g) ?? []).map((code) => fonts.get(font)?.get(code) ?? "?").join(""),
    );
  });
}
const utf16 = (hex: string) => Buffer.from(hex, "hex").swap16().toString("utf16le");
