import type { Random } from "../lib/random.ts";
import { formatNationalNumber, makeNationalNumber, type NationalNumber } from "../pupils/pupils.ts";
import { boys, families, girls } from "./names.ts";
import { pick, seededRandom } from "./seeded-random.ts";
import { encodeWindows1252 } from "./windows-1252.ts";

export type DemoRosterRequest = {
  /** the same seed, the same file */
  seed: number;
  pupils: number;
  kind: "basis" | "secundair";
  /** calendar year in which the school year starts: ages fit it */
  startYear?: number;
  /** numbers that are given already; those of this file are added, so that files of one demo never share a child */
  taken?: Set<string>;
};

const classSize = 23;
const headers =
  "Stamboeknummer;Naam;Voornaam;Klas;Leerjaar;Onderwijsniveau;Rijksregisternummer;Geboortedatum;Geslacht;Vestigingsplaats;Titularis";

type Year = { level: "Kleuteronderwijs" | "Lager onderwijs" | "Secundair onderwijs"; year: number; age: number };

const range = (length: number) => Array.from({ length }, (_, index) => index + 1);
const years: Record<DemoRosterRequest["kind"], Year[]> = {
  basis: [
    ...range(3).map((year): Year => ({ level: "Kleuteronderwijs", year, age: year + 2 })),
    ...range(6).map((year): Year => ({ level: "Lager onderwijs", year, age: year + 5 })),
  ],
  secundair: range(6).map((year): Year => ({ level: "Secundair onderwijs", year, age: year + 11 })),
};

/** `1KA`, `3B`, and in secundair `3LATa`: as schools name their classes. The `index` counts classes within the year group. */
function className({ level, year }: Year, index: number): string {
  const letters = String.fromCharCode(65 + (index % 26)) + (index >= 26 ? String(Math.floor(index / 26)) : "");
  if (level === "Kleuteronderwijs") return `${year}K${letters}`;
  if (level === "Lager onderwijs" || year < 3) return `${year}${letters}`;
  const courses = ["LAT", "WET", "HUW", "ECO", "STW", "ELE"];
  return `${year}${courses[index % courses.length] ?? "LAT"}${index >= courses.length ? String(Math.floor(index / courses.length)) : ""}`;
}

/**
 * A roster as the packages of Flemish schools export it: Windows-1252, `;`, Dutch headers, a totals line at the end. All
 * children are invented; their national numbers have a right check. Works for 12 pupils and for 100,000.
 */
export function demoRoster(request: DemoRosterRequest): { fileName: string; bytes: Buffer; classNames: string[] } {
  const random = seededRandom(request.seed);
  const taken = request.taken ?? new Set<string>();
  const startYear = request.startYear ?? 2026;
  const lines = [headers];
  const classNames: string[] = [];
  const groups = years[request.kind];
  for (const [at, group] of groups.entries()) {
    const size =
      Math.floor(((at + 1) * request.pupils) / groups.length) - Math.floor((at * request.pupils) / groups.length);
    const classes = Math.max(1, Math.round(size / classSize));
    for (let index = 0; index < size; index += 1) {
      const name = className(group, Math.floor((index * classes) / size));
      if (classNames.at(-1) !== name) classNames.push(name);
      lines.push(pupilLine(random, { group, name, startYear, taken, number: lines.length }));
    }
  }
  lines.push(`Totaal: ${lines.length - 1};;;;;;;;;;`, "");
  return { fileName: `leerlingen-${request.kind}.csv`, bytes: encodeWindows1252(lines.join("\r\n")), classNames };
}

type Draw = { group: Year; name: string; startYear: number; taken: Set<string>; number: number };

function pupilLine(random: Random, { group, name, startYear, taken, number }: Draw): string {
  const girl = random.int(2) === 0;
  const child = birth(random, { year: startYear - group.age, girl, taken });
  const birthday = `${two(child.day)}/${two(child.month)}/${child.year}`;
  return [
    `${startYear}${String(number).padStart(6, "0")}`,
    pick(random, families),
    pick(random, girl ? girls : boys),
    name,
    String(group.year),
    group.level,
    formatNationalNumber(child.national),
    birthday,
    girl ? "V" : "M",
    random.int(4) === 0 ? "Zuid" : "Noord",
    "Mevr. De Wilde",
  ].join(";");
}

const two = (value: number) => String(value).padStart(2, "0");

type Child = { year: number; month: number; day: number; national: NationalNumber };

/** Girls have even serial numbers, boys odd ones; a few newcomers have a bis number. */
function birth(random: Random, wish: { year: number; girl: boolean; taken: Set<string> }): Child {
  for (;;) {
    const [month, day] = [1 + random.int(12), 1 + random.int(28)];
    const serial = 1 + random.int(498) * 2 + (wish.girl ? 1 : 0);
    const monthRaise = random.int(40) === 0 ? 40 : 0;
    const national = makeNationalNumber({ year: wish.year, month, day, serial, monthRaise });
    if (taken(wish.taken, national)) continue;
    return { year: wish.year, month, day, national };
  }
}

function taken(numbers: Set<string>, national: NationalNumber): boolean {
  if (numbers.has(national)) return true;
  numbers.add(national);
  return false;
}
