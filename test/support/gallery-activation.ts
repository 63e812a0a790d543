import type { RunPart, RunState } from "../../src/activation/activation.ts";
import { boardPage, type BoardClass, type BoardPage } from "../../views/school/activation/board.ts";
import { choicePage } from "../../views/school/activation/choice.ts";
import { classPage, type ClassPage, type ClassPupil } from "../../views/school/activation/class.ts";
import { runPage } from "../../views/school/activation/run.ts";
import { states, type StateCounts } from "../../views/school/activation/state.ts";
import type { StaffFrame } from "../../views/school/frame.ts";
import type { View } from "./gallery.ts";

const none: StateCounts = { none: 0, ready: 0, active: 0, held: 0, locked: 0, leaving: 0 };
const sumOf = (all: { states: StateCounts }[]): StateCounts =>
  all.reduce(
    (sum, one) => {
      for (const state of states) sum[state] += one.states[state];
      return sum;
    },
    { ...none },
  );

/** A school as it looks in its first weeks. */
export const galleryClasses: BoardClass[] = ["K1", "K2", "1A", "1B", "2A", "2B", "3A", "3B", "4A", "5A", "6A"].map(
  (name, index) => {
    const active = Math.min(20, 3 * index);
    const ready = Math.max(0, 20 - 2 * index - active);
    const held = index % 4 === 3 ? 1 : 0;
    const leaving = index % 5 === 2 ? 1 : 0;
    const counts = { ...none, active, ready, held, leaving, none: 24 - active - ready - held - leaving };
    return { name, pupils: 24, states: counts, bands: [index < 6 ? "young" : "middle"] };
  },
);
const ladder = { young: "badge", middle: "words", secondary: "code" } as const;
const pupils: ClassPupil[] = [
  "Noor Adams",
  "Kaan Aydın",
  "Emma El Amrani",
  "Wout D'hondt",
  "Tibo Van den Broeck",
  "Marie-Alexandrine Vandenbroucke-Vanderhaeghe",
].map((name, index) => {
  const [givenName = "", ...family] = name.split(" ");
  return {
    loginName: `${givenName.toLowerCase().replaceAll("-", "")}.48213${index}`,
    givenName,
    familyName: family.join(" "),
    state: states[index] ?? "none",
    readyUntil: index === 1 ? new Date("2027-01-15T10:00:00Z") : null,
    classNames: ["3B"],
  };
});
/** Three classes of a run, each this far. */
const partsIn = (...of: RunPart["state"][]): RunPart[] =>
  ["3A", "3B", "4A"].map((className, index) => {
    const state = of[index] ?? "waiting";
    const waits = state === "waiting";
    const given = waits ? 0 : 24 - index;
    return { className, given, skipped: waits ? 0 : index, printed: state === "handed-out" ? given : null, state };
  });
const runStates: RunState[] = ["making", "ready", "stopped", "printing", "interrupted", "done", "cancelled", "expired"];
const runParts: Record<RunState, RunPart[]> = {
  making: partsIn("made"),
  ready: partsIn("made", "made", "made"),
  stopped: partsIn("made", "made"),
  printing: partsIn("made", "made", "made"),
  interrupted: partsIn("made", "made", "made"),
  done: partsIn("handed-out", "handed-out", "handed-out"),
  cancelled: partsIn("handed-out"),
  expired: partsIn("lost", "lost", "lost"),
};

/** The activation board and all that it leads to. */
export function activationGallery(frame: StaffFrame): Record<string, View> {
  const path = `${frame.path}/activation`;
  const totals = { pupils: 264, states: sumOf(galleryClasses) };
  const id = "01920000-0000-7000-8000-000000000001";
  const runIn = (state: RunState) => ({ id, state, parts: runParts[state], forPupils: false, still: false });
  const open = { ...runIn("ready"), createdAt: new Date("2026-11-20T10:00:00Z") };
  const nobody = runParts.ready.map((part) => ({ ...part, given: 0, skipped: 24 }));
  const leftOut = runParts.done.map((part) => ({ ...part, printed: part.given - 1 }));
  const view = { path, sort: "class", down: false, filters: {} };
  const board: BoardPage = { frame, classes: galleryClasses, totals, ladder, runs: [], view };
  const list: ClassPage = {
    frame,
    name: "3B",
    pupils,
    count: 6,
    states: { none: 1, ready: 1, active: 1, held: 1, locked: 1, leaving: 1 },
    classNames: ["3A", "3B"],
    view: { ...view, path: `${path}/class/3B`, sort: "name" },
    page: 1,
    pages: 1,
  };
  const filtered = { path: `${path}/pupils`, sort: "state", down: true, filters: { q: "noor", class: "3B" } };
  const choice = { frame, classes: galleryClasses.slice(6, 8), pupils: [], totals, ladder, action: "/runs" };
  return {
    "/activation": (p) => boardPage(p, { ...board, runs: [open], saved: true }),
    "/activation-usual": (p) => boardPage(p, board),
    "/activation-sorted": (p) =>
      boardPage(p, { ...board, view: { ...view, sort: "held", down: true, filters: { state: "held" } } }),
    "/activation-empty": (p) => boardPage(p, { ...board, classes: [], totals: { pupils: 0, states: none } }),
    "/activation-class": (p) => classPage(p, list),
    "/activation-pupils": (p) =>
      classPage(p, { ...list, name: undefined, count: 212, page: 2, pages: 3, view: filtered }),
    "/activation-nobody": (p) => classPage(p, { ...list, name: null, pupils: [], count: 0, view: filtered }),
    "/activation-choice": (p) => choicePage(p, choice),
    "/activation-choice-pupils": (p) =>
      choicePage(p, { ...choice, pupils, filled: { secret: "code", paper: "letters.tr" } }),
    ...Object.fromEntries(
      runStates.map((state): [string, View] => [
        `/activation-run-${state}`,
        (p) => runPage(p, { frame, run: runIn(state) }),
      ]),
    ),
    "/activation-run-busy": (p) => runPage(p, { frame, run: runIn("printing"), problem: "busy" }),
    "/activation-run-still": (p) => runPage(p, { frame, run: { ...runIn("making"), still: true } }),
    "/activation-run-left-out": (p) => runPage(p, { frame, run: { ...runIn("done"), parts: leftOut } }),
    "/activation-run-nobody": (p) => runPage(p, { frame, run: { ...runIn("done"), parts: nobody } }),
    "/activation-run-pupils": (p) => runPage(p, { frame, run: { ...runIn("expired"), forPupils: true } }),
  };
}
