import { z } from "zod";
import { PupilId } from "../ids.ts";
import { Kind, Level, type KnownPupil } from "../pupils/pupils.ts";
import type { PupilRow } from "./duplicates.ts";
import { bareStamboek, type Index, type Match } from "./matching.ts";

export const Action = z.enum(["added", "changed", "moved-class", "moved-school", "left", "unchanged"]);
export type Action = z.infer<typeof Action>;

/** What applying does for one pupil. Lines of leavers, who have none in the file, are below zero. */
export type PlannedPupil = {
  line: number;
  action: Action;
  /** null for who is new */
  pupilId: PupilId | null;
  givenName: string | null;
  familyName: string | null;
  /** hex, only where the number is new for this school's enrolment of the pupil */
  hash: string | null;
  bis: boolean;
  stamboeknummer: string | null;
  /** hex, only where it is new for the pupil */
  sourceHash: string | null;
  classNames: string[];
  level: Level | null;
  kind: Kind | null;
  yearGroup: number | null;
  siteName: string | null;
  /** null for who was not known here */
  before: Before | null;
  /** who has these numbers until then: a person said that they are this pupil's */
  took: Took | null;
};

export const Took = z.object({ number: PupilId.optional(), stamboeknummer: PupilId.optional() });
export type Took = z.infer<typeof Took>;

/** What a pupil was at this school when the plan was made. */
export const Before = z.object({
  givenName: z.string(),
  familyName: z.string(),
  /** of this school year */
  classNames: z.array(z.string()),
  classNamesBefore: z.array(z.string()),
  level: Level,
  kind: Kind,
  yearGroup: z.number().nullable(),
  stamboeknummer: z.string().nullable(),
  siteName: z.string().nullable(),
});
export type Before = z.infer<typeof Before>;

/** One line whose pupil is certain. */
export function planRow(row: PupilRow, match: Exclude<Match, { is: "doubtful" }>, index: Index): PlannedPupil {
  const { line, givenName, familyName, hash, bis, stamboeknummer, classNames, yearGroup, siteName } = row;
  const sourceHash = row.sourceHash ?? null;
  const base = {
    line,
    givenName,
    familyName,
    bis,
    stamboeknummer,
    sourceHash,
    classNames,
    yearGroup,
    siteName,
    before: null,
  };
  if (match.is === "new")
    return {
      ...base,
      action: "added",
      pupilId: null,
      hash,
      level: row.level,
      kind: row.kind ?? "gewoon",
      took: tookFrom({ hash, stamboeknummer }, undefined, index),
    };
  const { pupil } = match;
  const planned = {
    ...base,
    ...(row.lost ? { givenName: pupil.givenName, familyName: pupil.familyName } : {}),
    ...(match.asOne ? { givenName: pupil.givenName, familyName: pupil.familyName, siteName: null } : {}),
    pupilId: pupil.pupilId,
    // who comes back gets a new enrolment, and that has no number yet
    hash: hash !== null && !(pupil.open && pupil.hashes.includes(hash)) ? hash : null,
    ...placeOf(row, pupil),
    stamboeknummer: fullerNumber(row.stamboeknummer, pupil.stamboeknummer),
    sourceHash: pupil.open && sourceHash === pupil.sourceHash ? null : sourceHash,
    before: beforeOf(pupil),
  };
  const took = tookFrom(planned, pupil, index);
  return { ...planned, took, action: actionFor(planned, pupil) };
}

/** Level, kind and year: what is known wins where the list says nothing of them. */
function placeOf(row: PupilRow, pupil: KnownPupil) {
  if (row.noLevel && sameClasses(row.classNames, pupil.classNames))
    return { level: pupil.level, kind: pupil.kind, yearGroup: null };
  return { level: row.levelSure ? row.level : pupil.level, kind: row.kind ?? pupil.kind, yearGroup: row.yearGroup };
}

type Numbers = Pick<PlannedPupil, "hash" | "stamboeknummer">;

/** Other pupils who are enrolled with these numbers. Who has left keeps them as they were. */
function tookFrom({ hash, stamboeknummer }: Numbers, pupil: KnownPupil | undefined, index: Index): Took | null {
  const owner = hash === null ? undefined : index.byHash.get(hash);
  const number = owner?.open && owner !== pupil ? owner.pupilId : undefined;
  const ofStamboek = stamboeknummer === null ? undefined : index.byStamboek.get(stamboeknummer);
  const other = ofStamboek?.open && ofStamboek !== pupil ? ofStamboek.pupilId : undefined;
  if (!number && !other) return null;
  return { ...(number ? { number } : {}), ...(other ? { stamboeknummer: other } : {}) };
}

/** A number that comes back without its zeros is no other one: of the two the one with zeros is kept, whichever came first. */
const fullerNumber = (written: string | null, kept: string | null): string | null =>
  written !== null && kept !== null && bareStamboek(written) === bareStamboek(kept) && kept.length > written.length
    ? kept
    : written;

const sameClasses = (a: string[], b: string[]) => a.toSorted().join("\n") === b.toSorted().join("\n");

/** An empty cell changes nothing: a file without site column takes nobody out of a site. */
function actionFor(planned: Omit<PlannedPupil, "action" | "took">, pupil: KnownPupil): Action {
  if (!pupil.open) return "moved-school";
  if (!sameClasses(planned.classNames, pupil.classNames)) return "moved-class";
  const differs = (value: string | number | null, before: string | number | null) => value !== null && value !== before;
  const changed =
    planned.hash !== null ||
    planned.sourceHash !== null ||
    differs(planned.givenName, pupil.givenName) ||
    differs(planned.familyName, pupil.familyName) ||
    differs(planned.level, pupil.level) ||
    differs(planned.kind, pupil.kind) ||
    differs(planned.yearGroup, pupil.yearGroup) ||
    differs(planned.stamboeknummer, pupil.stamboeknummer) ||
    differs(planned.siteName, pupil.siteName);
  return changed ? "changed" : "unchanged";
}

/** @param pupil only who it is and what was there before */
export const leave = (pupil: Before & { pupilId: PupilId }, line: number): PlannedPupil => ({
  line,
  action: "left",
  pupilId: pupil.pupilId,
  givenName: null,
  familyName: null,
  hash: null,
  bis: false,
  stamboeknummer: null,
  sourceHash: null,
  classNames: [],
  level: null,
  kind: null,
  yearGroup: null,
  siteName: null,
  before: beforeOf(pupil),
  took: null,
});

export const beforeOf = (pupil: Before): Before => ({
  givenName: pupil.givenName,
  familyName: pupil.familyName,
  classNames: pupil.classNames,
  classNamesBefore: pupil.classNamesBefore,
  level: pupil.level,
  kind: pupil.kind,
  yearGroup: pupil.yearGroup,
  stamboeknummer: pupil.stamboeknummer,
  siteName: pupil.siteName,
});
