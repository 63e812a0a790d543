import { logPage, type LogPage } from "../../views/school/audit/log.ts";
import type { StaffFrame } from "../../views/school/frame.ts";
import { helpPage } from "../../views/school/help.ts";
import type { View } from "./gallery.ts";

const at = new Date("2026-11-23T08:31:00Z");
const griet = { is: "person", name: "Griet Wouters" } as const;
const event: LogPage["events"][number] = {
  at,
  what: "cards.printed",
  who: griet,
  colleague: undefined,
  pupils: [],
  otherPupils: 0,
  className: null,
  application: null,
  details: { classes: ["3A", "3B"], pupils: 46 },
  network: "192.0.2.0/24",
};
const events: LogPage["events"] = [
  event,
  {
    ...event,
    what: "pass.given",
    who: { is: "person", name: "Samira El Amrani" },
    className: "3B",
    pupils: ["Noor Adams", "Wout Bakkali", "Marie-Alexandrine Vandenbroucke-Vanderhaeghe"],
    otherPupils: 2,
    details: {},
    network: "2001:db8:4711::/48",
  },
  { ...event, what: "roster.applied", details: { rows: 640, added: 12, moved: 3, left: 1 } },
  { ...event, what: "application.released", application: "Rekenland", details: {} },
  {
    ...event,
    what: "staff.role-given",
    colleague: { is: "person", name: "Jef Van den Broeck" },
    details: { role: "teacher" },
  },
  { ...event, what: "school-year.in-effect", who: { is: "job" }, details: {}, network: null },
  { ...event, what: "application.wished", who: { is: "pupil" }, pupils: ["Noor Adams"], details: {}, network: null },
];

/** The audit of a school, and why something failed. */
export function auditGallery(frame: StaffFrame): Record<string, View> {
  const people = [{ actor: "1", who: griet }];
  const view = { path: "/audit", sort: "when", down: true, filters: {} };
  const log = { frame, events, count: 420, people, view, page: 2, pages: 9 };
  const pupil = { name: "Wout Bakkali", loginName: "wout.482132", classes: [{ name: "3B" }] };
  const found = { at, application: undefined, pupil, href: "/class" };
  return {
    "/audit": (p) => logPage(p, log),
    "/audit-nothing": (p) =>
      logPage(p, { ...log, events: [], count: 0, page: 1, pages: 1, view: { ...view, filters: { what: "roster" } } }),
    "/help": (p) => helpPage(p, { frame, typed: "" }),
    "/help-unknown": (p) => helpPage(p, { frame, typed: "K7QM-3XPD", problem: "unknown" }),
    "/help-found": (p) =>
      helpPage(p, {
        frame,
        typed: "F4KX",
        found: { ...found, explanation: { cause: "secret-forgotten", whose: "pupil", next: "class" } },
      }),
    "/help-vendor": (p) =>
      helpPage(p, {
        frame: { ...frame, isAdmin: false },
        typed: "K7QM-3XPD",
        found: {
          ...found,
          pupil: undefined,
          href: undefined,
          application: { name: "Rekenland" },
          explanation: { cause: "application-redirect", whose: "application", next: "tell-vendor" },
        },
      }),
  };
}
