/** The roster wizard from the columns of a file to taking an import back. The shape of the other languages. */
export const nl = {
  columns: {
    title: "Welke kolom is wat?",
    intro: (name: string) =>
      `Dit lazen we in ${name}. Kijk na of elke kolom klopt. We onthouden je keuze voor het volgende bestand met dezelfde kolomtitels.`,
    missing: {
      "no-name-column": "We vinden de kolom met de naam niet. Duid ze hieronder aan.",
      "no-class-column": "We vinden de kolom met de klas niet. Duid ze hieronder aan.",
      "two-columns": "Twee kolommen lijken hetzelfde te zeggen. Kies welke we nemen.",
      "no-header": "Dit bestand heeft geen kolomtitels. Duid hieronder aan wat in welke kolom staat.",
      other: "Duid hieronder aan wat in welke kolom staat.",
    },
    fields: {
      familyName: "Familienaam",
      givenName: "Voornaam",
      callName: "Roepnaam",
      fullName: "Volledige naam in één kolom",
      birthDate: "Geboortedatum",
      className: "Klas",
      yearGroup: "Leerjaar",
      level: "Onderwijsniveau",
      nationalNumber: "Rijksregisternummer of bisnummer",
      stamboeknummer: "Stamboeknummer",
      sourcedId: "Identificatie van het pakket (sourcedId)",
      site: "Vestigingsplaats",
      leerId: "LeerID (gebruikersnaam)",
      schoolNumber: "Instellingsnummer",
      from: "Ingeschreven vanaf",
      until: "Ingeschreven tot",
      gone: "Heeft de school verlaten",
    },
    who: "Wie",
    where: "Waar in de school",
    numbers: "Nummers",
    whoHint: "De familienaam, of de volledige naam in één kolom, moet er zijn.",
    whereHint: "De klas moet er zijn.",
    numbersHint: "Mogen ontbreken. Ze zijn het beste bewijs dat het dezelfde leerling is. Cijfers tonen we als punten.",
    present: "Wie er vandaag is",
    presentHint: "Mogen ontbreken. Wie weg is of van een andere school is, nemen we niet mee.",
    none: "geen kolom",
    column: (number: number) => `Kolom ${number}`,
    faults: {
      missing: "Kies een kolom.",
      twice: "Deze kolom staat al bij iets anders.",
      unknown: "Die kolom is er niet.",
      foreign: "In deze kolom staat jouw instellingsnummer niet.",
    },
    send: "Bekijk wat er verandert",
    inFile: "Wat er in het bestand staat",
    header: "Kolom",
    samples: "Bijvoorbeeld",
    notThere: "Staat de naam of de klas er niet bij? Voer de lijst opnieuw uit, met die kolom erbij.",
    another: "Kies een ander bestand",
    goneTitle: "Het bestand is er niet meer",
    gone: "We bewaren een bestand ten hoogste 2 dagen. Kies het opnieuw.",
  },
  reading: {
    isOf: (name: string) => `Dit is een lijst van ${name}.`,
    any: "Dit is een lijst van geen pakket dat we kennen.",
    own: "Dit is een lijst uit LeerID zelf.",
    sheets: (names: string) => `Werkblad: ${names}.`,
    letters: (name: string) => `Letters: ${name}.`,
    correct: "Klopt dat niet? Verbeter het",
    askTitle: "Hoe moeten we dit bestand lezen?",
    ask: (name: string) => `In ${name} kunnen we iets niet zelf weten. Zeg het hieronder.`,
    package: "Van welk pakket is deze lijst?",
    none: "een eigen lijst, of een ander pakket",
    ours: "een lijst uit LeerID",
    sheet: "Op welk werkblad staat de lijst?",
    sheetHint: "Kies er meer dan één als elke klas een eigen werkblad heeft.",
    sheetRows: (count: number) => (count === 1 ? "1 regel" : `${count} regels`),
    hidden: "verborgen",
    letter: "Hoe zijn de namen juist geschreven?",
    letterHint: "Kies de regel waarin alle letters kloppen.",
    again: "Lees het bestand zo",
  },
  whichClass: {
    title: "Welke klas is het?",
    text: "Excel maakte van deze klassen een datum of een getal. Vul in hoe de klas heet. Wat je openlaat, lezen we niet.",
    label: (written: string, lines: number) => `${written} (${lines === 1 ? "1 leerling" : `${lines} leerlingen`})`,
    hint: (candidates: string) => (candidates === "" ? "" : `Misschien: ${candidates}`),
    send: "Vergelijk met deze klassen",
  },
  absent: {
    title: (count: number) =>
      count === 1 ? "1 regel is van wie hier vandaag niet is" : `${count} regels zijn van wie hier vandaag niet is`,
    text: "Weg, nooit gekomen, pas later of van een andere school. Dat zegt de lijst zelf; we nemen ze niet mee.",
    more: "Er zijn er nog meer. In alle regels staan ze allemaal.",
  },
  taken: {
    title: (count: number) => (count === 1 ? "1 kolom gelezen" : `${count} kolommen gelezen`),
    what: "Wat",
    from: "Kolom in het bestand",
    change: "Verbeter de kolommen",
  },
  again: {
    button: "Vergelijk opnieuw",
    text: "Het bestand is er nog. We vergelijken het met hoe de lijst van je school nu is.",
    other: "Heb je een nieuwer bestand? Kies dat dan.",
  },
  classes: {
    show: (name: string) => `Bekijk de leerlingen van ${name}`,
    title: (name: string) => `Wat verandert er in ${name}?`,
    back: "Terug naar het geheel",
    moreLines: "Er zijn nog meer zulke regels. Los eerst deze op.",
  },
  told: {
    take: "Neem deze regels mee om ze te verbeteren: dezelfde kolommen als je lijst, met achteraan de regel en de reden.",
    back: "Lees je alleen de verbeterde regels in? Kies dan dat niemand vertrekt.",
    line: "Regel in de lijst",
    reason: "Waarom niet gelezen",
  },
  lines: {
    title: "Alle regels",
    show: "Zoek in alle regels",
    intro: "Leerlingen voor wie niets verandert, staan er niet bij.",
    every: "alles",
  },
  progress: {
    title: "Bezig met doorvoeren",
    text: "Je mag deze pagina sluiten: het werk gaat voort, en het resultaat staat straks hier.",
    cutOff:
      "Stond er iets stil? Dan gaat het binnen een minuut vanzelf voort waar het stopte. Niemand komt er dubbel in.",
  },
  undo: {
    link: "Maak deze lijst ongedaan",
    linkOne: "Maak dit ongedaan",
    title: "Deze lijst ongedaan maken?",
    text: "De leerlingenlijst van je school wordt weer wat ze was voor deze lijst werd doorgevoerd.",
    added: (count: number) =>
      count === 1 ? "1 nieuwe LeerID verdwijnt." : `${count} nieuwe LeerID's verdwijnen. Niemand gebruikte ze al.`,
    left: (count: number) =>
      count === 1 ? "1 leerling is weer ingeschreven." : `${count} leerlingen zijn weer ingeschreven.`,
    others: (count: number) =>
      count === 1
        ? "1 leerling krijgt de vorige klas en gegevens terug."
        : `${count} leerlingen krijgen hun vorige klas en gegevens terug.`,
    until: (when: string) => `Dit kan tot ${when}, zolang er niets van afhangt.`,
    confirm: "Maak ongedaan",
    cancel: "Toch niet",
    cannotTitle: "Ongedaan maken kan niet",
    nothing: "Er is niets veranderd.",
    why: {
      "not-applied": () => "Deze lijst is niet doorgevoerd.",
      undone: () => "Deze lijst is al ongedaan gemaakt.",
      "too-old": () => "Deze lijst werd meer dan 30 dagen geleden doorgevoerd.",
      "school-year": () => "Er is intussen een nieuw schooljaar begonnen.",
      later: (count: number) =>
        count === 1
          ? "Na deze lijst werd er nog een doorgevoerd. Maak eerst die ongedaan."
          : `Na deze lijst werden er nog ${count} doorgevoerd. Maak eerst die ongedaan, de laatste eerst.`,
      activated: (count: number) =>
        count === 1
          ? "1 leerling uit deze lijst heeft al een kaartje gekregen."
          : `${count} leerlingen uit deze lijst hebben al een kaartje gekregen.`,
      used: (count: number) =>
        count === 1
          ? "1 leerling uit deze lijst werkte al in een toepassing."
          : `${count} leerlingen uit deze lijst werkten al in een toepassing.`,
      elsewhere: (count: number) =>
        count === 1
          ? "1 leerling uit deze lijst is intussen ook in een andere school ingeschreven."
          : `${count} leerlingen uit deze lijst zijn intussen ook in een andere school ingeschreven.`,
      merged: (count: number) =>
        count === 1
          ? "1 leerling uit deze lijst is intussen samengevoegd met een andere LeerID."
          : `${count} leerlingen uit deze lijst zijn intussen samengevoegd met een andere LeerID.`,
      changed: (count: number) =>
        count === 1
          ? "Van 1 leerling uit deze lijst is de naam of de klas intussen anders."
          : `Van ${count} leerlingen uit deze lijst is de naam of de klas intussen anders.`,
    },
    instead: "Verbeter de leerlingen in je administratiepakket en lees de lijst opnieuw in.",
    toResult: "Terug naar het resultaat",
    doneTitle: "De lijst is ongedaan gemaakt",
    done: (when: string) => `Ongedaan gemaakt op ${when}. De leerlingenlijst is weer wat ze daarvoor was.`,
  },
};
export type WizardTexts = typeof nl;
