import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { ApplicationId, SchoolId } from "../ids.ts";
import type { Tx } from "../lib/db.ts";
import { yearChoices, type YearChoice } from "../pupils/pupils.ts";
import { schoolYearOf, yearStillUnderstood } from "../schools/schools.ts";
import { ReleaseScope } from "./input.ts";
import { findApplicationState } from "./queries.ts";
import * as queries from "./queries-releases.ts";

type Release = {
  applicationId: ApplicationId;
  schoolId: SchoolId;
  /** By name, so that the release goes on for next year's class of that name. */
  classNames?: string[] | undefined;
  /** A pupil of one of the classes or of one of these is in; without both everybody is. */
  yearChoices?: YearChoice[] | undefined;
  /** The version of the wishes that the person has read: when there is a newer one nothing is switched on. */
  manifestId?: string | undefined;
  actor: string;
};

/** `changed`: the application asks for something else than what the person has read. */
export type ReleaseOutcome = { ok: true } | { ok: false; reason: "changed" };

/**
 * A school switches an application on, with what its newest manifest asks for. A live release is replaced: what was issued under it
 * has to be asked for again.
 * @throws AppError bad-request, school-not-found, application-not-found
 */
export async function releaseApplication(deps: Pick<Deps, "db" | "now">, release: Release): Promise<ReleaseOutcome> {
  const { applicationId, schoolId, actor } = release;
  const scope = ReleaseScope.safeParse({ classNames: release.classNames, yearChoices: release.yearChoices });
  if (!scope.success)
    throw new AppError("bad-request", `A list can't be empty, and the years are: ${yearChoices.join(", ")}`);
  const { classNames, yearChoices: years } = scope.data;
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await mustSeeSchool(tx, schoolId);
    const application = await findApplicationState(tx, applicationId);
    if (!application) throw new AppError("application-not-found", "No application has this id");
    if (application.status === "retired") throw new AppError("bad-request", "This application is retired");
    const { manifestId } = application;
    if (release.manifestId !== undefined && release.manifestId !== manifestId) return { ok: false, reason: "changed" };
    const schoolYears = [schoolYearOf(at), yearStillUnderstood(at) ?? []].flat();
    const wanted = { schoolId, schoolYears, names: classNames ?? [] };
    const missing = await queries.missingClasses(tx, wanted);
    if (missing.length > 0)
      throw new AppError("bad-request", `This school has no class ${missing.join(", ")} this year`);
    await queries.lockRelease(tx, { schoolId, applicationId });
    await queries.withdrawRow(tx, { schoolId, applicationId, at });
    const whom = { classNames, yearChoices: years };
    await queries.addReleaseRow(tx, { schoolId, applicationId, manifestId, ...whom, at, by: actor });
    const details = { applicationId, manifestId, classes: classNames?.length ?? null, yearChoices: years ?? null };
    await record(tx, { what: "application.released", actor, at, schoolId, details });
    return { ok: true };
  });
}

/**
 * A school switches an application off: from this moment its pupils are let in no more. Twice is the same as once.
 * @throws AppError school-not-found, application-not-found
 */
export function withdrawRelease(
  deps: Pick<Deps, "db" | "now">,
  { applicationId, schoolId, actor }: Pick<Release, "applicationId" | "schoolId" | "actor">,
): Promise<void> {
  const at = deps.now();
  return deps.db.forSchools([schoolId], async (tx) => {
    await mustSeeSchool(tx, schoolId);
    await queries.lockRelease(tx, { schoolId, applicationId });
    if (await queries.withdrawRow(tx, { schoolId, applicationId, at })) {
      await record(tx, { what: "application.withdrawn", actor, at, schoolId, details: { applicationId } });
    } else if (!(await findApplicationState(tx, applicationId))) {
      throw new AppError("application-not-found", "No application has this id");
    }
  });
}

async function mustSeeSchool(tx: Tx, schoolId: SchoolId): Promise<void> {
  if (!(await queries.seesSchool(tx, schoolId))) throw new AppError("school-not-found", "There is no such school");
}
