/** Lines and pupils as the rules of matching see them: Lotte Peeters of 3B, but for what a test says. */
import { PupilId } from "../../src/ids.ts";
import { buildLoginName } from "../../src/pupils/login-name.ts";
import type { KnownPupil } from "../../src/pupils/pupils.ts";
import { nameKey } from "../../src/rosters/names.ts";
import { makePlan } from "../../src/rosters/plan.ts";
import type { RosterRow } from "../../src/rosters/rows.ts";

export const hash = (name: string) => Buffer.from(name.padEnd(32)).toString("hex");
export const id = (serial: number) => PupilId.parse(`00000000-0000-7000-8000-${String(serial).padStart(12, "0")}`);

export function row(line: number, more: Partial<RosterRow> = {}): RosterRow {
  const given = { givenName: "Lotte", familyName: "Peeters", ...more };
  return {
    line,
    nameKey: nameKey(given),
    classNames: ["3B"],
    level: "lager",
    levelSure: true,
    kind: null,
    yearGroup: 3,
    siteName: null,
    hash: null,
    bis: false,
    stamboeknummer: null,
    leerId: null,
    ...given,
  };
}

export function known(serial: number, more: Partial<KnownPupil> = {}): KnownPupil {
  return {
    pupilId: id(serial),
    loginName: buildLoginName("lotte", String(10_000 + serial)),
    givenName: "Lotte",
    familyName: "Peeters",
    open: true,
    level: "lager",
    kind: "gewoon",
    yearGroup: 3,
    stamboeknummer: null,
    sourceHash: null,
    siteName: null,
    hashes: [],
    number: (more.open ?? true) ? (more.hashes?.[0] ?? null) : null,
    classNames: ["3B"],
    classNamesBefore: [],
    ...more,
  };
}

export function plan(rows: RosterRow[], pupils: KnownPupil[] = []) {
  const made = makePlan({ rows, rejected: [], count: rows.length }, pupils, { bothYears: false });
  return {
    done: made.pupils.map(({ line, action, pupilId }) => [line, action, pupilId]),
    refused: made.refused.map(({ line, action, code }) => [line, action, code]),
    made,
  };
}
