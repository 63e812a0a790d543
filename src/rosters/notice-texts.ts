import { z } from "zod";
import type { Text } from "./roster-locales.ts";

/** What a person is told of how a file was read; nothing of it stops a plan. */
export const noticeTexts = {
  "password-columns": {
    nl: "Kolommen met wachtwoorden zijn weggelaten en worden niet bewaard: {headers}.",
    fr: "Les colonnes avec des mots de passe ont été retirées et ne sont pas conservées : {headers}.",
    en: "Columns with passwords were left out and are not kept: {headers}.",
    de: "Spalten mit Passwörtern wurden weggelassen und werden nicht aufbewahrt: {headers}.",
  },
} as const satisfies Record<string, Text>;

export type NoticeCode = keyof typeof noticeTexts;
export const NoticeCode = z.custom<NoticeCode>((code) => typeof code === "string" && code in noticeTexts);
