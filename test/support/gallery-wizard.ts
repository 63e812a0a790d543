import type { StaffFrame } from "../../views/school/frame.ts";
import { byHandPage } from "../../views/school/roster/by-hand.ts";
import type { PupilChange } from "../../views/school/roster/difference.ts";
import { doubtPage } from "../../views/school/roster/doubt.ts";
import { linesPage } from "../../views/school/roster/lines.ts";
import { planPage, type PlanPage } from "../../views/school/roster/plan.ts";
import { resultPage } from "../../views/school/roster/result.ts";
import { uploadPage } from "../../views/school/roster/upload.ts";
import type { View } from "./gallery.ts";

const at = new Date("2026-11-23T08:10:00Z");
const importId = "01920000-0000-7000-8000-000000000010";
const change = (name: string, given: Partial<PupilChange>): PupilChange => ({
  ...{ name, loginName: null, action: "added", from: [], to: ["3B"], nameBefore: null, details: [] },
  ...given,
});
const counts = { rows: 264, added: 2, changed: 1, moved: 1, left: 1, unchanged: 257 };

/** The pages on which a school's list comes in, as they look on an ordinary day. */
export function wizardGallery(frame: StaffFrame): Record<string, View> {
  const plan: PlanPage = {
    ...{ frame, importId, at, counts, byHand: false, fileName: "leerlingen.csv", sameFileAt: null, enrolled: 262 },
    ...{ signs: { here: 400, lastYear: 0 }, confirmations: [], ticked: [], hasFile: true },
    lines: { rejected: 1, doubts: 1 },
    classQuestions: [],
    absent: { lines: [], count: 0 },
    taken: [{ field: "familyName", header: "Naam", samples: ["Adams"] }],
    ignored: ["Titularis"],
    classes: [
      { name: "3B", pupils: [change("Noor Adams", {}), change("Kaan Aydın", { to: ["3B"] })] },
      {
        name: "4A",
        pupils: [
          change("Wout D'hondt", { action: "moved", from: ["4B"], to: ["4A"], loginName: "wout.482132" }),
          change("Zoë Claes", { action: "changed", nameBefore: "Zoe Claes", to: ["4A"], details: ["name"] }),
        ],
      },
      { name: "6A", pupils: [change("Tibo Van den Broeck", { action: "left", from: ["6A"], to: [] })] },
    ],
    rejected: [{ line: 57, name: "Ines Claes", className: "2A", reason: "Het rijksregisternummer klopt niet." }],
    doubts: [
      {
        ...{ line: 31, name: "Emma Claes", className: "2A", code: "name-only", decided: null, canDecide: true },
        reason: "Er is een leerling met deze naam, maar niets bewijst dat het dezelfde is.",
      },
    ],
  };
  const facts = { classNames: ["2A"], yearChoice: "lager-2" as const, stamboeknummer: null, hasNumber: true };
  const done = { id: importId, source: "file", name: "leerlingen.csv", status: "applied", at, counts } as const;
  const arranged = <T>(shown: T[], sort: string) => {
    const view = { path: "/roster", sort, down: false, filters: {} };
    return { shown, count: shown.length, all: shown.length, page: 1, pages: 1, view };
  };
  const line = { line: 57, name: "Ines Claes", loginName: null, className: "2A", change: undefined };
  const refused = { ...line, word: "niet gelezen", reason: "Het rijksregisternummer klopt niet." };
  const moved = change("Wout D'hondt", { action: "moved", from: ["4B"], to: ["4A"], loginName: "wout.482132" });
  const lines = [refused, { ...line, ...moved, line: 58, className: "4A", change: moved, word: "", reason: "" }];
  return {
    "/roster": (p) => uploadPage(p, { frame, recent: arranged([done], "when") }),
    "/roster-lines": (p) => linesPage(p, { frame, importId, lines: arranged(lines, "line") }),
    "/roster-wrong": (p) => uploadPage(p, { frame, recent: arranged([], "when"), problem: "missing" }),
    "/roster-plan": (p) => planPage(p, plan),
    "/roster-result": (p) => resultPage(p, { ...plan, finishedAt: at }),
    "/roster-doubt": (p) =>
      doubtPage(p, {
        ...{
          frame,
          importId,
          line: 31,
          code: "twice",
          mayBeNew: true,
          mayBeTwice: true,
          others: [{ line: 13, name: "Emma Claes", className: "2A" }],
          held: [],
          waiting: 1,
          problem: "choose",
        },
        reason: "Er is een leerling met deze naam, maar niets bewijst dat het dezelfde is.",
        row: { ...facts, name: "Emma Claes" },
        choices: [{ ...facts, name: "Emma Claes", loginName: "emma.482132", open: true }],
        chosen: undefined,
      }),
    "/roster-doubt-other": (p) =>
      doubtPage(p, {
        ...{ frame, importId, line: 32, code: "other-name", mayBeNew: true, mayBeTwice: false, others: [], waiting: 2 },
        ...{ reason: "", held: ["Emma Claes"], chosen: undefined },
        row: { ...facts, name: "Wout Maes", hasNumber: true },
        choices: [{ ...facts, name: "Emma Claes", loginName: "emma.482132", open: true, hasNumber: true }],
      }),
    "/roster-by-hand": (p) =>
      byHandPage(p, {
        ...{ frame, classes: ["3A", "3B"], typed: { given_name: "Noor" } },
        problem: { field: "class_name", text: "Kies een klas, of typ een nieuwe." },
      }),
  };
}
