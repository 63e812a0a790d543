/** Breaks a paragraph at its spaces, as many words on a line as there is room for. A word that is too long by itself stays whole. */
export function linesOf(paragraph: string, room: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let open = "";
  for (const word of paragraph.split(" ")) {
    const longer = open === "" ? word : `${open} ${word}`;
    if (open !== "" && widthOf(longer) > room) {
      lines.push(open);
      open = word;
    } else open = longer;
  }
  return open === "" ? lines : [...lines, open];
}

/**
 * The pieces of a line that is read from the right, first piece first: what is written in Latin letters or digits runs the other way
 * and stands by itself. Spaces between two pieces go with the Arabic one.
 */
export function runsOf(line: string): string[] {
  return line.split(/([A-Za-z0-9](?:[A-Za-z0-9 .:/-]*[A-Za-z0-9])?)/).filter((run) => run !== "");
}
