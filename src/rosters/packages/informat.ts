import type { Profile } from "./profile.ts";

export const informat = { name: "Informat" } as const satisfies Profile;
