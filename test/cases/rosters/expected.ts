/** What comes of a file at a school that has no pupils yet, whichever way it comes. */
export type Case = {
  /** of this folder; those before the last are carried out first */
  files: string[];
  /** the number of the school, where the file names one */
  school?: string;
  /** `1A Zoë Peeters`, of everybody who is enrolled afterwards */
  pupils: string[];
  /** lines that were not used, with the code of why */
  told?: [line: number, code: string][];
  /** the code of why nothing of the file can be used */
  refused?: string;
  /** the same, where a person in the portal is asked instead */
  asks?: string;
};

/** The pupils of most of these files. */
const twelve = [
  "1A Anaïs De Smet",
  "1A Zoë Peeters",
  "1B Søren Núñez",
  "1B Élise Özdemir",
  "2A Chloé Lefèvre",
  "2A Jürgen D'Hondt",
  "2B Liam Claes",
  "2B Noor Maes",
  "3A Fleur Janssens",
  "3A Tibo Wouters",
  "3B Inès El Amrani",
  "3B Kaan Goossens",
];

/** The pupils of the files that packages write. */
const ten = [
  "1Aa Anaïs El Amrani",
  "1Aa Noor Peeters",
  "1Aa Søren Maes",
  "1Aa Wout Van de Velde-Roels",
  "1Ab Kaan Núñez",
  "1Ab Lucas Van den Broeck",
  "1Ab Mohammed Öztürk",
  "2MTa Chloé De Smet",
  "2MTa Oleksandra Claes",
  "2MTa Zoë D'hondt",
];

/** Six lines of the other school, from this one on. */
const others = (first: number): [number, string][] =>
  Array.from({ length: 6 }, (_, at) => [first + at, "other-school"]);

/** All twelve, whatever is odd about their file. */
const wholeLists = [
  "01c-utf8-bom-one-truncated-letter.csv",
  "04b-header-lf-rows-crlf.csv",
  "05-cr-only.csv",
  "09a-xlsx-control.xlsx",
  "12a-xlsx-hidden-rows.xlsx",
  "17-xlsx-merged-class.xlsx",
  "12d-xlsx-sheet-per-class.xlsx",
  "12b-xlsx-hidden-first-sheet.xlsx",
  "11b-xlsx-other-workbook-name.xlsx",
  "11a-xlsx-backslashes.xlsx",
  "10b-xlsx-no-refs-at-all.xlsx",
  "10a-xlsx-no-cell-refs.xlsx",
  "01a-utf8-one-truncated-letter.csv",
  "02a-cp850.csv",
  "02b-macroman.csv",
  "03a-double-encoded.csv",
  "04a-header-crlf-rows-lf.csv",
  "04c-crlf-but-last-lf.csv",
  "07a-whole-lines-quoted.csv",
];

