import { own } from "./own.ts";
import type { Profile } from "./profile.ts";

/** The list of the coming school year that our own portal hands out: the class is that of next year, and that of now says nothing. */
export const ownYear = {
  name: "LeerID",
  signs: {
    gebruikersnaam: 1,
    nomdutilisateur: 1,
    loginname: 1,
    benutzername: 1,
    volgendschooljaar: 6,
    lanneeprochaine: 6,
    nextschoolyear: 6,
    nachstesschuljahr: 6,
  },
  columns: {
    ...own.columns,
    className: ["volgendschooljaar", "lanneeprochaine", "nextschoolyear", "nachstesschuljahr"],
  },
  gone: own.gone,
  unread: own.unread,
  comingYear: true,
  givesLogins: true,
  classesJoined: true,
} as const satisfies Profile;
