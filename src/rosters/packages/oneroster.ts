import type { Profile } from "./profile.ts";

export const oneroster = { name: "OneRoster" } as const satisfies Profile;
