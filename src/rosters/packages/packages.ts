import { z } from "zod";
import { fieldNames, headerKey, type Field } from "./fields.ts";
import { free } from "./free.ts";
import { informat } from "./informat.ts";
import { oneroster } from "./oneroster.ts";
import type { Profile } from "./profile.ts";
import { smartschool } from "./smartschool.ts";
import { wisa } from "./wisa.ts";

/** Every package whose lists we know. */
const profiles = { informat, wisa, smartschool, oneroster, free } as const satisfies Record<string, Profile>;

type Id = keyof typeof profiles;
const isId = (id: string): id is Id => Object.hasOwn(profiles, id);
export const PackageId = z.enum(Object.keys(profiles).filter(isId));
export type PackageId = z.infer<typeof PackageId>;

/** `rank`: 0 is the best source of the field. */
type Source = { field: Field; rank: number };

const sources = new Map<string, Source>();
for (const field of fieldNames) {
  for (const [rank, name] of free.columns[field].entries()) sources.set(name, { field, rank });
}

/** Which field a column of this name is of. */
export const sourceOf = (header: string): Source | undefined => sources.get(headerKey(header));

/** How many of these cells are headers that we know. */
export const countHeaders = (cells: string[]): number =>
  cells.slice(0, 500).filter((cell) => sourceOf(cell) !== undefined).length;
