import { linkMail, type LinkMail } from "../../views/school/links.ts";
import { catalogues } from "../../views/texts/texts.ts";

/** In the first language: which one a person reads is known of browsers, not of mailboxes. */
export const linkMailText = (mail: LinkMail): { subject: string; text: string } =>
  linkMail({ locale: "nl", t: catalogues.nl }, mail);
