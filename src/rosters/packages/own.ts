import type { Profile } from "./profile.ts";

/**
 * The lists with pupils that our own portal hands out, in the languages of staff: pupils and their cards, the lines of an import, the cards
 * themselves. Here the user name is ours.
 */
export const own = {
  name: "LeerID",
  signs: {
    gebruikersnaam: 1,
    nomdutilisateur: 1,
    identifiant: 1,
    loginname: 1,
    benutzername: 1,
    // pupils and how far their cards are
    stand: 3,
    etat: 3,
    state: 3,
    zustand: 3,
    kaartjegeldigtot: 4,
    cartevalablejusquau: 4,
    cardvaliduntil: 4,
    kartegultigbis: 4,
    // lines of an import
    klasvoordien: 4,
    classeavant: 4,
    classbefore: 4,
    klassevorher: 4,
    // cards
    geheim: 2,
    secret: 2,
    geheimnis: 2,
    adres: 1,
    adresse: 1,
    address: 1,
  },
  columns: {
    leerId: ["gebruikersnaam", "nomdutilisateur", "identifiant", "loginname", "benutzername"],
    familyName: ["familienaam", "nomdefamille", "nom", "familyname", "familienname", "name", "achternaam", "naam"],
    fullName: [],
    givenName: ["voornaam", "prenom", "givenname", "vorname"],
    className: ["klas", "classe", "class", "klasse"],
    stamboeknummer: [],
    gone: ["wat", "verandering", "changement", "change", "anderung"],
  },
  gone: ["weg", "parti", "gone", "nicht mehr da"],
  unread: [
    "niet gelezen",
    "twijfel, niet beslist",
    "non lue",
    "doute, pas decide",
    "not read",
    "in doubt, not decided",
    "nicht gelesen",
    "zweifelhaft, nicht entschieden",
  ],
  part: true,
  // why a line wasn't read, behind the lines that are to be mended
  partHeaders: ["waaromnietgelezen", "pourquoipaslue", "whyitwasntread", "warumnichtgelesen"],
  givesLogins: true,
  classesJoined: true,
} as const satisfies Profile;
