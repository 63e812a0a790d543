/** The languages of school staff, and so of the importer. `{name}` in a text is filled in. */
export const rosterLocales = ["nl", "fr", "en", "de"] as const;
export type RosterLocale = (typeof rosterLocales)[number];
export type Text = Record<RosterLocale, string>;
