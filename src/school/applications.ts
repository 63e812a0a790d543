/** What a school switches on, and what flows then: reads for the pages; writes go through applications/. */
import { attributes, noReason, type Attribute, type Bundle } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ApplicationId, SchoolId } from "../ids.ts";
import { yearChoices, type YearChoice } from "../pupils/pupils.ts";
import { brusselsDay, schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import type { WantedScope } from "./release-scope.ts";
import {
  getPossibleScopes,
  listApplicationRows,
  type ApplicationRow,
  type ScopeCounts,
} from "./queries-applications.ts";

type ReadDeps = Pick<Deps, "db" | "now">;

/** An attribute with the vendor's reason, where one was given. */
export type Received = { name: Attribute; reason: string | null };
export type SchoolApplication = Pick<ApplicationRow, "id" | "name" | "vendor" | "status" | "manifestId" | "wishes"> & {
  /** What it was on for, by numbers alone: it waits for a choice that says of which level. */
  paused: { classNames: string[]; yearNumbers: number[] } | null;
  bundle: Bundle;
  /** What it receives when it is switched on now. */
  asks: Received[];
  release: {
    allowedAt: Date;
    classNames: string[];
    yearChoices: YearChoice[];
    wholeSchool: boolean;
    receives: Received[];
  } | null;
  /** What it asks for beyond what the school allowed: it receives none of this until somebody says yes. */
  more: Received[];
};

const wishDays = 60;
const dayMs = 24 * 60 * 60 * 1000;
/** A wish that is older is no question any more. */
export const wishesFrom = (now: Date): Date => new Date(now.getTime() - wishDays * dayMs);

/** Every application that this school can switch on or off. One statement. */
export async function listSchoolApplications(deps: ReadDeps, schoolId: SchoolId): Promise<SchoolApplication[]> {
  const wishesSince = wishesFrom(deps.now());
  return (await deps.db.forSchools([schoolId], (tx) => listApplicationRows(tx, { schoolId, wishesSince }))).map(
    describe,
  );
}

/** With how many pupils are in each. `chosen`: of those who were asked for; null when nobody was, or the whole school. */
export type Scopes = ScopeCounts;

/**
 * One of them, with whom it can be switched on for. Two statements.
 * @param of.wanted those whom `countPupils` is to tell the number of
 * @throws AppError not-found
 */
export async function getSchoolApplication(
  deps: ReadDeps,
  { schoolId, id, wanted }: { schoolId: SchoolId; id: ApplicationId; wanted: WantedScope | undefined },
): Promise<{ application: SchoolApplication; scopes: Scopes }> {
  const now = deps.now();
  const wishesSince = wishesFrom(now);
  return deps.db.forSchools([schoolId], async (tx) => {
    const [row] = await listApplicationRows(tx, { schoolId, id, wishesSince });
    if (!row) throw new AppError("not-found");
    const moment = {
      schoolId,
      schoolYear: schoolYearOf(now),
      yearBefore: yearStillUnderstood(now),
      today: brusselsDay(now),
    };
    const scopes = await getPossibleScopes(tx, moment, wanted?.whole === false ? wanted : undefined);
    const order = ({ choice }: Scopes["years"][number]) => yearChoices.indexOf(choice);
    return {
      application: describe(row),
      scopes: { ...scopes, years: scopes.years.toSorted((a, b) => order(a) - order(b)) },
    };
  });
}

/**
 * For how many pupils of today that is.
 * @param scopes as they were read with `wanted`
 * @throws AppError not-found for a class or year that isn't there
 */
export function countPupils(scopes: Scopes, wanted: WantedScope): number {
  if (wanted.whole) return scopes.pupils;
  const classes = new Set(scopes.classes.map(({ name }) => name));
  const years = new Set(scopes.years.map(({ choice }) => choice));
  const known =
    wanted.classNames.every((name) => classes.has(name)) && wanted.yearChoices.every((year) => years.has(year));
  if (!known || scopes.chosen === null) throw new AppError("not-found");
  return scopes.chosen;
}

/** The same, one choice after the other; of the whole school each year that it has. */
export function countsOf({ classes, years }: Scopes, wanted: WantedScope): Pick<Scopes, "classes" | "years"> {
  if (wanted.whole) return { classes: [], years };
  return {
    classes: classes.filter(({ name }) => wanted.classNames.includes(name)),
    years: years.filter(({ choice }) => wanted.yearChoices.includes(choice)),
  };
}

function describe({ bundle, attributes: asked, release, paused, ...row }: ApplicationRow): SchoolApplication {
  const asks = receivedOf(asked, bundle);
  const known = new Set(Object.keys(release?.attributes ?? {}));
  return {
    ...row,
    bundle,
    asks,
    paused: paused && { ...paused, classNames: paused.classNames ?? [] },
    release: release && {
      allowedAt: release.allowedAt,
      classNames: release.classNames ?? [],
      yearChoices: release.yearChoices ?? [],
      wholeSchool: release.classNames === null && release.yearChoices === null,
      receives: receivedOf(release.attributes, release.bundle),
    },
    more: release ? asks.filter(({ name }) => !known.has(name)) : [],
  };
}

/** In the order of the closed list. That an address is verified goes with the address: nobody reads of the one without the other. */
const receivedOf = (given: Record<string, string>, bundle: Bundle): Received[] =>
  attributes
    .filter((name) => Object.hasOwn(given, name) && !(name === "email_verified" && Object.hasOwn(given, "email")))
    .map((name) => ({ name, reason: given[name] === noReason(bundle) ? null : (given[name] ?? null) }));
