import { confirmPage } from "../../views/school/applications/confirm.ts";
import { applicationsPage } from "../../views/school/applications/list.ts";
import { applicationPage } from "../../views/school/applications/one.ts";
import type { Application, Received } from "../../views/school/applications/state.ts";
import { yearChoices, type YearChoice } from "../../src/pupils/pupils.ts";
import type { StaffFrame } from "../../views/school/frame.ts";
import type { View } from "./gallery.ts";

const asks: Received[] = [
  { name: "email", reason: null },
  { name: "leerid_class_groups", reason: "om de klas van de leerkracht samen te zetten" },
  { name: "given_name", reason: "om de leerling met de voornaam te begroeten" },
];
const more: Received[] = [{ name: "family_name", reason: "voor het rapport dat de leerkracht afdrukt" }];
const allowed = { allowedAt: new Date("2026-09-03T08:00:00Z"), receives: asks };
const everybody = { wholeSchool: true, classNames: [], yearChoices: [] };
const application = (name: string, given: Partial<Application>): Application => ({
  id: `01920000-0000-7000-8000-${String(name.length).padStart(12, "0")}`,
  name,
  vendor: null,
  status: "live",
  bundle: "pseudonymous",
  asks,
  release: null,
  more: [],
  paused: null,
  wishes: 0,
  ...given,
});
const asking = application("Leeshoek", {
  vendor: "Uitgeverij De Boomgaard",
  bundle: "personalised",
  asks: [...asks, ...more],
  more,
  release: {
    ...allowed,
    wholeSchool: false,
    classNames: ["3A", "3B"],
    yearChoices: ["kleuter-3", "lager-2"] satisfies YearChoice[],
  },
});
const off = application("Archief", { bundle: "anonymous", asks: [], wishes: 7 });
const paused = application("Voorleeshoek", { paused: { classNames: ["4A"], yearNumbers: [3] } });
const nobody = { wholeSchool: false, classNames: ["4A"], yearChoices: [] };
const all = [
  paused,
  off,
  asking,
  application("Rekenland", { vendor: "Rekenland bv", release: { ...allowed, ...everybody } }),
  application("Wiskunde voor iedereen", { status: "suspended", release: { ...allowed, ...everybody } }),
];

/** What is on for whom, and what flows then. */
export function applicationGallery(frame: StaffFrame): Record<string, View> {
  const view = { path: `${frame.path}/applications`, sort: "name", down: false, filters: {} };
  const list = { frame, applications: all, counts: { all: 5, on: 3, off: 2, wished: 1 }, view };
  const classes = ["1A", "1B", "2A", "2B", "3A", "3B", "4A", "5A", "6A"].map((name) => ({ name, pupils: 21 }));
  const years = yearChoices.map((choice) => ({ choice, pupils: 24 }));
  const scopes = { classes, years, pupils: 412 };
  const counts = { classes: classes.slice(4, 6), years: years.slice(3, 5) };
  const ticked = {
    wholeSchool: false,
    classNames: ["3A", "3B"],
    yearChoices: ["kleuter-3", "lager-2"] satisfies YearChoice[],
  };
  const confirm = { frame, application: asking, wanted: ticked, pupils: 118, counts, action: "/release" };
  return {
    "/applications": (p) => applicationsPage(p, list),
    "/applications-none": (p) =>
      applicationsPage(p, { ...list, applications: [], counts: { all: 0, on: 0, off: 0, wished: 0 } }),
    "/application": (p) => applicationPage(p, { frame, application: asking, scopes, ticked, said: "on" }),
    "/application-off": (p) =>
      applicationPage(p, { frame, application: off, scopes, ticked: everybody, problem: true, said: "off" }),
    "/application-paused": (p) => applicationPage(p, { frame, application: paused, scopes, ticked: nobody }),
    "/application-confirm": (p) => confirmPage(p, confirm),
    "/application-changed": (p) => confirmPage(p, { ...confirm, wanted: everybody, changed: true }),
  };
}
