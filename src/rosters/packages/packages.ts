import { z } from "zod";
import { informat } from "./informat.ts";
import { oneroster } from "./oneroster.ts";
import type { Profile } from "./profile.ts";
import { smartschool } from "./smartschool.ts";
import { wisa } from "./wisa.ts";

/** Every package whose lists we know. */
const profiles = { informat, wisa, smartschool, oneroster } as const satisfies Record<string, Profile>;

type Id = keyof typeof profiles;
const isId = (id: string): id is Id => Object.hasOwn(profiles, id);
export const PackageId = z.enum(Object.keys(profiles).filter(isId));
export type PackageId = z.infer<typeof PackageId>;
