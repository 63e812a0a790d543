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
    const told = roles ? (roles.get(user.get("sourcedId")) ?? []) : rolesOfUser(user);
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

function rolesByUser(all: Export): Map<string, Stay[]> {
  const roles = new Map<string, Stay[]>();
  for (const row of rowsOf(all, "roles")) {
    if (row.get("role").toLowerCase() !== "student") continue;
    const org = row.get("orgSourcedId") || undefined;
    const id = row.get("userSourcedId");
    const stays = roles.get(id) ?? [];
    stays.push({ org, counts: counts(row), period: periodOf(row) });
    roles.set(id, stays);
  }
  return roles;
}

function rolesOfUser(user: Row): Stay[] {
  if (user.get("role").toLowerCase() !== "student") return [];
  return orgsOfUser(user).map((org) => ({ org, counts: true, period: { from: undefined, until: undefined } }));
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
