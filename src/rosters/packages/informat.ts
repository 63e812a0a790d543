import type { Profile } from "./profile.ts";

/** `Klas` is the direction of study here, and `Klascode` the class. `Gebruikersnaam` is that of the package. */
export const informat = {
  name: "Informat",
  signs: {
    ppersoon: 4,
    stamnrkort: 4,
    nradmgr: 4,
    pointer: 3,
    klascode: 2,
    stamnummer: 2,
    instelnr: 2,
    instellingsnummer: 1,
    begindatum: 1,
    einddatum: 1,
    klasnummer: 1,
    gebruikersnaam: 1,
  },
  columns: {
    className: ["klascode", "klasnaam", "klasgroep", "officieleklas", "klas", "administratievegroep"],
    stamboeknummer: ["stamnummer", "stamnrkort", "stamboeknummer", "stamboeknr", "stamnr", "leerlingnummer"],
    schoolNumber: ["instelnr", "instellingsnummer", "instellingsnr"],
  },
  lastResort: ["klas", "administratievegroep"],
  ownLogins: true,
} as const satisfies Profile;
