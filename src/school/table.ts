/** What the address asks of a table that the server sorts and filters. Pure; the links are made by views/parts/table.ts. */
export type TableQuery<Column extends string> = {
  /** Part of a name, as typed. */
  search: string;
  sort: Column;
  down: boolean;
  /** From 1 on. */
  page: number;
};

/** A value of the address, bounded; PostgreSQL refuses NUL. */
export const textOf = (params: URLSearchParams, name: string): string | undefined =>
  params.get(name)?.replaceAll("\0", "").slice(0, 100) || undefined;

/**
 * `?q=noor&sort=name&down=yes&page=2`; without `sort` by the first column. What it can't mean counts as not asked.
 * @param prefix of a second table on the page: `open-sort`. What is searched is the same for both.
 */
export function tableQuery<Column extends string>(
  params: URLSearchParams,
  columns: readonly [Column, ...Column[]],
  prefix = "",
): TableQuery<Column> {
  return {
    search: textOf(params, "q")?.trim() ?? "",
    sort: columns.find((column) => column === params.get(`${prefix}sort`)) ?? columns[0],
    down: params.get(`${prefix}down`) === "yes",
    page: Math.max(1, Math.trunc(Number(params.get(`${prefix}page`))) || 1),
  };
}

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("nl");

/** Without regard to case and accents; every word that was typed must be in it. */
export function fits(text: string, search: string): boolean {
  const where = plain(text);
  return plain(search)
    .split(/\s+/)
    .every((word) => where.includes(word));
}

/** Of two alike the one that came first stays first. */
export const sorted = <T>(list: T[], compare: (a: T, b: T) => number, down: boolean): T[] =>
  list.toSorted((a, b) => (down ? compare(b, a) : compare(a, b)));

const perPage = 100;
export type Page<T> = { shown: T[]; count: number; page: number; pages: number };

/** A page beyond the last one shows the last. */
export function pageOf<T>(list: T[], wanted: number): Page<T> {
  const pages = Math.max(1, Math.ceil(list.length / perPage));
  const page = Math.min(wanted, pages);
  return { shown: list.slice((page - 1) * perPage, page * perPage), count: list.length, page, pages };
}
