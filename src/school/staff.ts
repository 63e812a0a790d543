/** What the pages about colleagues show, and what their forms ask for. */
import { z } from "zod";
import type { Deps } from "../deps.ts";
import type { SchoolId, StaffId } from "../ids.ts";
import { schoolYearOf } from "../schools/schools.ts";
import {
  listColleagues,
  isPlainName,
  listUnanswered,
  parseEmail,
  type Colleague,
  type InvitedRole,
  type SchoolInvitation,
} from "../staff/staff.ts";
import { listClassNames } from "./queries-staff.ts";

type Reading = Pick<Deps, "db" | "now">;

export type Colleagues = { colleagues: Colleague[]; invitations: SchoolInvitation[] };

/** Two statements, whatever the number of colleagues. */
export const colleaguesOf = ({ db }: Reading, schoolId: SchoolId): Promise<Colleagues> =>
  db.forSchools([schoolId], async (tx) => ({
    colleagues: await listColleagues(tx, { schoolId }),
    invitations: await listUnanswered(tx, { schoolId }),
  }));

export const classNamesOf = ({ db, now }: Reading, schoolId: SchoolId): Promise<string[]> =>
  db.forSchools([schoolId], (tx) => listClassNames(tx, { schoolId, schoolYear: schoolYearOf(now()) }));

export type Person = { person: Colleague; classes: string[] };

/** A colleague with what may be chosen for them; undefined for anybody who is none here. */
export const personOf = (
  { db, now }: Reading,
  { schoolId, staffId }: { schoolId: SchoolId; staffId: StaffId },
): Promise<Person | undefined> =>
  db.forSchools([schoolId], async (tx) => {
    const [person] = await listColleagues(tx, { schoolId, staffId });
    if (!person) return undefined;
    return { person, classes: await listClassNames(tx, { schoolId, schoolYear: schoolYearOf(now()) }) };
  });

const name = z.string().transform((text) => text.replace(/\s+/g, " ").trim());

export const InviteForm = z
  .looseObject({ email: z.string().max(200), given_name: name, family_name: name, role: z.string().catch("") })
  .transform((fields) => ({
    email: fields.email.trim(),
    givenName: fields.given_name.slice(0, 100),
    familyName: fields.family_name.slice(0, 100),
    role: fields.role,
    classNames: ticked(fields),
  }));
export type TypedInvitation = z.infer<typeof InviteForm>;

export const ClassesForm = z.looseObject({}).transform(ticked);

/** Each tick is a field of its own, such as `class:3B`. */
function ticked(fields: Record<string, unknown>): string[] {
  return Object.keys(fields).flatMap((field) => (field.startsWith("class:") ? [field.slice(6)] : []));
}

export type InviteProblem =
  | "email"
  | "emailLetters"
  | "givenName"
  | "givenLink"
  | "familyName"
  | "familyLink"
  | "role"
  | "classes"
  | "already";

/** The role that is asked for, or everything that is to be mended. */
export function readInvitation(
  typed: TypedInvitation,
  here: { schoolId: SchoolId; classes: string[]; colleagues: Colleague[] },
): { role: InvitedRole } | { problems: InviteProblem[] } {
  const { schoolId } = here;
  const address = parseEmail(typed.email);
  const classNames = typed.classNames.filter((one) => here.classes.includes(one));
  const problems: InviteProblem[] = [
    ...(address.ok ? [] : [address.reason === "not-ascii" ? ("emailLetters" as const) : ("email" as const)]),
    ...(address.ok && here.colleagues.some(({ emailKey }) => emailKey === address.key) ? (["already"] as const) : []),
    ...(typed.givenName === "" ? (["givenName"] as const) : []),
    ...(isPlainName(typed.givenName) ? [] : (["givenLink"] as const)),
    ...(isPlainName(typed.familyName) ? [] : (["familyLink"] as const)),
    ...(typed.familyName === "" ? (["familyName"] as const) : []),
    ...(typed.role === "teacher" && classNames.length === 0 ? (["classes"] as const) : []),
  ];
  if (typed.role !== "teacher" && typed.role !== "school-admin") return { problems: [...problems, "role"] };
  if (problems.length > 0) return { problems };
  return {
    role: typed.role === "teacher" ? { role: "teacher", schoolId, classNames } : { role: "school-admin", schoolId },
  };
}
