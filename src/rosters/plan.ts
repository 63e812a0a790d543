import type { PupilId } from "../ids.ts";
import type { Kind, KnownPupil, Level } from "../pupils/pupils.ts";
import { mergeRows, type Doubt, type PupilRow } from "./duplicates.ts";
import { indexKnown, matchName, matchNumbers, type Index, type Match } from "./matching.ts";
import type { ReadRows, Rejected } from "./rows.ts";
import type { Params, ReasonCode } from "./texts.ts";

export type Action = "added" | "changed" | "moved-class" | "moved-school" | "left" | "unchanged";

/** What applying does for one pupil. Lines of leavers, who have none in the file, are below zero. */
export type PlannedPupil = {
  line: number;
  action: Action;
  /** null for who is new */
  pupilId: PupilId | null;
  givenName: string | null;
  familyName: string | null;
  /** hex, only where the number is to be linked with the pupil */
  hash: string | null;
  stamboeknummer: string | null;
  classNames: string[];
  level: Level | null;
  kind: Kind | null;
  yearGroup: number | null;
  siteName: string | null;
};

/** A line that needs a person. `candidates` are the login names it may be about. */
export type Refused = {
  line: number;
  action: "rejected" | "doubtful";
  code: ReasonCode;
  params: Params;
  candidates: string[];
};

export type Counts = { rows: number; added: number; changed: number; moved: number; left: number; unchanged: number };
export type Plan = { pupils: PlannedPupil[]; refused: Refused[]; counts: Counts; enrolled: number };

/** @param elsewhere whose the national numbers are that nobody at this school has */
export function makePlan(read: ReadRows, known: KnownPupil[], elsewhere: Map<string, PupilId>): Plan {
  const merged = mergeRows(read.rows);
  const index = indexKnown(known, elsewhere);
  const matches = matchAll(merged.pupils, index);
  const rejected = [...read.rejected, ...merged.rejected];
  const kept = new Set<KnownPupil>();
  const pupils: PlannedPupil[] = [];
  const refused = rejected.map(({ line, code, params }): Refused => ({
    line,
    action: "rejected",
    code,
    params,
    candidates: [],
  }));
  for (const doubt of merged.doubtful) refused.push(refuseDoubt(doubt, index, kept));
  for (const [row, match] of matches) {
    if (match.is !== "doubtful") pupils.push(planRow(row, match));
    else refused.push(refuse(row, match));
    if (match.is === "known") kept.add(match.pupil);
    if (match.is === "doubtful") for (const pupil of match.candidates) kept.add(pupil);
  }
  for (const row of rejected) for (const pupil of meant(row, index)) kept.add(pupil);
  const open = known.filter((pupil) => pupil.open);
  for (const [at, pupil] of open.filter((one) => !kept.has(one)).entries()) pupils.push(leave(pupil, -1 - at));
  return {
    pupils,
    refused: refused.sort((a, b) => a.line - b.line),
    counts: count(read.count, pupils),
    enrolled: open.length,
  };
}

/** Numbers first, for all rows; names then, among the pupils that no number claimed. */
function matchAll(rows: PupilRow[], index: Index): Map<PupilRow, Match> {
  const matches = new Map<PupilRow, Match>();
  const claims = new Map<KnownPupil | PupilId, PupilRow[]>();
  const claim = (row: PupilRow, match: Match) => {
    matches.set(row, match);
    const whom = match.is === "known" ? match.pupil : match.is === "elsewhere" ? match.pupilId : undefined;
    if (whom !== undefined) claims.set(whom, [...(claims.get(whom) ?? []), row]);
  };
  const rest: PupilRow[] = [];
  for (const row of rows) {
    const match = matchNumbers(row, index);
    if (match) claim(row, match);
    else rest.push(row);
  }
  const claimed = new Set([...claims.keys()].filter((whom) => typeof whom !== "string"));
  for (const row of rest) claim(row, matchName(row, index, claimed));
  for (const [whom, claimants] of claims) {
    if (claimants.length === 1) continue;
    const candidates = typeof whom === "string" ? [] : [whom];
    const lines = claimants.map((row) => row.line);
    for (const row of claimants) {
      row.lines = lines;
      matches.set(row, { is: "doubtful", code: "same-pupil", candidates });
    }
  }
  return matches;
}

