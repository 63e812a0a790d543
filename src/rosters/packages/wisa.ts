import type { Profile } from "./profile.ts";

export const wisa = {
  name: "WISA",
  signs: {
    wisaid: 4,
    klaswijziging: 4,
    klasgroep: 2,
    roepnaam: 1,
    stamboeknummer: 1,
    rijksregisternr: 1,
  },
  columns: {
    className: ["klas", "klascode", "klasgroep"],
    stamboeknummer: ["stamboeknummer", "stamboeknr", "leerlingnummer"],
  },
  ownLogins: true,
} as const satisfies Profile;
