import { fold, yearsOf, type Kind, type Level } from "../pupils/pupils.ts";

/** What a cell says about where a pupil is; what it doesn't say is undefined. */
export type Place = { level?: Level; kind?: Kind; yearGroup?: number };

export const isYearGroup = (level: Level, year: number) => year >= 1 && year <= yearsOf[level];

const structures: Record<string, Level> = { "1": "kleuter", "2": "lager", "3": "secundair" };

/**
 * Reads `Lager onderwijs`, `Buitengewoon secundair`, `BuBaO`, `OKAN`, `TSO`, and the codes of the department
 * (`hoofdstructuur`: 111, 211, 311 ordinary; 121, 221, 321 special).
 */
export function readLevel(cell: string): Place {
  const text = fold(cell);
  const [, structure = "", special] = /^([123])([12])\d\b/.exec(text) ?? [];
  const fromCode = structures[structure];
  if (fromCode) return { level: fromCode, kind: special === "2" ? "buitengewoon" : "gewoon" };
  if (/okan|onthaal/.test(text)) return { level: "secundair", kind: "okan" };
  const kind: Kind | undefined = /buitengew|^bu(?:ba|l|s|k)?o\b|\bspeciaal/.test(text) ? "buitengewoon" : undefined;
  return { ...levelIn(text), ...(kind ? { kind } : {}) };
}

function levelIn(text: string): Place {
  if (/kleuter|maternel|\b(?:bu)?ko\b/.test(text)) return { level: "kleuter" };
  if (/lager|primair|primary|\b(?:bu)?lo\b/.test(text)) return { level: "lager" };
  if (/secundair|secondair|secondary|middelbaar|\b(?:bu)?so\b|\b[abkt]so\b|\bdbso\b|finaliteit/.test(text))
    return { level: "secundair" };
  return {};
}

const words = ["eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende"];

/** Reads `3`, `3de leerjaar`, `derde`, `L3`, `2e kleuterklas`, `1ste leerjaar 2de graad`. */
export function readYearGroup(cell: string): Place {
  const text = fold(cell);
  const place: Place = /kleuter|^k ?[0-3]$|^[0-3] ?k$/.test(text)
    ? { level: "kleuter" }
    : /^l ?[1-6]$/.test(text)
      ? { level: "lager" }
      : /^s ?[1-7]$|graad/.test(text)
        ? { level: "secundair" }
        : levelIn(text);
  const stage = /([1-3])\w* ?graad/.exec(text)?.[1];
  const within = /([1-3])\w* ?(?:leer)?jaar/.exec(text)?.[1];
  if (stage && within) return { ...place, yearGroup: (Number(stage) - 1) * 2 + Number(within) };
  const digit = /(?<!\d)(\d{1,2})(?!\d)/.exec(text)?.[1];
  const word = words.findIndex((name) => text.includes(name)) + 1;
  const yearGroup = digit === undefined ? word : Number(digit);
  return yearGroup === 0 ? place : { ...place, yearGroup };
}

/**
 * Reads the name of a class as schools choose them: `1KA`, `K3B`, `Peuters` are kleuter, `L3B` lager, `S4` secundair, `OKAN1`
 * newcomers. `3B` says the third year, of what it doesn't say.
 */
export function readClassName(name: string): Place {
  const text = fold(name).replace(/[^a-z0-9]/g, "");
  if (text.startsWith("okan")) return { level: "secundair", kind: "okan" };
  const kleuter = /^k([0-3])|^([0-3])k(?![a-z]{2})|kleuter|peuter|^instap/.exec(text);
  if (kleuter) return withYear("kleuter", kleuter[1] ?? kleuter[2] ?? /[1-3]/.exec(text)?.[0]);
  const letter = /^([ls])([1-7])(?!\d)/.exec(text);
  if (letter) return withYear(letter[1] === "l" ? "lager" : "secundair", letter[2]);
  const digit = /^([1-7])(?!\d)/.exec(text)?.[1];
  return digit === undefined ? {} : { yearGroup: Number(digit) };
}

function withYear(level: Level, digit: string | undefined): Place {
  const yearGroup = Number(digit ?? 0);
  return isYearGroup(level, yearGroup) ? { level, yearGroup } : { level };
}

export type Hints = {
  /** levels of the pupils who are enrolled now */
  known: Level[];
  schoolName: string;
  /** of every row: what its own columns say, its class, and the age that the national number tells */
  rows: { explicit: Level | undefined; className: string; yearGroup: number | undefined; age: number | undefined }[];
};

/**
 * The level of a school for classes like `3B` where no column says it: what other rows say, then what ages fit, then who is
 * enrolled, the school's name, the look of class names. Lager when all are silent.
 */
export function schoolLevel(hints: Hints): "lager" | "secundair" {
  const votes = { lager: 0, secundair: 0 };
  const vote = (level: Level | undefined) => {
    if (level) votes[level === "secundair" ? "secundair" : "lager"] += 1;
  };
  const decided = () => votes.lager !== votes.secundair;
  for (const row of hints.rows) vote(row.explicit);
  if (!decided()) for (const row of hints.rows) vote(levelOfAge(row.age, row.yearGroup));
  if (!decided()) hints.known.forEach(vote);
  if (!decided() && /basis|lager|kleuter|\b[vgs]bs\b/i.test(hints.schoolName)) vote("lager");
  if (
    !decided() &&
    /secundair|college|atheneum|lyceum|instituut|middenschool|humaniora|technisch/i.test(hints.schoolName)
  )
    vote("secundair");
  if (!decided()) {
    const courses = hints.rows.filter((row) => /^(?:7|[1-6] ?[A-Z]{2,})/.test(row.className)).length;
    if (courses > hints.rows.length * 0.3) vote("secundair");
  }
  return votes.secundair > votes.lager ? "secundair" : "lager";
}

/** A third-year pupil turns 8 in the calendar year in which lager starts the third year, 14 in secundair. */
export function levelOfAge(age: number | undefined, yearGroup: number | undefined): Level | undefined {
  if (yearGroup === 7) return "secundair";
  if (age === undefined) return undefined;
  if (yearGroup === undefined) return age <= 5 ? "kleuter" : age <= 11 ? "lager" : "secundair";
  return Math.abs(age - (yearGroup + 5)) <= Math.abs(age - (yearGroup + 11)) ? "lager" : "secundair";
}
