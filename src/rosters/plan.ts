import type { PupilId } from "../ids.ts";
import type { KnownPupil } from "../pupils/pupils.ts";
import { mergeRows, mostTold, rejection, sayLines, type PupilRow } from "./duplicates.ts";
import { indexKnown, ownerOfStamboek, type Doubtful, type Index } from "./matching.ts";
import { nameKey } from "./names.ts";
import { namesKept } from "./people/lost-names.ts";
import { matchRows } from "./people/match-rows.ts";
import { readNumbering } from "./people/renumbered.ts";
import { beforeOf, leave, planRow, type Action, type Before, type PlannedPupil } from "./planned-pupil.ts";
import type { Rejected, Shown } from "./rejected.ts";
import type { ReadRows } from "./rows.ts";
import type { ReasonCode } from "./reason-texts.ts";
import type { Notice } from "./reading.ts";
import { countFinishing } from "./stops/finishing.ts";
import { signsOf } from "./stops/signs.ts";
import { countUnread } from "./stops/unread.ts";
import type { Params } from "./texts.ts";

/** A line that needs a person. `candidates` are the login names it may be about. */
export type Refused = {
  line: number;
  action: "rejected" | "doubtful";
  code: ReasonCode;
  params: Params;
  candidates: string[];
  shown: Shown;
  /** what a person needs to decide the line; null where only the file can be corrected */
  doubt: OpenDoubt | null;
};

export type OpenDoubt = {
  row: PupilRow;
  /** login names of those it may be about whom no other line is surely about */
  choices: string[];
  /** false when the national number is of a pupil of that very name here: then it is nobody new */
  mayBeNew: boolean;
  /** whether it may be the pupil of one of `others` once more */
  mayBeTwice: boolean;
  /** lines that leave the doubt together with this one */
  others: OtherLine[];
  /** pupils who stay only because this line may be about them */
  held: { pupilId: PupilId; before: Before }[];
};

/** Another line of the file, as a person sees it beside the doubtful one. */
export type OtherLine = { line: number; name: string; className: string };

export type Counts = { rows: number; added: number; changed: number; moved: number; left: number; unchanged: number };
/**
 * What tells a wrong file: how many lines are about pupils of this school, and put a pupil back a year; how many don't even say whom they
 * are about. And what tells a right one: how many of those who leave are at the end of what the school has.
 */
export type Signs = { here: number; lastYear: number; finishing: number; unread: number };
export type Plan = {
  pupils: PlannedPupil[];
  refused: Refused[];
  counts: Counts;
  enrolled: number;
  signs: Signs;
  /** what a person is told beside the lines */
  notices: Notice[];
};

/** @param rules.bothYears whether a line may name a class of last year */
export function makePlan(
  read: ReadRows,
  known: KnownPupil[],
  rules: { bothYears: boolean; nameProves?: boolean },
): Plan {
  const merged = mergeRows(read.rows);
  const index = indexKnown(known, rules);
  const numbering = readNumbering(merged.pupils, index);
  const matches = matchRows(merged.pupils, numbering.index);
  const rejected = [...read.rejected, ...merged.rejected];
  const pupils: PlannedPupil[] = [];
  const sure = new Set<KnownPupil>();
  for (const [row, match] of matches) {
    if (match.is !== "doubtful") pupils.push(planRow(row, match, index));
    if (match.is === "known") sure.add(match.pupil);
  }
  const doubts = [...matches].flatMap(([row, match]) => (match.is === "doubtful" ? [{ row, ...match }] : []));
  const isNobody = ({ code, candidates }: Unsure) => code === "letters-lost" && candidates.length === 0;
  // it may be about anybody
  for (const { row, code } of doubts.filter(isNobody)) rejected.push({ ...rejection(row, code, {}), nameKey: null });
  const { clear, crowded } = sortDoubts(doubts.filter((doubt) => !isNobody(doubt)));
  const named = new Set([...sure, ...meant(rejected, crowded, index)]);
  const refused = [
    ...rejected.map(refuseLine),
    ...crowded.map(refuseCrowded),
    ...clear.map((doubt) => refuse(doubt, { index, sure, named })),
  ];
  const held = new Set(refused.flatMap(({ doubt }) => doubt?.held.map(({ pupilId }) => pupilId) ?? []));
  const open = known.filter((pupil) => pupil.open);
  const gone = open.filter((one) => !named.has(one) && !held.has(one.pupilId));
  for (const [at, pupil] of gone.entries()) pupils.push(leave(pupil, -1 - at));
  return {
    pupils,
    refused: refused.sort((a, b) => a.line - b.line),
    counts: count(read.count, pupils),
    enrolled: open.length,
    notices: [...numbering.notices, ...namesKept(matches)],
    signs: { ...signsOf(matches), finishing: countFinishing(pupils, open), unread: countUnread(rejected) },
  };
}

const loginNames = (pupils: KnownPupil[]) => pupils.map((pupil) => pupil.loginName);

