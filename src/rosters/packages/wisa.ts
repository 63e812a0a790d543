import type { Profile } from "./profile.ts";

export const wisa = { name: "WISA" } as const satisfies Profile;
