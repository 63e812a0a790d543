import { domainToASCII } from "node:url";
import { z } from "zod";

/**
 * What two spellings of one address have in common: small letters a to z, the domain in its ASCII form. Look-up, counting and the unique
 * index go by it. Made here alone: the `lower()` of a database turns the Turkish İ into i, and so one mailbox into another one.
 */
export const EmailKey = z
  .string()
  .regex(/^[^A-Z\s@]+@[^A-Z\s@]+$/)
  .brand<"EmailKey">();
export type EmailKey = z.infer<typeof EmailKey>;

export type Email = { address: string; key: EmailKey };
export type ParsedEmail = ({ ok: true } & Email) | { ok: false; reason: "shape" | "not-ascii" };

const longest = 200;
/** RFC 5322: dots stand between other signs. Quoted forms are nobody's at a school. */
const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
/** Of ASCII nothing else stands in a domain. What makes one would take `school.be/.other.be` for a URL, and stop reading at the slash. */
const hostSigns = /^[a-z0-9.\u0080-\u{10ffff}-]+$/iu;
const domain = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])$/;

/**
 * An address as it is kept and compared. Before the @ it is ASCII: what merely looks like a letter belongs to another mailbox. A domain of
 * other letters is written as mail servers know it, `xn--…`.
 */
export function parseEmail(typed: string): ParsedEmail {
  const text = typed.trim();
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > longest) return { ok: false, reason: "shape" };
  const named = text.slice(at + 1);
  const [before, after] = [text.slice(0, at), hostSigns.test(named) ? domainToASCII(named) : ""];
  if (/[^\x20-\x7e]/.test(before)) return { ok: false, reason: "not-ascii" };
  const key = EmailKey.safeParse(`${asciiLower(before)}@${asciiLower(after)}`);
  if (!local.test(before) || !domain.test(after) || !key.success) return { ok: false, reason: "shape" };
  return { ok: true, address: `${before}@${after}`, key: key.data };
}

/** Undefined for what is no address: nobody has it. */
export function emailKeyOf(typed: string): EmailKey | undefined {
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed.key : undefined;
}

/** Where most servers bring it: what stands behind a + is a note. Only for counting; as addresses they are two. */
export const mailboxOf = (key: EmailKey): string => key.replace(/\+[^@]*@/, "@");

const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
