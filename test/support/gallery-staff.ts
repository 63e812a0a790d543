import type { StaffFrame } from "../../views/school/frame.ts";
import { classBoardPage, type BoardPupil } from "../../views/school/class/board.ts";
import { classCardPage } from "../../views/school/class/card.ts";
import { classListPage } from "../../views/school/class/list.ts";
import { startPage, type StartPage } from "../../views/school/start.ts";
import { activationGallery, galleryClasses } from "./gallery-activation.ts";
import { applicationGallery } from "./gallery-applications.ts";
import { auditGallery } from "./gallery-audit.ts";
import { colleagueGallery } from "./gallery-colleagues.ts";
import { packageGallery } from "./gallery-packages.ts";
import { rosterGallery } from "./gallery-roster.ts";
import { yearGallery } from "./gallery-year.ts";
import { wizardGallery } from "./gallery-wizard.ts";
import type { View } from "./gallery.ts";

const frame: StaffFrame = {
  path: "/school/012345",
  school: { number: "012345", name: "Basisschool De Wingerd" },
  schools: [
    { number: "012345", name: "Basisschool De Wingerd" },
    { number: "054321", name: "Atheneum aan de Leie" },
  ],
  person: "Griet Wouters",
  isAdmin: true,
};
const paused = [{ id: "01920000-0000-7000-8000-000000000012", name: "Leeshoek" }];
const start: StartPage = {
  frame,
  givenName: "Griet",
  schoolYear: "2026-2027",
  classes: galleryClasses,
  totals: { pupils: 264, states: { none: 94, ready: 30, active: 138, held: 0, locked: 0, leaving: 2 } },
  progress: { rosterAt: new Date("2026-11-20T10:00:00Z"), releases: 0, staff: 1, wishes: ["Rekenland"], paused: [] },
  links: { asked: [], told: [] },
};
const children = ["Lotte Peeters", "Ömer Yılmaz"].map((name, at) => ({ id: String(at), name }));
const wingerd = { number: "000001", name: "Basisschool De Wingerd" };
const links: StartPage["links"] = {
  asked: [
    { school: { number: "000002", name: "Atheneum aan de Leie" }, count: 3, children },
    { school: wingerd, count: 1, children: children.slice(0, 1) },
  ],
  told: [{ school: wingerd, count: 2, children }],
  said: "choose",
};

const at = new Date("2026-11-23T09:15:00Z");
const minutes = (count: number) => new Date(at.getTime() + count * 60_000);
const pupilNamed = (name: string, index: number, more: Partial<BoardPupil>): BoardPupil => {
  const [givenName = "", ...familyName] = name.split(" ");
  const id = `01920000-0000-7000-8000-${String(index).padStart(12, "0")}`;
  const loginName = `${givenName.toLowerCase()}.48213${index}`;
  return {
    id,
    loginName,
    givenName,
    familyName: familyName.join(" "),
    now: { state: "out" },
    pass: undefined,
    ...more,
  };
};
const boardPupils: BoardPupil[] = [
  pupilNamed("Noor Adams", 1, { now: { state: "in", since: minutes(-12) } }),
  pupilNamed("Wout Bakkali", 2, {
    now: { state: "stuck", reason: "wrong" },
    pass: { state: "open", id: "1", gives: "words", code: "482137", expiresAt: minutes(4) },
  }),
  pupilNamed("Ines Claes", 3, { now: { state: "stuck", reason: "held" }, pass: { state: "guessed" } }),
  pupilNamed("Kaan Demir", 4, {
    now: { state: "never", until: minutes(60_000) },
    pass: { state: "open", id: "2", gives: "lesson", code: "019264", expiresAt: minutes(17) },
  }),
  pupilNamed("Tibo Van den Broeck", 5, {
    now: { state: "in", since: minutes(-2) },
    pass: { state: "used", gives: "words", at: minutes(-2) },
  }),
  pupilNamed("Emma El Amrani", 6, { now: { state: "never", until: undefined } }),
  pupilNamed("Lucas Goossens", 7, { now: { state: "stuck", reason: "suspended" } }),
  pupilNamed("Marie-Alexandrine Vandenbroucke-Vanderhaeghe", 8, { now: { state: "stuck", reason: "expired" } }),
  pupilNamed("Yusuf Yilmaz", 9, {}),
];
const teacher = { ...frame, isAdmin: false, schools: [] };
const board = { frame: teacher, classId: "1", name: "3B", at, pupils: boardPupils, hasMore: true };

/** The class board in its states. */
const classGallery = (): Record<string, View> => ({
  "/class-list": (p) =>
    classListPage(p, { frame: teacher, classes: ["3B", "4A"].map((name) => ({ id: name, name, pupils: 24 })) }),
  "/class-list-none": (p) => classListPage(p, { frame: teacher, classes: [] }),
  "/class-board": (p) => classBoardPage(p, { ...board, done: "helped" }),
  "/class-board-empty": (p) => classBoardPage(p, { ...board, pupils: [], hasMore: false }),
  "/class-board-remove": (p) =>
    classBoardPage(p, { ...board, frame: { ...board.frame, isAdmin: true }, pupils: [], problem: "not-empty" }),
  "/class-board-choose": (p) =>
    classBoardPage(p, { ...board, problem: "choose-one", chosen: boardPupils.map(({ id }) => id) }),
  "/class-card": (p) => {
    const pupil = { givenName: "Noor", familyName: "Adams", loginName: "noor.482137" };
    return classCardPage(p, { frame: teacher, action: "/class-card", backHref: "/class-board", pupil });
  },
});

/** Every page for staff in its states, under the path that a test opens. */
export function staffGallery(): Record<string, View> {
  const none = { none: 0, ready: 0, active: 0, held: 0, locked: 0, leaving: 0 };
  const nothing = { ...start, classes: [], totals: { pupils: 0, states: none } };

  return {
    ...classGallery(),
    "/school-start": (p) => startPage(p, start),
    "/school-start-links": (p) => startPage(p, { ...start, links }),
    "/school-start-new": (p) =>
      startPage(p, { ...nothing, progress: { rosterAt: null, releases: 0, staff: 1, wishes: [], paused: [] } }),
    "/school-start-done": (p) =>
      startPage(p, { ...start, progress: { ...start.progress, releases: 3, staff: 12, wishes: [], paused } }),
    ...activationGallery(frame),
    ...wizardGallery(frame),
    ...applicationGallery(frame),
    ...auditGallery(frame),
    ...colleagueGallery(frame),
    ...yearGallery(frame),
    ...packageGallery(frame),
    ...rosterGallery(frame),
  };
}
