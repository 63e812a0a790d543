import type { StaffFrame } from "../../views/school/frame.ts";
import { mergeCheckPage, mergeHomePage, type MergeHomePage } from "../../views/school/merge/merge.ts";
import { yearHomePage, type ListedYear, type YearHomePage } from "../../views/school/year/home.ts";
import { yearGonePage, yearPlanPage, type YearPlanPage } from "../../views/school/year/plan.ts";
import { yearPupilsPage, type Mover } from "../../views/school/year/pupils.ts";
import type { View } from "./gallery.ts";

const at = new Date("2027-06-20T09:00:00Z");
const plan: ListedYear = {
  id: "x",
  schoolYear: "2027-2028",
  status: "agreed",
  fileName: "leerlingen 2027-2028.csv",
  createdAt: at,
  importId: null,
};
const who = { givenName: "", familyName: "", loginName: "" };
const mover = (name: string, from: string[], to: string[]) => ({ name, from, to });

/** The pages of the school year, and of merged records. */
export function yearGallery(frame: StaffFrame): Record<string, View> {
  const arranged = <T>(shown: T[], sort: string) => {
    const view = { path: "/list", sort, down: true, filters: { q: "o" } };
    return { shown, count: shown.length, all: 9, page: 1, pages: 1, view };
  };
  const movers: Mover[] = [
    { ...who, ...mover("Noor Peeters", ["3A"], ["3B"]), move: "repeats", note: "" },
    { ...who, ...mover("Tibo Claes", [], ["5B"]), move: "new", note: "heeft al een LeerID" },
    { ...who, ...mover("Ines El Amrani", ["6A"], []), move: "left", note: "" },
    { ...who, ...mover("Lotte Maes", [], ["3B"]), move: "rejected", note: "Het rijksregisternummer klopt niet." },
  ];
  const home: YearHomePage = { frame, coming: "2027-2028", opensOn: at, plans: [plan], bothNames: false };
  const page: YearPlanPage = {
    frame,
    planId: "x",
    schoolYear: "2027-2028",
    status: "rehearsal",
    due: false,
    fileName: plan.fileName,
    at,
    counts: { rows: 402, added: 61, changed: 0, moved: 341, left: 64, unchanged: 0 },
    signs: { rows: 402, enrolled: 405, left: 64, classesNow: 18, classesNext: 9, sameClasses: 4, here: 338 },
    changes: {
      flows: [
        {
          from: "1A",
          to: [
            { name: "2A", pupils: 12 },
            { name: "2B", pupils: 9 },
          ],
          left: 1,
        },
        {
          from: "3A",
          to: [
            { name: "3B", pupils: 1 },
            { name: "4A", pupils: 21 },
          ],
          left: 0,
        },
        { from: "6A", to: [], left: 24 },
      ],
      exceptions: [
        { ...who, ...mover("Noor Peeters", ["3A"], ["3B"]), what: "repeats" },
        { ...mover("Kaan Yilmaz", ["2B"], ["4A"]), what: "skips" },
      ],
      leavers: [mover("Wout Maes", ["1A"], []), mover("Ines El Amrani", ["6A"], [])],
      newcomers: [
        { ...mover("Mila Wouters", [], ["1A"]), returns: false },
        { ...who, ...mover("Tibo Claes", [], ["5B"]), returns: true },
      ],
      losses: [
        { application: "Rekenland", september: ["Noor Peeters"], october: ["Kaan Yilmaz", "Emma Claes"], leavers: 24 },
      ],
    },
    rejected: [{ line: 57, name: "Lotte …", className: "3B", reason: "Het rijksregisternummer klopt niet." }],
    doubts: [
      { line: 12, name: "Lou Maes", className: "4A", reason: "", code: "name-only", decided: null, canDecide: true },
      {
        line: 31,
        name: "Emma Claes",
        className: "2A",
        reason: "",
        code: "name-only",
        decided: "same",
        canDecide: true,
      },
    ],
    ignored: ["Geslacht"],
    stops: [],
    ticked: [],
  };
  const record = { name: "Lotte Peeters", loginName: "lotte.482137", classNames: ["3B"], hasNumber: true, used: true };
  const other = { ...record, loginName: "lotte.100001", classNames: [], hasNumber: false, used: false };
  const merges: MergeHomePage = {
    frame,
    typed: {},
    wrong: {},
    done: true,
    merges: arranged(
      [
        { id: "x", name: "Noor Claes", loginName: "noor.482137", otherLoginName: "noor.100001", mergedAt: at },
        { id: "y", name: null, loginName: null, otherLoginName: "emma.100001", mergedAt: at },
      ],
      "when",
    ),
  };
  const stopped: YearPlanPage = { ...page, status: "stopped", due: true };
  return {
    "/year": (p) => yearHomePage(p, home),
    "/year-may": (p) => yearHomePage(p, { ...home, coming: undefined, plans: [] }),
    "/year-september": (p) =>
      yearHomePage(p, {
        ...home,
        coming: undefined,
        bothNames: true,
        plans: [
          { ...plan, status: "stopped" },
          { ...plan, status: "in-effect", importId: "x" },
          { ...plan, status: "withdrawn" },
        ],
      }),
    "/year-file-wrong": (p) => yearHomePage(p, { ...home, problem: "missing" }),
    "/year-plan": (p) => yearPlanPage(p, page),
    "/year-plan-agreed": (p) => yearPlanPage(p, { ...page, status: "agreed", doubts: [], rejected: [] }),
    "/year-plan-stopped": (p) =>
      yearPlanPage(p, { ...stopped, stops: ["leavers", "classes", "this-year", "foreign"], problem: true }),
    "/year-plan-running": (p) => yearPlanPage(p, { ...page, status: "running" }),
    "/year-gone": (p) => yearGonePage(p, { frame }),
    "/year-pupils": (p) => yearPupilsPage(p, { frame, planId: "x", pupils: arranged(movers, "name") }),
    "/merge": (p) => mergeHomePage(p, merges),
    "/merge-wrong": (p) =>
      mergeHomePage(p, { ...merges, done: false, problem: "elsewhere", wrong: { keep: "typo", other: "unknown" } }),
    "/merge-check": (p) => mergeCheckPage(p, { frame, keep: record, other }),
    "/merge-unsure": (p) => mergeCheckPage(p, { frame, keep: record, other, problem: "not-sure" }),
    "/merge-numbers": (p) => mergeCheckPage(p, { frame, keep: record, other, problem: "needs-reason" }),
  };
}
