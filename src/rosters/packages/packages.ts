/**
 * The packages that write a school's list: which columns each has, and what stands in them. A profile is data, in a file of its own;
 * nothing else in the importer knows a package by its name.
 */
import { z } from "zod";
import { parseLoginName } from "../../pupils/pupils.ts";
import { fieldNames, headerKey, type Field } from "./fields.ts";
import { free } from "./free.ts";
import { informat } from "./informat.ts";
import { leeridTool } from "./leerid-tool.ts";
import { oneroster } from "./oneroster.ts";
import { own } from "./own.ts";
import { ownYear } from "./own-year.ts";
import type { Profile } from "./profile.ts";
import { smartschool } from "./smartschool.ts";
import { wisa } from "./wisa.ts";

const all = {
  informat,
  wisa,
  smartschool,
  "leerid-tool": leeridTool,
  oneroster,
  own,
  "own-year": ownYear,
  free,
} as const satisfies Record<string, Profile>;

type Id = keyof typeof all;
const isId = (id: string): id is Id => Object.hasOwn(all, id);
const ids = Object.keys(all).filter(isId);
export const PackageId = z.enum(ids);
export type PackageId = z.infer<typeof PackageId>;

/** Any list, and what is read as one when nothing says which package wrote it. */
export const anyList: PackageId = "free";

export const profileOf = (id: PackageId): Profile => all[id];

const columnsOfField = (profile: Profile, field: Field): readonly string[] =>
  profile.columns?.[field] ?? free.columns[field];

/** `rank`: 0 is the best source of the field. */
type Source = { field: Field; rank: number };

const sourcesOf = (profile: Profile): Map<string, Source> =>
  new Map(
    fieldNames.flatMap((field) =>
      columnsOfField(profile, field).map((name, rank): [string, Source] => [name, { field, rank }]),
    ),
  );
const sources = new Map(ids.map((id) => [id, sourcesOf(all[id])]));

/** Which field a column of this name is of, in a list of this package. */
export const sourceOf = (id: PackageId, header: string): Source | undefined => sources.get(id)?.get(headerKey(header));

const known = new Set(ids.flatMap((id) => [...(sources.get(id)?.keys() ?? [])]));

/** How many of these cells are headers that we know. */
export const countHeaders = (cells: string[]): number =>
  cells.slice(0, 500).filter((cell) => known.has(headerKey(cell))).length;

/** So much must speak for a package: one header that nobody else has, or a few that others have, too. */
const enough = 4;

type Lines = { cells: string[] }[];

/**
 * Whose list this is, by all of its headers: one that is missing, added or moved changes nothing. Between equals nobody's.
 * @param rows where the headers say nothing, user names that only one gives do
 */
export function recognise(headers: string[], rows: Lines = []): PackageId {
  const keys = new Set(headers.map((header) => headerKey(header)));
  const weighed = ids.map((id) => ({ id, weight: weigh(all[id], keys) })).sort((a, b) => b.weight - a.weight);
  const [first, second] = weighed;
  if (!first || first.weight < enough || first.weight === second?.weight) return byLogins(headers, rows) ?? anyList;
  return first.id;
}

/** So many lines tell whose user names they are. */
const lookedAt = 200;

function byLogins(headers: string[], rows: Lines): PackageId | undefined {
  return ids
    .filter((id) => profileOf(id).givesLogins)
    .find((id) => {
      const at = headers.findIndex((header) => sourceOf(id, header)?.field === "leerId");
      const filled = rows.slice(0, lookedAt).flatMap(({ cells }) => cells[at]?.trim() || []);
      return filled.length > 0 && filled.every((cell) => parseLoginName(cell).ok);
    });
}

/** Whether a list may be a part of the school's pupils: who isn't in it stays. */
export function isPart(id: PackageId, headers: string[]): boolean {
  const partHeaders = new Set(ids.flatMap((one) => profileOf(one).partHeaders ?? []));
  return profileOf(id).part === true || headers.some((header) => partHeaders.has(headerKey(header)));
}

function weigh({ signs }: Profile, keys: Set<string>): number {
  let weight = 0;
  for (const [sign, one] of Object.entries(signs)) if (keys.has(sign)) weight += one;
  return weight;
}
