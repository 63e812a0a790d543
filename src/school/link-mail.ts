import type { Deps, Mailer } from "../deps.ts";
import { claimMail, listMailsDue } from "../links/links.ts";
import { brusselsDay } from "../schools/schools.ts";
import { linkMailText } from "./link-pages.ts";

/**
 * The job of each school day: tells who decides for a school that a question waits, with counts and without a name. One mail a day to
 * each; where the mail server takes none, tomorrow's says it again.
 */
export async function sendLinkMails(
  { db, now, log, config }: Pick<Deps, "db" | "now" | "log" | "config">,
  mailer: Pick<Mailer, "send">,
): Promise<number> {
  const today = brusselsDay(now());
  let sent = 0;
  for (const { staffId, email, givenName, schools } of await listMailsDue(db.platform, today)) {
    if (!(await claimMail(db.platform, { staffId, today }))) continue;
    try {
      await mailer.send({ to: email, ...linkMailText({ givenName, schools, href: `${config.issuer}/school` }) });
      sent += 1;
    } catch (error) {
      log.warn({ err: error, staffId }, "a mail about questions of schools was not sent");
    }
  }
  return sent;
}
