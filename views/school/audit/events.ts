import type { Locale } from "../../../src/lib/locale.ts";
import { auditTexts } from "../../texts/school-audit/texts.ts";

/** Whoever reads it: on a page or in a file. */
type Reader = { locale: Locale };

export type AuditName = { is: "person"; name: string } | { is: "platform" | "job" | "pupil" | "package" | "gone" };

export type AuditEvent = {
  at: Date;
  /** Such as `roster.applied`. */
  what: string;
  who: AuditName;
  /** To whom of staff it was done. */
  colleague: AuditName | undefined;
  /** The first few; how many there are besides. */
  pupils: string[];
  otherPupils: number;
  className: string | null;
  application: string | null;
  /** As recorded: class names, a role and counts are shown, all else is for machines. */
  details: Record<string, unknown>;
  network: string | null;
};

export const nameText = (p: Reader, who: AuditName): string =>
  who.is === "person" ? who.name : auditTexts[p.locale].names[who.is];

/** A deed that nobody wrote words for yet shows its name. */
export const deedText = (p: Reader, what: string): string =>
  Object.entries(auditTexts[p.locale].events).find(([name]) => name === what)?.[1] ?? what;

/** `Noor Peeters, Wout Maes en nog 23; klas 3B; nieuw: 12` */
export function aboutText(p: Reader, event: AuditEvent): string {
  const t = auditTexts[p.locale];
  const { pupils, otherPupils, colleague, application, details } = event;
  const classes = classNames(event).map((name) => name || t.noClass);
  const role = Object.entries(t.roles).find(([name]) => name === details["role"])?.[1];
  const facts = Object.entries(t.facts).flatMap(([name, text]) => {
    const count = details[name];
    return typeof count === "number" && (count > 0 || name === "rows") ? [text(count)] : [];
  });
  const others = otherPupils > 0 ? ` ${t.others(otherPupils)}` : "";
  return [
    ...(colleague ? [nameText(p, colleague)] : []),
    ...(role === undefined ? [] : [role]),
    ...(pupils.length > 0 ? [`${pupils.join(", ")}${others}`] : []),
    ...(classes.length > 0 ? [t.classes(classes.join(", "))] : []),
    ...(application === null ? [] : [application]),
    ...facts,
  ].join("; ");
}

/** Events name the class in their own ways. */
function classNames({ className, details }: AuditEvent): string[] {
  const named = [details["classNames"], details["classes"], details["class"], className].flat();
  return named.filter((name) => typeof name === "string");
}
