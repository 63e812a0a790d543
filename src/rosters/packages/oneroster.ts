import type { Profile } from "./profile.ts";

/** A set of files, known by their names: the table that is made of them has the headers of any list. */
export const oneroster = { name: "OneRoster", signs: {} } as const satisfies Profile;
