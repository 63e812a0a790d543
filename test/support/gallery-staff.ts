import type { StaffFrame } from "../../views/school/frame.ts";
import { startPage, type StartPage } from "../../views/school/start.ts";
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
const classes = ["1A", "1B", "2A", "2B", "3A", "3B"].map((name, index) => ({
  name,
  pupils: 24 - index,
  active: 3 * index,
  ready: Math.max(0, 8 - 2 * index),
}));
const start: StartPage = {
  frame,
  givenName: "Griet",
  schoolYear: "2026-2027",
  classes,
  totals: { pupils: 129, active: 45, ready: 20 },
  progress: { rosterAt: new Date("2026-11-20T10:00:00Z"), releases: 0, staff: 1, wishes: ["Rekenland"] },
};

/** Every page for staff in its states, under the path that a test opens. */
export function staffGallery(): Record<string, View> {
  const nothing = { ...start, classes: [], totals: { pupils: 0, active: 0, ready: 0 } };
  return {
    "/school-start": (p) => startPage(p, start),
    "/school-start-new": (p) =>
      startPage(p, { ...nothing, progress: { rosterAt: null, releases: 0, staff: 1, wishes: [] } }),
    "/school-start-teacher": (p) => startPage(p, { ...start, frame: { ...frame, isAdmin: false, schools: [] } }),
  };
}