const loginNames = (pupils: KnownPupil[]) => pupils.map((pupil) => pupil.loginName);

const refuse = (row: PupilRow, match: Extract<Match, { is: "doubtful" }>): Refused => ({
  line: row.line,
  action: "doubtful",
  code: match.code,
  params: { line: row.line, lines: row.lines.join(", ") },
  candidates: loginNames(match.candidates),
});

/** Pupils of that name stay: the line may be about any of them. */
function refuseDoubt({ row, code, params }: Doubt, index: Index, kept: Set<KnownPupil>): Refused {
  const candidates = index.byName.get(row.nameKey) ?? [];
  for (const pupil of candidates) kept.add(pupil);
  return { line: row.line, action: "doubtful", code, params, candidates: loginNames(candidates) };
}

/** Whoever a rejected line may be about is in the file, so hasn't left. */
function meant(row: Rejected, index: Index): KnownPupil[] {
  const byHash = row.hash === null ? undefined : index.byHash.get(row.hash);
  const byStamboek = row.stamboeknummer === null ? undefined : index.byStamboek.get(row.stamboeknummer);
  const byName = row.nameKey === null ? [] : (index.byName.get(row.nameKey) ?? []);
  return [byHash, byStamboek, ...byName].filter((pupil) => pupil !== undefined);
}

function planRow(row: PupilRow, match: Exclude<Match, { is: "doubtful" }>): PlannedPupil {
  const { line, givenName, familyName, hash, stamboeknummer, classNames, yearGroup, siteName } = row;
  const base = { line, givenName, familyName, stamboeknummer, classNames, yearGroup, siteName };
  if (match.is === "new")
    return { ...base, action: "added", pupilId: null, hash, level: row.level, kind: row.kind ?? "gewoon" };
  if (match.is === "elsewhere") {
    const { pupilId } = match;
    return { ...base, action: "moved-school", pupilId, hash: null, level: row.level, kind: row.kind ?? "gewoon" };
  }
  const { pupil } = match;
  const planned = {
    ...base,
    pupilId: pupil.pupilId,
    hash: hash !== null && !pupil.hashes.includes(hash) ? hash : null,
    level: row.levelSure ? row.level : pupil.level,
    kind: row.kind ?? pupil.kind,
  };
  return { ...planned, action: actionFor(planned, pupil) };
}

/** An empty cell changes nothing: a file without site column takes nobody out of a site. */
function actionFor(planned: Omit<PlannedPupil, "action">, pupil: KnownPupil): Action {
  if (!pupil.open) return "moved-school";
  const classes = (names: string[]) => names.toSorted().join("\n");
  if (classes(planned.classNames) !== classes(pupil.classNames)) return "moved-class";
  const differs = (value: string | number | null, before: string | number | null) => value !== null && value !== before;
  const changed =
    planned.hash !== null ||
    differs(planned.givenName, pupil.givenName) ||
    differs(planned.familyName, pupil.familyName) ||
    differs(planned.level, pupil.level) ||
    differs(planned.kind, pupil.kind) ||
    differs(planned.yearGroup, pupil.yearGroup) ||
    differs(planned.stamboeknummer, pupil.stamboeknummer) ||
    differs(planned.siteName, pupil.siteName);
  return changed ? "changed" : "unchanged";
}

const leave = (pupil: KnownPupil, line: number): PlannedPupil => ({
  line,
  action: "left",
  pupilId: pupil.pupilId,
  givenName: null,
  familyName: null,
  hash: null,
  stamboeknummer: null,
  classNames: [],
  level: null,
  kind: null,
  yearGroup: null,
  siteName: null,
});

function count(rows: number, pupils: PlannedPupil[]): Counts {
  const counts: Counts = { rows, added: 0, changed: 0, moved: 0, left: 0, unchanged: 0 };
  for (const { action } of pupils)
    counts[action === "moved-class" || action === "moved-school" ? "moved" : action] += 1;
  return counts;
}
