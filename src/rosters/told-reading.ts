import type { Encoding } from "./choices.ts";
import { anyList, profileOf, type PackageId } from "./packages/packages.ts";
import type { Reading } from "./reading.ts";
import type { RosterLocale } from "./roster-locales.ts";
import { noticeText } from "./texts.ts";

/** As what a file was read, for people and programs alike: whose list, in which letters, which sheets, and what they should know of it. */
export type ToldReading = {
  package: PackageId;
  packageName: string;
  encoding?: Encoding;
  sheets?: string[];
  notices: { code: string; text: string }[];
};

export function tellReading(reading: Reading, locale: RosterLocale): ToldReading {
  const { encoding, sheet, notices, package: id = anyList } = reading;
  return {
    package: id,
    packageName: profileOf(id).name,
    ...(encoding ? { encoding: encoding.is } : {}),
    ...(sheet ? { sheets: sheet.names } : {}),
    notices: notices.map(({ code, params = {} }) => ({ code, text: noticeText(code, params, locale) })),
  };
}
