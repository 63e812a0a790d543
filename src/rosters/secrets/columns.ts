/**
 * Columns that hold passwords and the like: what stands in them is taken out of a file before anything of it is shown, logged or kept.
 * Called by `read-file.ts`.
 * @see docs/decisions/0045-whose-list.md
 */
import { headerKey } from "../packages/fields.ts";
import { countHeaders } from "../packages/packages.ts";
import type { TableRow } from "../table.ts";

/** What such columns are called: of pupils, of their parents, the first one, and those of our own cards. */
const within =
  /wachtwoord|^wachtw|^pass?w|^psw|wachtzin|paswoord|password|passwoord|passwort|passwd|passphrase|kennwort|motdepasse|motsdepasse|mdp|pwd|pincode|geheim|secret|(?:activatie|activerings|activation|aktivierungs|toegangs|inlog|login|aanmeld|start|access)code/;
const whole = /^(?:pin|puk|ww|pw|pass|woorden|codewoorden|(?:in)?log(?:in)?gegevens|aanmeldgegevens|credentials)\d*$/;
/** The short ones beside other words: `WW ouder`, `pw_2`. */
const beside = /(?:^|[^\p{L}])(?:ww|pw|pin|puk)\d*(?![\p{L}])/iu;
/** All of them, and more: who finds none of this in a whole file need not look closer. */
const anywhere =
  /gegevens|credent|\bpa?ss?w|\bpsw|wacht|pas{1,2}[ -]?wo|passp|passw|passe|\bpass\b|kennw|mdp|pwd|\bpin|\bpuk|geheim|secret|\bww|\bpw|_(?:ww|pw|pin|puk)|woorden|(?:activ|aktiv|toegangs|in-?log|login|aanmeld|start|access)[a-z]*[ _.-]?code/i;

export const isSecretHeader = (header: string): boolean => {
  const key = headerKey(header);
  return within.test(key) || whole.test(key) || beside.test(header);
};

export const mayHoldSecrets = (text: string): boolean => anywhere.test(text);

/** Titles above the headers are few. */
const headRows = 15;

/** What was taken out of these rows: nothing, or whole columns. */
export type Cut<Row extends TableRow> = { rows: Row[]; headers: string[]; columns: Set<number>; heads: Set<Row> };

/**
 * The rows without what stands in such columns. The headers stay, so that the file is known again and says what was dropped. A file that was
 * glued together has headers further down as well: what is secret in one part is secret in all of it.
 */
export function cutSecrets<Row extends TableRow>(rows: Row[]): Cut<Row> {
  const heads = headsIn(rows);
  if (heads.size === 0) return { rows, headers: [], columns: new Set(), heads };
  const found = [...heads].flatMap(({ cells }) =>
    cells.flatMap((cell, at) => (isSecretHeader(cell) ? [{ at, header: cell.trim() }] : [])),
  );
  const columns = new Set(found.map(({ at }) => at));
  const cut = rows.map((row) => (heads.has(row) ? row : { ...row, cells: withoutSecrets(row.cells, columns) }));
  return { rows: cut, headers: [...new Set(found.map(({ header }) => header))], columns, heads };
}

/** Lines of headers that name a secret. Where no header is known, the fullest line may be one. */
function headsIn<Row extends TableRow>(rows: Row[]): Set<Row> {
  const top = rows.slice(0, headRows);
  const filled = top.map(({ cells }) => cells.filter((cell) => cell.trim() !== "").length);
  const fullest = top[filled.indexOf(Math.max(...filled))];
  const known = top.some(({ cells }) => countHeaders(cells) > 0);
  const isHead = (row: Row, at: number) =>
    countHeaders(row.cells) >= (known && at < headRows ? 1 : 2) || (!known && row === fullest);
  return new Set(rows.filter((row, at) => row.cells.some(isSecretHeader) && isHead(row, at)));
}

/** The address on a card has the secret in it, too. */
function withoutSecrets(cells: string[], columns: Set<number>): string[] {
  const secrets = [...columns].flatMap((column) => cells[column]?.trim() || []);
  const isAddress = (cell: string) => cell.includes("://") && secrets.some((secret) => cell.includes(secret));
  return cells.map((cell, at) => (columns.has(at) || isAddress(cell) ? "" : cell));
}
