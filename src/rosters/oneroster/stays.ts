import { counts, idsIn, periodOf, rowsOf, todays, type Export, type Period, type Row } from "./records.ts";
import type { Schools } from "./schools.ts";

type Stay = { org: string | undefined; counts: boolean; period: Period };

/** Where a pupil is as a pupil: nobody's pupil, at other schools, or here; with the days of a stay that isn't of today, or `gone`. */
export type Place =
  | { is: "no-pupil" }
  | { is: "elsewhere"; org: string }
  | { is: "here"; gone: boolean; else: Period | undefined };

/**
 * Tells where each user is a pupil: by the roles of users.csv in 1.1, of roles.csv in 1.2, where each has its school and days.
 * @param orgsOf of the classes of a user who is in no school, or in a group of schools only
 */
export function staysIn(
  all: Export,
  { schools, today, orgsOf }: { schools: Schools; today: string; orgsOf: (userId: string) => string[] },
): (user: Row) => Place {
  const roles = all.has("roles") ? rolesByUser(all) : undefined;
  return (user) => {
    const said = roles ? roles(user.get("sourcedId")) : rolesOfUser(user);
    // of whom nothing says a role, the enrolments do
    const told = said ?? (orgsOf(user.get("sourcedId")).length > 0 ? [always(undefined)] : []);
    if (told.length === 0) return { is: "no-pupil" };
    const stays = atSchools(told, user, { schools, orgsOf });
    const here = stays.filter(({ org }) => !schools.known || org === undefined || schools.isThis(org));
    if (here.length === 0) return { is: "elsewhere", org: stays[0]?.org ?? "" };
    const { now, else: other } = todays(
      here.filter((stay) => stay.counts),
      today,
    );
    const isDisabled = /^(?:false|0)$/i.test(user.get("enabledUser"));
    return { is: "here", gone: isDisabled || !counts(user) || (now.length === 0 && other === undefined), else: other };
  };
}

const always = (org: string | undefined): Stay => ({
  org,
  counts: true,
  period: { from: undefined, until: undefined },
});

/** Where somebody is a pupil: nowhere, who has other roles only; undefined, who has none at all. */
function rolesByUser(all: Export): (userId: string) => Stay[] | undefined {
  const roles = new Map<string, Stay[]>();
  for (const row of rowsOf(all, "roles")) {
    const id = row.get("userSourcedId");
    const stays = roles.get(id) ?? [];
    roles.set(id, stays);
    if (row.get("role").toLowerCase() !== "student") continue;
    const org = row.get("orgSourcedId") || undefined;
    stays.push({ org, counts: counts(row), period: periodOf(row) });
  }
  return (userId) => roles.get(userId);
}

function rolesOfUser(user: Row): Stay[] | undefined {
  const role = user.get("role").toLowerCase();
  if (role === "") return undefined;
  return role === "student" ? orgsOfUser(user).map((org) => always(org)) : [];
}

function orgsOfUser(user: Row): (string | undefined)[] {
  const ids = [...idsIn(user.get("primaryOrgSourcedId")), ...idsIn(user.get("orgSourcedIds"))];
  return ids.length > 0 ? [...new Set(ids)] : [undefined];
}

type Known = { schools: Schools; orgsOf: (userId: string) => string[] };

/** A stay that names no school is at those that the user names, else at those of the user's classes. */
function atSchools(stays: Stay[], user: Row, { schools, orgsOf }: Known): Stay[] {
  const isSchool = (org: string | undefined) => org !== undefined && !schools.isAbove(org);
  if (stays.some(({ org }) => isSchool(org))) return stays.filter(({ org }) => isSchool(org));
  const named = orgsOfUser(user).filter((org) => isSchool(org));
  const orgs = named.length > 0 ? named : orgsOf(user.get("sourcedId"));
  return orgs.length === 0
    ? stays.map((stay) => ({ ...stay, org: undefined }))
    : stays.flatMap((stay) => orgs.map((org) => ({ ...stay, org })));
}
