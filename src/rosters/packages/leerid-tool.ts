import type { Profile } from "./profile.ts";

/** The tool in which schools keep LeerIDs today. Its user names are not ours, and it has no classes of its own. */
export const leeridTool = {
  name: "LeerID-beheer",
  signs: {
    leeridgebruikersnaam: 4,
    leeridwachtwoord: 4,
    administratievegroep: 2,
    stamnummer: 1,
    achternaam: 1,
  },
  columns: {
    leerId: [],
    className: ["klas", "klascode", "administratievegroep"],
    stamboeknummer: ["stamnummer", "stamboeknummer"],
  },
  lastResort: ["administratievegroep"],
  ownLogins: true,
} as const satisfies Profile;
