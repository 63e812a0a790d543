import type { PackageTexts } from "./nl.ts";

export const en: PackageTexts = {
  title: "Connections",
  intro:
    "Your administration package can hand in the pupil list by itself, without a file. You choose what it may do. It never sees the secret of a pupil.",
  allowed: "Allowed",
  none: "You have not allowed any package yet.",
  others: "Not allowed",
  noOthers: "There are no other packages.",
  name: "Package",
  may: "May",
  since: "Since",
  changeOf: (name) => `Change ${name}`,
  allowOf: (name) => `Allow ${name}`,
  suspended: "Stopped by LeerID: it can do nothing now.",
  saved: "Saved. It holds from now on.",
  withdrawn: "Stopped. The package can do nothing at your school any more.",
  question: (name) => `What may ${name} do?`,
  scopes: {
    "roster.write": "Hand in the pupil list, and apply it",
    "roster.read": "See what its lists change",
    "activation.read": "See who uses a LeerID already",
  },
  hints: {
    "roster.write":
      "With the same limits and doubts as for a file. When more than 20 % of the pupils would leave, somebody of the school must confirm it.",
    "roster.read": "Per pupil, by stamboeknummer and class.",
    "activation.read": "Per class, and per pupil by stamboeknummer. No name and no secret.",
  },
  choose: "Choose at least one thing, or stop the package.",
  save: "Allow this",
  stop: "Stop this package",
  stopText: "When you stop this package it can do nothing from that moment on. What was applied stays.",
  back: "All connections",
  reference: {
    title: "LeerID for administration packages",
    intro: "For those who make an administration package. What follows is in English.",
    forSchools: "Do you work at a school? Choose in the portal, under Connections, what your package may do.",
  },
};
