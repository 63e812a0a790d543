import { inScope, isAttribute, type Attribute, type Bundle } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import type { ApplicationId, ClassGroupId, PupilId, SchoolNumber, SectorId } from "../ids.ts";
import type { Db, Reads } from "../lib/db.ts";
import type { Keys } from "../lib/keys.ts";
import { getOrAddPseudonym, type Pseudonym } from "../pseudonyms/pseudonyms.ts";
import { brusselsDay, schoolYearOf, startOfSchoolYear, yearStillUnderstood } from "../schools/schools.ts";
import { findAccountRow, type AccountRow, type EnrolmentRow } from "./queries.ts";

/** A school that released the application for this pupil, with what its manifest lets flow of that school. */
export type ReleasedSchool = {
  number: SchoolNumber;
  level: string;
  yearGroup: number | undefined;
  classGroups: { id: ClassGroupId; name: string }[];
  attributes: ReadonlySet<Attribute>;
};

/** A pupil as far as an application may know one. */
export type ReleasedPupil = {
  bundle: Bundle;
  /** Of the newest manifest that one of the schools released. */
  attributes: ReadonlySet<Attribute>;
  givenName: string;
  familyName: string;
  locale: string;
  /** At least one; the earliest enrolment first. */
  schools: ReleasedSchool[];
  /** Undefined before the first sign-in of this pupil in this sector. */
  pseudonym: Pseudonym | undefined;
};

export type AccountOutcome =
  | { ok: true; released: ReleasedPupil }
  | {
      ok: false;
      reason:
        | "no-account"
        | "stale-generation"
        | "suspended"
        | "no-release"
        | "application-suspended"
        | "school-suspended"
        | "issued-too-early";
    };

/** What is presented: in which generation of the account it was issued, when (epoch seconds), and to whom. */
export type Presented = {
  generation: number;
  issuedAt: number;
  /**
   * `application` (the default): a grant, code or token, which dies with the application and the release as well. `browser`: a session,
   * which no application holds, so that a release that came after signing in works without signing in again.
   */
  issuedTo?: "application" | "browser";
};

type Question = Presented & { pupilId: PupilId; applicationId: ApplicationId; clientSector: SectorId; now: Date };

/** Whether the pupil may enter the application, and what the application may know: one query, whatever the size of the country. */
export async function findReleasedPupil(db: Reads, question: Question): Promise<AccountOutcome> {
  const schoolYear = schoolYearOf(question.now);
  const row = await findAccountRow(db, {
    pupilId: question.pupilId,
    applicationId: question.applicationId,
    sectorId: question.clientSector,
    today: brusselsDay(question.now),
    schoolYear,
    yearStart: startOfSchoolYear(schoolYear),
    yearBefore: yearStillUnderstood(question.now),
  });
  return judgeAccount(row, question);
}

/** The rules of the kill switch and of the release. A school that is suspended or didn't release shows nothing of itself. */
export function judgeAccount(row: AccountRow | undefined, presented: Presented): AccountOutcome {
  if (!row) return { ok: false, reason: "no-account" };
  if (row.status === "suspended") return { ok: false, reason: "suspended" };
  if (row.generation !== presented.generation) return { ok: false, reason: "stale-generation" };
  const { applicationStatus: status, applicationValidFrom: validFrom } = row;
  if ((status !== "live" && status !== "sandbox") || validFrom === null)
    return { ok: false, reason: "application-suspended" };
  const toApplication = presented.issuedTo !== "browser";
  if (toApplication && tooEarly(presented, validFrom)) return { ok: false, reason: "issued-too-early" };

  const released = row.enrolments.filter(releases);
  if (released.length === 0) return { ok: false, reason: "no-release" };
  const active = released.filter((enrolment) => enrolment.schoolStatus === "active");
  if (active.length === 0) return { ok: false, reason: "school-suspended" };
  const alive = active.filter(
    ({ schoolValidFrom, release }) =>
      !tooEarly(presented, schoolValidFrom) && !(toApplication && tooEarly(presented, release.allowedAt)),
  );
  if (alive.length === 0) return { ok: false, reason: "issued-too-early" };
  return { ok: true, released: releasedPupil(row, alive) };
}

/** Tokens count in whole seconds: what was issued in the second of the change passes, or the first sign-in after it would fail. */
const tooEarly = ({ issuedAt }: Presented, validFrom: number): boolean => issuedAt < Math.floor(validFrom);

type Release = NonNullable<EnrolmentRow["release"]>;
type ReleasedEnrolment = EnrolmentRow & { number: SchoolNumber; release: Release };

function releases(enrolment: EnrolmentRow): enrolment is ReleasedEnrolment {
  const { release, number } = enrolment;
  const classNames = enrolment.classGroups.map(({ name }) => name);
  return release !== null && number !== null && inScope(release, { ...enrolment, classNames });
}

function releasedPupil(row: AccountRow, enrolments: ReleasedEnrolment[]): ReleasedPupil {
  const newest = enrolments.map(({ release }) => release).reduce((a, b) => (b.version > a.version ? b : a));
  return {
    bundle: newest.bundle,
    attributes: new Set(newest.attributes.filter(isAttribute)),
    givenName: named(enrolments, ["given_name", "name"])?.givenName ?? "",
    familyName: named(enrolments, ["family_name", "name", "leerid_family_initial"])?.familyName ?? "",
    locale: row.locale,
    schools: enrolments.map(({ number, level, yearGroup, classGroups, release }) => ({
      number,
      level,
      yearGroup: yearGroup ?? undefined,
      classGroups,
      attributes: new Set(release.attributes.filter(isAttribute)),
    })),
    pseudonym: row.sub !== null && row.emailLocal !== null ? { sub: row.sub, emailLocal: row.emailLocal } : undefined,
  };
}

/** The enrolment at the first school that lets one of these attributes flow: what another school calls the pupil is not the application's. */
const named = (enrolments: ReleasedEnrolment[], attributes: Attribute[]): ReleasedEnrolment | undefined =>
  enrolments.find(({ release }) => attributes.some((one) => release.attributes.includes(one)));

/** Who the pupil is to the application. Without an `emailLocal` there is no address either. */
export type Subject = { sub: string; emailLocal: string | undefined };

/**
 * The subject that goes with a release. Anonymous: it lives as long as the grant and means nothing in the next one. Otherwise the pupil's
 * pseudonym in the sector, drawn now when this is the first time.
 */
export async function subjectOf(
  deps: Pick<Deps, "keys" | "random"> & { db: Db },
  released: ReleasedPupil,
  context: { pupilId: PupilId; sectorId: SectorId; grantId: string; now: Date },
): Promise<Subject> {
  const { pupilId, sectorId, grantId, now } = context;
  if (released.bundle === "anonymous")
    return { sub: transientSub(deps.keys, { grantId, sectorId }), emailLocal: undefined };
  if (released.pseudonym) return released.pseudonym;
  return getOrAddPseudonym(deps.db, { pupilId, sectorId, random: deps.random, now });
}

/** Says nothing without the key, and nothing of the pupil with it: the grant's own id is random. */
export function transientSub(keys: Keys, { grantId, sectorId }: { grantId: string; sectorId: SectorId }): string {
  // without a grant every pupil would be the same one
  if (grantId === "") throw new Error("A transient subject needs a grant");
  return keys.mac("transientSub", grantId, sectorId).toString("base64url");
}
