import type { StaffFrame } from "../../views/school/frame.ts";
import { rosterClassPage } from "../../views/school/roster/class.ts";
import { columnsPage, fileGonePage } from "../../views/school/roster/columns.ts";
import type { Counts, PupilChange } from "../../views/school/roster/difference.ts";
import { planPage, type PlanPage } from "../../views/school/roster/plan.ts";
import type { ShownReading } from "../../views/school/roster/reading.ts";
import { applyingPage, resultPage, stalePage } from "../../views/school/roster/result.ts";
import { undonePage, undoPage, type UndoPage } from "../../views/school/roster/undo.ts";
import type { View } from "./gallery.ts";

const at = new Date("2026-09-02T08:00:00Z");
const counts: Counts = { rows: 2500, added: 1800, changed: 20, moved: 600, left: 80, unchanged: 0 };
const importId = "01920000-0000-7000-8000-000000000009";
const columns = [
  { header: "Naam", samples: ["Van den Broeck", "D'hondt", "El Amrani"] },
  { header: "Roepen", samples: ["Lotte", "Wout"] },
  { header: "", samples: ["3B", "3A"] },
  { header: "INSZ", samples: ["••.••.••-•••.••"] },
];
const pupils = ["Noor Adams", "Wout Bakkali", "Ines Claes"].map((name, index): PupilChange => ({
  name,
  loginName: null,
  action: index === 0 ? "moved" : "added",
  from: index === 0 ? ["2A"] : [],
  to: ["3B"],
  nameBefore: null,
  details: index === 0 ? ["name"] : [],
}));

const packages = ["Informat", "WISA", "Smartschool"].map((name) => ({ id: name.toLowerCase(), name }));
const reading: ShownReading = {
  package: { id: "informat", name: "Informat" },
  packages: [...packages, { id: "own", name: "LeerID" }, { id: "free", name: "Excel" }],
  sheet: {
    names: ["Leerlingen"],
    all: ["Leerlingen", "Vorig jaar", "Codes"].map((name, at) => ({ name, hidden: at === 2, rows: 240 })),
    sure: true,
  },
  notices: ["Kolommen met wachtwoorden zijn weggelaten en worden niet bewaard: LeerID Wachtwoord."],
};
const letters = {
  is: "windows-1252",
  sure: false,
  samples: ["Zoë Peeters", "Søren Núñez", "Élise Özdemir"],
  others: [{ is: "cp850", samples: ["ZoÙ Peeters", "S°ren N·±ez", "╔lise Ízdemir"] }],
};
const unsure: ShownReading = {
  ...reading,
  sheet: reading.sheet && { ...reading.sheet, sure: false },
  encoding: letters,
};

/** The roster wizard: the pages that the journey through it doesn't stand still on. */
export function rosterGallery(frame: StaffFrame): Record<string, View> {
  const asked = { frame, importId, fileName: "lijst.csv", columns, faults: [], reading };
  const plan: PlanPage = {
    ...{ frame, importId, at, counts, byHand: false, fileName: "lijst.csv", sameFileAt: null, enrolled: 700 },
    ...{ signs: { here: 400, lastYear: 0 }, rejected: [], doubts: [], confirmations: [], ticked: [] },
    classQuestions: [
      { written: "…-02-01", lines: 22, candidates: "1-2, 2-1" },
      { written: "100", lines: 1, candidates: "1E2" },
    ],
    lines: { rejected: 0, doubts: 0 },
    absent: { lines: [{ line: 7, name: "Noor Adams", className: "1A", reason: "Weg sinds 15/10/2026." }], count: 3 },
    hasFile: true,
    taken: [{ field: "familyName", header: "Naam", samples: ["Adams"] }],
    ignored: ["Titularis"],
    reading,
    classes: ["1A", "1B", ""].map((name) => ({ name, pupils: [], counts: { added: 20, moved: 3, left: 1 } })),
  };
  const undo: UndoPage = { frame, importId, name: null, finishedAt: at, counts, undo: { can: true, until: at } };
  return {
    "/roster-columns": (p) => columnsPage(p, { ...asked, at: { familyName: 0 }, missing: "no-class-column" }),
    "/roster-columns-wrong": (p) =>
      columnsPage(p, {
        ...asked,
        at: { familyName: 0, givenName: 0 },
        faults: [{ field: "givenName", fault: "twice" }],
      }),
    "/roster-reading": (p) => columnsPage(p, { ...asked, at: {}, reading: unsure }),
    "/roster-reading-wrong": (p) => columnsPage(p, { ...asked, at: {}, reading: unsure, problem: "Kies er een." }),
    "/roster-file-gone": (p) => fileGonePage(p, { frame }),
    "/roster-plan-large": (p) => planPage(p, plan),
    "/roster-class": (p) => rosterClassPage(p, { frame, importId, name: "3B", pupils, cut: true }),
    "/roster-applying": (p) => applyingPage(p, { frame, importId, done: 1, all: 3, still: true }),
    "/roster-stale": (p) => stalePage(p, { frame, importId, byHand: false, hasFile: true }),
    "/roster-result-large": (p) => resultPage(p, { ...plan, finishedAt: at }),
    "/roster-undo": (p) => undoPage(p, undo),
    "/roster-undone": (p) => undonePage(p, { frame, importId, undoneAt: at, counts }),
    "/roster-undo-refused": (p) => undoPage(p, { ...undo, undo: { can: false, why: "activated", count: 12 } }),
  };
}