export const cases: Record<string, Case> = {
  ...Object.fromEntries(wholeLists.map((name) => [name, { files: [name], pupils: twelve }])),
  ...Object.fromEntries(
    ["20a-oneroster-control-two-schools.zip", "20b-oneroster-leading-zero-lost.zip"].flatMap((file) => [
      [
        `${file}, for the first school`,
        { files: [file], school: "088001", pupils: twelve.slice(0, 6), told: others(8) },
      ],
      [`${file}, for the second school`, { files: [file], school: "088002", pupils: twelve.slice(6), told: others(2) }],
      [
        `${file}, for a school that isn't in it`,
        { files: [file], school: "088003", pupils: [], refused: "other-school-file" },
      ],
    ]),
  ),
  "20d-oneroster-disabled-and-ended.zip": {
    files: ["20d-oneroster-disabled-and-ended.zip"],
    school: "088001",
    pupils: twelve.slice(6),
    told: [
      [2, "gone"],
      [3, "gone"],
      [4, "gone"],
      [5, "ended"],
      [6, "not-yet"],
      [7, "gone"],
    ],
  },
  "20e-oneroster-moved-class-old-enrolment.zip": {
    files: ["20e-oneroster-moved-class-old-enrolment.zip"],
    school: "088001",
    pupils: ["1A Anaïs De Smet", "1B Søren Núñez", "1B Zoë Peeters", "1B Élise Özdemir"],
  },
  "18c-fullname-som.csv": {
    files: ["18c-fullname-som.csv"],
    pupils: ["1A Chea Som", "1A Zoë Peeters", "1B Rik Aantal"],
  },
  ...Object.fromEntries(
    ["14a-xlsx-class-became-date.xlsx", "14c-xlsx-class-1E2-number.xlsx"].map((name) => [
      name,
      { files: [name], pupils: twelve.slice(4), told: [2, 3, 4, 5].map((line) => [line, "class-unclear"]) },
    ]),
  ),
  "14b-csv-class-became-date.csv": {
    files: ["14b-csv-class-became-date.csv"],
    pupils: [],
    told: Array.from({ length: 12 }, (_, at) => [at + 2, "class-unclear"]),
  },
  "numbers that lost their zeros, in the classes of the next year": {
    files: ["21a-stamboek-zero-csv.csv", "21b-stamboek-zero-lost-next-class.xlsx"],
    pupils: twelve.map((one) => `${Number(one[0]) + 1}${one.slice(1)}`),
  },
  "02c-windows-1254-turkish.csv": {
    files: ["02c-windows-1254-turkish.csv"],
    pupils: ["1A Ayşe Şahin", "1A İrem Yıldız", "1B Işık Dağlı"],
  },
  "02d-windows-1250-polish.csv": { files: ["02d-windows-1250-polish.csv"], pupils: ["1A Michał Włodarczyk"] },
  "03b-question-marks.csv": {
    files: ["03b-question-marks.csv"],
    pupils: [],
    told: [2, 3, 4].map((line) => [line, "letters-lost"]),
  },
  "names with question marks of pupils whose numbers are known": {
    files: ["03b-the-same-names-whole.csv", "03b-question-marks.csv"],
    pupils: ["1A Ayşe Şahin", "1A Michał Włodarczyk", "1A Zoë Peeters"],
  },
  "24e-iso-8859-15.csv": {
    files: ["24e-iso-8859-15.csv"],
    pupils: [...twelve.filter((one) => !one.includes("Peeters")), "1A Lœtitia Šimic"],
  },
  "08a-nickname-quotes.csv": {
    files: ["08a-nickname-quotes.csv"],
    pupils: [
      ...twelve.filter((one) => !one.startsWith("1A") && !one.includes("Élise")),
      ...['1A Jan "Jantje" Peeters', '1A Emma "De Boer" Maes', "1B Tibo Wouters"],
    ],
  },
  "08b-two-stray-quotes-swallow.csv": { files: ["08b-two-stray-quotes-swallow.csv"], pupils: twelve },
  "08c-two-stray-quotes-no-number.csv": {
    files: ["08c-two-stray-quotes-no-number.csv"],
    pupils: [...twelve.slice(0, 5), "2B Noor Maes"],
  },
  "08d-quoted-remark-opens.csv": {
    files: ["08d-quoted-remark-opens.csv"],
    pupils: [...twelve.slice(0, 5), ...twelve.slice(6, 8)],
  },
  "16c-xlsx-error-cell.xlsx": {
    files: ["16c-xlsx-error-cell.xlsx"],
    pupils: twelve.slice(2),
    told: [
      [2, "cell-error"],
      [3, "cell-error"],
    ],
  },
  "19a-namesakes-one-class.csv": {
    files: ["19a-namesakes-one-class.csv"],
    pupils: ["1A Mohamed El Amrani", "1A Mohamed El Amrani", "1A Zoë Peeters"],
  },
  "real-informat.csv": { files: ["real-informat.csv"], school: "045678", pupils: ten },
  "a list of another school only": { files: ["real-informat.csv"], pupils: [], refused: "other-school-file" },
  "real-informat-ended.csv": {
    files: ["real-informat-ended.csv"],
    school: "045678",
    pupils: ten.filter((one) => !/Anaïs|Mohammed/.test(one)),
    told: [
      [5, "never-here"],
      [6, "ended"],
    ],
  },
  "real-smartschool.csv": {
    files: ["real-smartschool.csv"],
    pupils: ten.filter((one) => !one.includes("Wout")),
    told: [[11, "gone"]],
  },
  "real-wisa.csv": { files: ["real-wisa.csv"], pupils: ten },
  "12e-xlsx-second-tab-active.xlsx": { files: ["12e-xlsx-second-tab-active.xlsx"], pupils: [], asks: "sheet-unsure" },
  "real-leerid-export.xlsx": { files: ["real-leerid-export.xlsx"], pupils: [], asks: "no-class-column" },
};
