/** What a school allows its administration package, and the page for those who make one. The shape of the other languages. */
export const nl = {
  title: "Koppelingen",
  intro:
    "Je administratiepakket kan de leerlingenlijst zelf doorgeven, zonder bestand. Jij kiest wat het mag. Een geheim van een leerling krijgt het nooit te zien.",
  allowed: "Toegelaten",
  none: "Je hebt nog geen pakket toegelaten.",
  others: "Niet toegelaten",
  noOthers: "Er zijn geen andere pakketten.",
  name: "Pakket",
  may: "Mag",
  since: "Sinds",
  changeOf: (name: string) => `Wijzig ${name}`,
  allowOf: (name: string) => `Laat ${name} toe`,
  suspended: "Stilgelegd door LeerID: het kan nu niets.",
  saved: "Bewaard. Het geldt vanaf nu.",
  withdrawn: "Gestopt. Het pakket kan bij jouw school niets meer.",
  question: (name: string) => `Wat mag ${name}?`,
  scopes: {
    "roster.write": "De leerlingenlijst doorgeven en doorvoeren",
    "roster.read": "Zien wat zijn lijsten veranderen",
    "activation.read": "Zien wie al een LeerID gebruikt",
  },
  hints: {
    "roster.write":
      "Met dezelfde grenzen en twijfels als bij een bestand. Vertrekt meer dan 20 % van de leerlingen, dan moet iemand van de school het bevestigen.",
    "roster.read": "Per leerling, met het stamboeknummer en de klas.",
    "activation.read": "Per klas, en per leerling met het stamboeknummer. Geen naam en geen geheim.",
  },
  choose: "Kies minstens één ding, of stop het pakket.",
  save: "Laat dit toe",
  stop: "Stop dit pakket",
  stopText: "Stop je dit pakket, dan kan het meteen niets meer. Wat al doorgevoerd is, blijft.",
  back: "Alle koppelingen",
  reference: {
    title: "LeerID voor administratiepakketten",
    intro: "Voor wie een administratiepakket maakt. Wat volgt is in het Engels.",
    forSchools: "Werk je in een school? Kies in het portaal bij Koppelingen wat jullie pakket mag.",
  },
};
export type PackageTexts = typeof nl;