function paramsOf({ row, together = [] }: Unsure): Params {
  const all = [row, ...together.filter((other) => other !== row)].toSorted((a, b) => a.line - b.line);
  const lines = together.length === 0 ? row.lines.map((line) => ({ line })) : all;
  return { line: row.line, lines: sayLines(lines), other: together.find((other) => other !== row)?.line ?? row.line };
}

const refuseLine = ({ line, code, params, shown }: Rejected): Refused => ({
  line,
  action: "rejected",
  code,
  params,
  candidates: [],
  shown,
  doubt: null,
});

type Unsure = Doubtful & { row: PupilRow };
type Settled = { index: Index; sure: Set<KnownPupil>; named: Set<KnownPupil> };

/** Each doubt keeps all that it may be about: so many lines of one name, times so many pupils of that name, are decided one by one. */
const mostPairs = 40;

/** `crowded`: nobody decides so many; the file must say more of who they are. */
function sortDoubts(doubts: Unsure[]): { clear: Unsure[]; crowded: Unsure[] } {
  const lines = new Map<string, number>();
  for (const { row } of doubts) lines.set(row.nameKey, (lines.get(row.nameKey) ?? 0) + 1);
  const isCrowded = ({ row, candidates }: Unsure) => (lines.get(row.nameKey) ?? 0) * candidates.length > mostPairs;
  return { clear: doubts.filter((doubt) => !isCrowded(doubt)), crowded: doubts.filter(isCrowded) };
}

const shownOf = ({ givenName, familyName, classNames }: PupilRow): Shown => ({
  givenName,
  familyName,
  className: classNames.join(", "),
});

const refuseCrowded = (unsure: Unsure): Refused => ({
  line: unsure.row.line,
  action: "doubtful",
  code: unsure.code,
  params: paramsOf(unsure),
  candidates: [],
  shown: shownOf(unsure.row),
  doubt: null,
});

/** Each doubt keeps them: more tell nobody more. */
const mostBeside = 4;

const beside = ({ line, givenName, familyName, classNames }: PupilRow): OtherLine => ({
  line,
  name: `${givenName} ${familyName}`.trim(),
  className: classNames.join(", "),
});

function mayBeNew(row: PupilRow, { byHash }: Index): boolean {
  if (row.lost) return false;
  const owner = row.hash === null ? undefined : byHash.get(row.hash);
  return owner === undefined || nameKey(owner) !== row.nameKey;
}

/** Those it may be about stay, whether or not the file says so elsewhere. */
function refuse(unsure: Unsure, { index, sure, named }: Settled): Refused {
  const { row, code, candidates, together = [] } = unsure;
  return {
    line: row.line,
    action: "doubtful",
    code,
    params: paramsOf(unsure),
    candidates: loginNames(candidates),
    shown: shownOf(row),
    doubt: {
      row,
      choices: loginNames(candidates.filter((pupil) => !sure.has(pupil))),
      mayBeNew: mayBeNew(row, index),
      mayBeTwice: code === "twice",
      others: together
        .filter((other) => other !== row)
        .slice(0, mostBeside)
        .map((other) => beside(other)),
      held: candidates
        .filter((pupil) => pupil.open && !named.has(pupil))
        .map((pupil) => ({ pupilId: pupil.pupilId, before: beforeOf(pupil) })),
    },
  };
}

/** Whoever a line may be about of which only the file can be corrected is in the file, so hasn't left. */
function meant(rejected: Rejected[], crowded: Unsure[], index: Index): Set<KnownPupil> {
  const pupils = new Set<KnownPupil | undefined>();
  for (const { hash, stamboeknummer } of rejected) {
    if (hash !== null) pupils.add(index.byHash.get(hash));
    pupils.add(ownerOfStamboek(index, stamboeknummer));
  }
  // found by a number, they are few and may have another name
  for (const { candidates } of crowded) for (const pupil of candidates.slice(0, mostTold)) pupils.add(pupil);
  // each name once: a file may have a hundred thousand lines of one
  const names = [...rejected.flatMap(({ nameKey }) => nameKey ?? []), ...crowded.map(({ row }) => row.nameKey)];
  for (const name of new Set(names)) for (const pupil of index.byName.get(name) ?? []) pupils.add(pupil);
  return new Set([...pupils].filter((pupil) => pupil !== undefined));
}

const countOf = (action: Action) => (action === "moved-class" || action === "moved-school" ? "moved" : action);

function count(rows: number, pupils: PlannedPupil[]): Counts {
  const counts: Counts = { rows, added: 0, changed: 0, moved: 0, left: 0, unchanged: 0 };
  for (const { action } of pupils) counts[countOf(action)] += 1;
  return counts;
}

export type ActionCount = { action: Action; count: number };

/** The counts of a plan after a decision: of pupils who stay as they are only the number is kept, so the change is counted. */
export function countChange(counts: Counts, before: ActionCount[], after: ActionCount[]): Counts {
  const changed = { ...counts };
  for (const { action, count } of before) changed[countOf(action)] -= count;
  for (const { action, count } of after) changed[countOf(action)] += count;
  return changed;
}
