import { limits } from "../limits.ts";
import { clean } from "../names.ts";
import { isEmpty } from "./empty.ts";
import { fieldNames, headerKey, type Field, type Mapping } from "./fields.ts";
import { readSchoolNumber } from "./school-number.ts";
import { profileOf, sourceOf, type PackageId } from "./packages.ts";

type Table = { headers: string[]; rows: { cells: string[] }[] };
type Candidate = { at: number; rank: number };

export type Assigned = {
  at: Mapping;
  /** two columns that say the same in name, and not in what stands there */
  twice: number[] | undefined;
  /** the class comes from a column that may hold a direction of study */
  unsure: boolean;
};

/** So many lines tell what a column holds. */
const lookedAt = 500;

/** Which column each field of ours is taken from, in a list of this package. */
export function assign({ headers, rows }: Table, id: PackageId): Assigned {
  const cellsOf = (at: number) =>
    rows.slice(0, lookedAt).map(({ cells }) => clean((cells[at] ?? "").slice(0, limits.cellCharacters)));
  const filled = (field: Field, at: number) => cellsOf(at).filter((cell) => !isEmpty(id, field, cell));
  const at: Mapping = {};
  let twice: number[] | undefined;
  for (const field of fieldNames) {
    const candidates = candidatesFor(headers, id, field).filter((one) => fits(field, filled(field, one.at)));
    const holding = candidates.filter((one) => filled(field, one.at).length > 0);
    // columns that hold nothing are sources only where no other is
    const best = bestOf(field, holding.length > 0 ? holding : candidates, (one) => filled(field, one));
    const [first] = best;
    if (first === undefined) continue;
    at[field] = first;
    if (!allEqual(best.map((one) => cellsOf(one)))) twice ??= best;
  }
  // a display name beside the real columns says nothing new
  if (at.familyName !== undefined && (at.givenName !== undefined || at.callName !== undefined)) delete at.fullName;
  return { at, twice, unsure: isLastResort({ headers, at: at.className, id }, (one) => filled("className", one)) };
}

/** A column School may hold names as well as numbers. */
const fits = (field: Field, cells: string[]): boolean =>
  field !== "schoolNumber" || cells.filter((cell) => readSchoolNumber(cell) !== undefined).length > cells.length / 2;

function candidatesFor(headers: string[], id: PackageId, field: Field): Candidate[] {
  const candidates = headers.flatMap((header, at): Candidate[] => {
    const source = sourceOf(id, header);
    return source?.field === field ? [{ at, rank: source.rank }] : [];
  });
  return candidates.sort((a, b) => a.rank - b.rank);
}

/** The columns of the best rank. A direction of study is no class where another column has classes. */
function bestOf(field: Field, candidates: Candidate[], filled: (at: number) => string[]): number[] {
  const fit = field === "className" ? candidates.filter((one) => !looksLikeStudy(filled(one.at))) : candidates;
  const from = fit.length > 0 ? fit : candidates;
  return from.filter(({ rank }) => rank === from[0]?.rank).map(({ at }) => at);
}

const study = /leerjaar|kleuter|graad|\bjaar\b|basisoptie|richting|optie|onderwijs|finaliteit|okan/i;
/** `OKAN2` is a class. */
const code = /^okan ?-?\d?[a-z]?$/i;
/** `1ste leerjaar A`, `2de leerjaar basisoptie moderne talen`: the name of a class is a code or a word or two. */
const looksLikeStudy = (cells: string[]): boolean =>
  cells.filter((cell) => cell.length > 24 || (study.test(cell) && !code.test(cell))).length > cells.length / 2;

type Chosen = { headers: string[]; at: number | undefined; id: PackageId };
function isLastResort({ headers, at, id }: Chosen, filled: (at: number) => string[]): boolean {
  if (at === undefined || !profileOf(id).lastResort?.includes(headerKey(headers[at] ?? ""))) return false;
  return looksLikeStudy(filled(at));
}

function allEqual(columns: string[][]): boolean {
  const [first = [], ...others] = columns;
  return others.every((other) => other.every((cell, row) => cell === first[row]));
}
