import type { Profile } from "./profile.ts";

/** `gebruikersnaam` is that of the package, and `internnummer` is the number that the school gave. */
export const smartschool = {
  name: "Smartschool",
  signs: {
    schoolverlater: 4,
    statuscoaccount1: 4,
    statuscoaccount2: 4,
    typecoaccount1: 4,
    naamcoaccount1: 4,
    voornaamcoaccount1: 4,
    emailcoaccount1: 4,
    internnummer: 3,
    koppelingsveldschoolagenda: 4,
    gebruikersnaam: 1,
    emailadres: 1,
    klasnummer: 1,
    officieleklas: 1,
  },
  columns: {
    className: ["klas", "klascode", "klasnaam", "officieleklas"],
    stamboeknummer: ["internnummer", "stamboeknummer"],
  },
  empty: ["NULL"],
  ownLogins: true,
} as const satisfies Profile;
