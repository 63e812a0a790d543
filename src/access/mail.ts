import type { Mailer } from "../deps.ts";
import type { Locale } from "../lib/locale.ts";
import { plainText, type Invitation } from "../staff/staff.ts";
import { invitationMail } from "./pages.ts";

/** The token stands behind the #, which no browser sends: it ends up in no server's log. */
export const invitationLink = (issuer: string, token: string): string => `${issuer}/welcome#${token}`;

/** Brings the link to the person who is invited, and to nobody else. @throws what the mail server says */
export function sendInvitation(
  mailer: Pick<Mailer, "send">,
  invited: Pick<Invitation, "email" | "givenName" | "placeName"> & {
    /** name of the colleague who sent it */
    sender: string;
    issuer: string;
    token: string;
    expiresAt: Date;
    locale: Locale;
  },
): Promise<void> {
  const link = invitationLink(invited.issuer, invited.token);
  const names = {
    givenName: plainText(invited.givenName),
    placeName: invited.placeName === null ? null : plainText(invited.placeName),
    sender: plainText(invited.sender),
  };
  return mailer.send({ to: invited.email, ...invitationMail({ ...invited, ...names, link }) });
}
