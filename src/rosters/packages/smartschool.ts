import type { Profile } from "./profile.ts";

export const smartschool = { name: "Smartschool" } as const satisfies Profile;
