/** Whether two LeerIDs are one child: a question between schools. The shape of the other languages. */
export const nl = {
  title: (school: string) => `Hetzelfde kind als op ${school}?`,
  intro: (school: string, count: number) =>
    count === 1
      ? `${school} heeft een leerling met hetzelfde rijksregisternummer. Is het hetzelfde kind, dan worden de twee LeerID's er één.`
      : `${school} heeft leerlingen met dezelfde rijksregisternummers: ${count}. Is het hetzelfde kind, dan worden de twee LeerID's er één.`,
  sure: "Zeg alleen ja als je weet dat het kind ook daar zit of zat. Twijfel je, bel dan de school.",
  all: (count: number) => `Alle ${count}`,
  more: (count: number) => `en nog ${count}`,
  yes: "Ja, hetzelfde kind",
  another: "Nee, een ander kind",
  choose: "Vink eerst aan over wie je antwoord gaat.",
  answered: "Bewaard. Zegt ook de andere school ja, dan krijgt het kind één LeerID.",
  refused: "Bewaard. Het blijven twee LeerID's, en we vragen het niet opnieuw.",
  gone: "Deze vraag is er niet meer.",
  toldTitle: (school: string) => `Overgegaan naar ${school}`,
  toldText: (count: number): string =>
    count === 1
      ? "Deze leerling zit niet meer bij jou. Het LeerID ging mee. Klopt dat niet? Maak het dan binnen 30 dagen weer los."
      : "Deze leerlingen zitten niet meer bij jou. Hun LeerID ging mee. Klopt dat niet? Maak het dan binnen 30 dagen weer los.",
  toldList: (count: number) => `Toon de namen: ${count}`,
  undo: "Maak weer los",
  undone: "Losgemaakt. Het zijn weer twee LeerID's.",
  notUndone: "Dit kan alleen de helpdesk van LeerID: er kwam daarna nog iets bij.",
  mail: {
    subject: "LeerID: er wacht een vraag over leerlingen",
    text: "Op de startpagina van je school staat een vraag: is dit hetzelfde kind als op een andere school?",
    where: "Je vindt ze hier:",
  },
};
export type LinkTexts = typeof nl;
