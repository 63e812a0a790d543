import type { Locale } from "../../src/lib/locale.ts";
import type { Texts } from "../texts/nl.ts";

export type InvitationMail = {
  givenName: string;
  placeName: string | null;
  /** Of the colleague who sent it. */
  sender: string;
  link: string;
  expiresAt: Date;
  locale: Locale;
};

/** Plain text: every program shows it, and nothing in it can be loaded from elsewhere. The caller has made names lead nowhere. */
export function invitationText(texts: Texts, mail: InvitationMail): { subject: string; text: string } {
  const t = texts.access.mail;
  const until = new Intl.DateTimeFormat(mail.locale, {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: "Europe/Brussels",
  }).format(mail.expiresAt);
  const [page = "", token = ""] = mail.link.split("#");
  const place = mail.placeName === null ? [] : [mail.placeName];
  const lines = [
    texts.launcher.hello(mail.givenName),
    "",
    t.invited,
    ...place,
    "",
    t.open,
    mail.link,
    "",
    t.until(until),
    "",
    t.otherwise,
    page,
    token,
    "",
    t.sentBy(mail.sender),
    t.notYou,
  ];
  return { subject: t.subject, text: `${lines.join("\n")}\n` };
}
