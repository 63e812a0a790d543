/** Which colleagues and invitations the address asks for, and in which order. Pure. */
import type { Colleague, SchoolInvitation } from "../staff/staff.ts";
import { fits, sorted, tableQuery, textOf, type TableQuery } from "./table.ts";
import { inOrder } from "../lib/in-order.ts";

const colleagueColumns = ["name", "rights", "last"] as const;
const invitationColumns = ["until", "name", "rights"] as const;
/** What is put before the order of the second table of the page. */
export const ofInvitations = "open-";

type Role = "school-admin" | "teacher";
export type StaffQuery = {
  role: Role | undefined;
  colleagues: TableQuery<(typeof colleagueColumns)[number]>;
  invitations: TableQuery<(typeof invitationColumns)[number]>;
};

/** `?q=an&role=teacher&sort=last&open-sort=name`: who is looked for is found among colleagues as well as among those invited. */
export function staffQuery(params: URLSearchParams): StaffQuery {
  const role = textOf(params, "role");
  return {
    role: role === "school-admin" || role === "teacher" ? role : undefined,
    colleagues: tableQuery(params, colleagueColumns),
    invitations: tableQuery(params, invitationColumns, ofInvitations),
  };
}

type Named = { givenName: string; familyName: string; email: string };
const isFound = ({ givenName, familyName, email }: Named, search: string): boolean =>
  fits(`${givenName} ${familyName} ${email}`, search);
const byName = (a: Named, b: Named): number =>
  inOrder.compare(`${a.familyName} ${a.givenName}`, `${b.familyName} ${b.givenName}`);

/** Those who may do everything first, then by class. */
const rightsOf = (all: boolean, classNames: string[]): string => `${all ? 0 : 1} ${classNames.join(" ")}`;

/** An admin of the group is one of this school as well. */
export function arrangeColleagues(all: Colleague[], { role, colleagues }: StaffQuery): Colleague[] {
  const { search, sort, down } = colleagues;
  const is = (one: Colleague): Record<Role, boolean> => ({
    "school-admin": one.schoolAdmin || one.groupAdmin,
    teacher: one.classNames.length > 0,
  });
  const compare: Record<typeof sort, (a: Colleague, b: Colleague) => number> = {
    name: byName,
    rights: (a, b) =>
      inOrder.compare(rightsOf(is(a)["school-admin"], a.classNames), rightsOf(is(b)["school-admin"], b.classNames)),
    last: (a, b) => (a.lastSignIn?.getTime() ?? 0) - (b.lastSignIn?.getTime() ?? 0),
  };
  const wanted = all.filter((one) => (role === undefined || is(one)[role]) && isFound(one, search));
  return sorted(wanted, compare[sort], down);
}

/** What ends first comes first. */
export function arrangeInvitations(all: SchoolInvitation[], { role, invitations }: StaffQuery): SchoolInvitation[] {
  const { search, sort, down } = invitations;
  const rights = (one: SchoolInvitation) => rightsOf(one.role === "school-admin", one.classNames);
  const compare: Record<typeof sort, (a: SchoolInvitation, b: SchoolInvitation) => number> = {
    until: (a, b) => a.expiresAt.getTime() - b.expiresAt.getTime(),
    name: byName,
    rights: (a, b) => inOrder.compare(rights(a), rights(b)),
  };
  const wanted = all.filter((one) => (role === undefined || one.role === role) && isFound(one, search));
  return sorted(wanted, compare[sort], down);
}
