import { confirmPage } from "../../views/school/applications/confirm.ts";
import { applicationsPage } from "../../views/school/applications/list.ts";
import { applicationPage } from "../../views/school/applications/one.ts";
import type { Application, Received } from "../../views/school/applications/state.ts";
import type { StaffFrame } from "../../views/school/frame.ts";
import type { View } from "./gallery.ts";

const asks: Received[] = [
  { name: "email", reason: null },
  { name: "leerid_class_groups", reason: "om de klas van de leerkracht samen te zetten" },
  { name: "given_name", reason: "om de leerling met de voornaam te begroeten" },
];
const more: Received[] = [{ name: "family_name", reason: "voor het rapport dat de leerkracht afdrukt" }];
const allowed = { allowedAt: new Date("2026-09-03T08:00:00Z"), receives: asks };
const everybody = { wholeSchool: true, classNames: [], yearGroups: [] };
const application = (name: string, given: Partial<Application>): Application => ({
  id: `01920000-0000-7000-8000-${String(name.length).padStart(12, "0")}`,
  name,
  vendor: null,
  status: "live",
  bundle: "pseudonymous",
  asks,
  release: null,
  more: [],
  wishes: 0,
  ...given,
});
const asking = application("Leeshoek", {
  vendor: "Uitgeverij De Boomgaard",
  bundle: "personalised",
  asks: [...asks, ...more],
  more,
  release: { ...allowed, wholeSchool: false, classNames: ["3A", "3B"], yearGroups: [1, 2] },
});
const off = application("Archief", { bundle: "anonymous", asks: [], wishes: 7 });
const all = [
  off,
  asking,
  application("Rekenland", { vendor: "Rekenland bv", release: { ...allowed, ...everybody } }),
  application("Wiskunde voor iedereen", { status: "suspended", release: { ...allowed, ...everybody } }),
];

/** What is on for whom, and what flows then. */
export function applicationGallery(frame: StaffFrame): Record<string, View> {
  const view = { path: `${frame.path}/applications`, sort: "name", down: false, filters: {} };
  const list = { frame, applications: all, counts: { all: 4, on: 3, off: 1, wished: 1 }, view };
  const scopes = { classNames: ["1A", "1B", "2A", "2B", "3A", "3B", "4A", "5A", "6A"], yearGroups: [1, 2, 3, 4, 5, 6] };
  const ticked = { wholeSchool: false, classNames: ["3A", "3B"], yearGroups: [1, 2] };
  const confirm = { frame, application: asking, wanted: ticked, pupils: 118, action: "/release" };
  return {
    "/applications": (p) => applicationsPage(p, list),
    "/applications-none": (p) =>
      applicationsPage(p, { ...list, applications: [], counts: { all: 0, on: 0, off: 0, wished: 0 } }),
    "/application": (p) => applicationPage(p, { frame, application: asking, scopes, ticked, said: "on" }),
    "/application-off": (p) =>
      applicationPage(p, { frame, application: off, scopes, ticked: everybody, problem: true, said: "off" }),
    "/application-confirm": (p) => confirmPage(p, confirm),
    "/application-changed": (p) => confirmPage(p, { ...confirm, wanted: everybody, changed: true }),
  };
}
