const bytes = new Map<string, number>();
for (let byte = 0; byte < 256; byte += 1) bytes.set(new TextDecoder("windows-1252").decode(Uint8Array.of(byte)), byte);

/** Text as an older Windows package writes it. @throws when a character doesn't exist there */
export function encodeWindows1252(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (character) => {
      const byte = bytes.get(character);
      if (byte === undefined) throw new Error(`Windows-1252 has no ${character}`);
      return byte;
    }),
  );
}
