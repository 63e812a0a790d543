import type { StaffFrame } from "../../views/school/frame.ts";
import { invitePage, type InvitePage } from "../../views/school/staff/invite.ts";
import { colleaguesPage, type ColleaguesPage, type ShownColleague } from "../../views/school/staff/list.ts";
import { personPage } from "../../views/school/staff/person.ts";
import type { View } from "./gallery.ts";

const now = new Date("2026-11-23T08:00:00Z");
const nobody: ShownColleague = {
  staffId: "0",
  givenName: "Griet",
  familyName: "Wouters",
  email: "griet.wouters@basisschool-de-wingerd.school.example",
  suspended: false,
  schoolAdmin: true,
  groupAdmin: false,
  classNames: [],
  lastSignIn: now,
  passkeys: 1,
  password: true,
  upstream: true,
};
const colleagues: ShownColleague[] = [
  nobody,
  { ...nobody, staffId: "1", givenName: "Jef", familyName: "Van den Broeck", schoolAdmin: false, groupAdmin: true },
  {
    ...nobody,
    staffId: "2",
    givenName: "Samira",
    familyName: "El Amrani",
    schoolAdmin: false,
    classNames: ["3A", "3B", "4A"],
    lastSignIn: null,
    passkeys: 0,
    upstream: false,
  },
  {
    ...nobody,
    staffId: "3",
    givenName: "Tom",
    suspended: true,
    classNames: ["2C"],
    passkeys: 0,
    password: false,
    upstream: false,
  },
];
const invitations: ColleaguesPage["invitations"]["shown"] = [
  {
    id: "a",
    givenName: "An",
    familyName: "Claes",
    email: "an@school.example",
    role: "teacher",
    classNames: ["1A", "1B"],
    expiresAt: new Date("2026-11-25T08:00:00Z"),
  },
  {
    id: "b",
    givenName: "Bo",
    familyName: "D'hondt",
    email: "bo@school.example",
    role: "school-admin",
    classNames: [],
    expiresAt: now,
  },
];
const classes = ["1A", "1B", "2A", "2B", "3A", "3B", "4A", "5A", "6A", "6B"];

/** The pages about colleagues. */
export function colleagueGallery(frame: StaffFrame): Record<string, View> {
  const arranged = <T>(shown: T[], sort: string) => ({
    shown,
    count: shown.length,
    all: shown.length,
    page: 1,
    pages: 1,
    view: { path: "/staff", sort, down: false, filters: {} },
  });
  const list: ColleaguesPage = {
    frame,
    staffId: "0",
    colleagues: arranged(colleagues, "name"),
    invitations: { ...arranged(invitations, "until"), view: { ...arranged([], "until").view, prefix: "open-" } },
    now,
  };
  const searched = { path: "/staff", sort: "last", down: true, filters: { q: "zzz", role: "teacher" } };
  const empty = { email: "", givenName: "", familyName: "", role: "", classNames: [] };
  const invite: InvitePage = { frame, classes, typed: empty, problems: [] };
  const [, , teacher = nobody] = colleagues;
  return {
    "/colleagues": (p) => colleaguesPage(p, { ...list, said: "invited" }),
    "/colleagues-alone": (p) =>
      colleaguesPage(p, {
        ...list,
        colleagues: arranged([nobody], "name"),
        invitations: arranged([], "until"),
        said: "mailFailed",
      }),
    "/colleagues-searched": (p) =>
      colleaguesPage(p, {
        ...list,
        colleagues: { ...arranged([], "last"), all: 4, view: searched },
        invitations: { ...arranged([], "until"), all: 2, view: { ...searched, prefix: "open-" } },
      }),
    "/colleague-invite": (p) => invitePage(p, invite),
    "/colleague-invite-wrong": (p) =>
      invitePage(p, {
        ...invite,
        typed: { ...empty, email: "an@", role: "teacher" },
        problems: ["email", "givenName", "familyName", "classes"],
      }),
    "/colleague-invite-empty": (p) => invitePage(p, { ...invite, classes: [], problems: ["already", "role"] }),
    "/colleague-admin": (p) => personPage(p, { frame, person: nobody, classes, said: "lastAdmin" }),
    "/colleague-teacher": (p) =>
      personPage(p, { frame, person: { ...teacher, classNames: ["3A", "9Z"] }, classes, said: "changed" }),
  };
}
