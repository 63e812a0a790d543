import type { WizardTexts } from "./nl.ts";

export const de: WizardTexts = {
  columns: {
    title: "Welche Spalte ist was?",
    intro: (name) =>
      `Das haben wir in ${name} gelesen. Prüfen Sie jede Spalte. Ihre Wahl merken wir uns für die nächste Datei mit denselben Spaltentiteln.`,
    missing: {
      "no-name-column": "Wir finden die Spalte mit dem Namen nicht. Zeigen Sie sie unten an.",
      "no-class-column": "Wir finden die Spalte mit der Klasse nicht. Zeigen Sie sie unten an.",
      "two-columns": "Zwei Spalten scheinen dasselbe zu sagen. Wählen Sie, welche wir nehmen.",
      "no-header": "Diese Datei hat keine Spaltentitel. Zeigen Sie unten an, was in welcher Spalte steht.",
      other: "Zeigen Sie unten an, was in welcher Spalte steht.",
    },
    fields: {
      familyName: "Familienname",
      givenName: "Vorname",
      callName: "Rufname",
      fullName: "Ganzer Name in einer Spalte",
      birthDate: "Geburtsdatum",
      className: "Klasse",
      yearGroup: "Schuljahr",
      level: "Schulstufe",
      nationalNumber: "Nationalregisternummer oder Bisnummer",
      stamboeknummer: "Stammnummer",
      sourcedId: "Kennung des Programms (sourcedId)",
      site: "Standort",
      leerId: "LeerID (Benutzername)",
      schoolNumber: "Schulnummer",
      from: "Eingeschrieben ab",
      until: "Eingeschrieben bis",
      gone: "Hat die Schule verlassen",
    },
    who: "Wer",
    where: "Wo in der Schule",
    numbers: "Nummern",
    whoHint: "Der Familienname, oder der ganze Name in einer Spalte, muss da sein.",
    whereHint: "Die Klasse muss da sein.",
    numbersHint:
      "Dürfen fehlen. Sie sind der beste Beweis, dass es derselbe Schüler ist. Ziffern zeigen wir als Punkte.",
    present: "Wer heute da ist",
    presentHint: "Darf fehlen. Wer weg ist oder zu einer anderen Schule gehört, wird nicht übernommen.",
    none: "keine Spalte",
    column: (number) => `Spalte ${number}`,
    faults: {
      missing: "Wählen Sie eine Spalte.",
      twice: "Diese Spalte steht schon bei etwas anderem.",
      unknown: "Diese Spalte gibt es nicht.",
      foreign: "Die Nummer Ihrer Schule steht nicht in dieser Spalte.",
    },
    send: "Sehen, was sich ändert",
    inFile: "Was in der Datei steht",
    header: "Spalte",
    samples: "Zum Beispiel",
    notThere: "Fehlt der Name oder die Klasse? Exportieren Sie die Liste noch einmal, mit dieser Spalte.",
    another: "Eine andere Datei wählen",
    goneTitle: "Die Datei ist nicht mehr da",
    gone: "Wir behalten eine Datei höchstens 2 Tage. Wählen Sie sie noch einmal.",
  },
  reading: {
    isOf: (name) => `Das ist eine Liste von ${name}.`,
    any: "Diese Liste ist von keinem Programm, das wir kennen.",
    own: "Das ist eine Liste aus LeerID selbst.",
    sheets: (names) => `Blatt: ${names}.`,
    letters: (name) => `Buchstaben: ${name}.`,
    correct: "Stimmt das nicht? Verbessern Sie es",
    askTitle: "Wie sollen wir diese Datei lesen?",
    ask: (name) => `In ${name} können wir etwas nicht selbst wissen. Sagen Sie es unten.`,
    package: "Von welchem Programm ist diese Liste?",
    none: "eine eigene Liste oder ein anderes Programm",
    ours: "eine Liste aus LeerID",
    sheet: "Auf welchem Blatt steht die Liste?",
    sheetHint: "Wählen Sie mehrere, wenn jede Klasse ein eigenes Blatt hat.",
    sheetRows: (count) => (count === 1 ? "1 Zeile" : `${count} Zeilen`),
    hidden: "ausgeblendet",
    letter: "Wie sind die Namen richtig geschrieben?",
    letterHint: "Wählen Sie die Zeile, in der alle Buchstaben stimmen.",
    again: "Datei so lesen",
  },
  whichClass: {
    title: "Welche Klasse ist es?",
    text: "Excel hat aus diesen Klassen ein Datum oder eine Zahl gemacht. Tragen Sie ein, wie die Klasse heißt. Was Sie offen lassen, wird nicht gelesen.",
    label: (written, lines) => `${written} (${lines === 1 ? "1 Kind" : `${lines} Kinder`})`,
    hint: (candidates) => (candidates === "" ? "" : `Vielleicht: ${candidates}`),
    send: "Mit diesen Klassen vergleichen",
  },
  absent: {
    title: (count) =>
      count === 1
        ? "1 Zeile ist von jemandem, der heute nicht hier ist"
        : `${count} Zeilen sind von Schülern, die heute nicht hier sind`,
    text: "Weg, nie gekommen, erst später oder von einer anderen Schule. Das sagt die Liste selbst; wir lassen sie aus.",
    more: "Es gibt noch mehr. Alle Zeilen zeigen jede davon.",
  },
  taken: {
    title: (count) => (count === 1 ? "1 Spalte gelesen" : `${count} Spalten gelesen`),
    what: "Was",
    from: "Spalte in der Datei",
    change: "Spalten verbessern",
  },
  again: {
    button: "Neu vergleichen",
    text: "Die Datei ist noch da. Wir vergleichen sie mit dem jetzigen Stand Ihrer Schule.",
    other: "Haben Sie eine neuere Datei? Dann wählen Sie diese.",
  },
  classes: {
    show: (name) => `Die Schüler von ${name} ansehen`,
    title: (name) => `Was ändert sich in ${name}?`,
    back: "Zurück zum Ganzen",
    moreLines: "Es gibt noch mehr solche Zeilen. Lösen Sie zuerst diese.",
  },
  told: {
    take: "Nehmen Sie diese Zeilen mit, um sie zu verbessern: dieselben Spalten wie Ihre Liste, dahinter die Zeile und der Grund.",
    back: "Lesen Sie nur die verbesserten Zeilen ein? Dann wählen Sie, dass niemand geht.",
    line: "Zeile in der Liste",
    reason: "Warum nicht gelesen",
  },
  lines: {
    title: "Alle Zeilen",
    show: "In allen Zeilen suchen",
    intro: "Wer bleibt wie bisher, steht nicht dabei.",
    every: "alle",
  },
  progress: {
    title: "Wird ausgeführt",
    text: "Sie dürfen diese Seite schließen: Die Arbeit geht weiter, und das Ergebnis steht dann hier.",
    cutOff:
      "Stand es still? Dann geht es innerhalb einer Minute von selbst dort weiter, wo es aufhörte. Niemand wird zweimal hinzugefügt.",
  },
  undo: {
    link: "Diese Liste rückgängig machen",
    linkOne: "Das rückgängig machen",
    title: "Diese Liste rückgängig machen?",
    text: "Die Schülerliste Ihrer Schule wird wieder so, wie sie vor dieser Liste war.",
    added: (count) =>
      count === 1
        ? "1 neue LeerID verschwindet."
        : `${count} neue LeerIDs verschwinden. Niemand hat sie schon benutzt.`,
    left: (count) =>
      count === 1 ? "1 Schüler ist wieder eingeschrieben." : `${count} Schüler sind wieder eingeschrieben.`,
    others: (count) =>
      count === 1
        ? "1 Schüler bekommt die frühere Klasse und Angaben zurück."
        : `${count} Schüler bekommen ihre frühere Klasse und Angaben zurück.`,
    until: (when) => `Das geht bis ${when}, solange nichts davon abhängt.`,
    confirm: "Rückgängig machen",
    cancel: "Doch nicht",
    cannotTitle: "Das lässt sich nicht rückgängig machen",
    nothing: "Es hat sich nichts geändert.",
    why: {
      "not-applied": () => "Diese Liste wurde nicht ausgeführt.",
      undone: () => "Diese Liste ist schon rückgängig gemacht.",
      "too-old": () => "Diese Liste wurde vor mehr als 30 Tagen ausgeführt.",
      "school-year": () => "Inzwischen hat ein neues Schuljahr begonnen.",
      later: (count) =>
        count === 1
          ? "Nach dieser Liste wurde noch eine ausgeführt. Machen Sie zuerst die rückgängig."
          : `Nach dieser Liste wurden noch ${count} ausgeführt. Machen Sie zuerst die rückgängig, die letzte zuerst.`,
      activated: (count) =>
        count === 1
          ? "1 Schüler aus dieser Liste hat schon eine Karte."
          : `${count} Schüler aus dieser Liste haben schon eine Karte.`,
      used: (count) =>
        count === 1
          ? "1 Schüler aus dieser Liste hat schon in einer Anwendung gearbeitet."
          : `${count} Schüler aus dieser Liste haben schon in einer Anwendung gearbeitet.`,
      elsewhere: (count) =>
        count === 1
          ? "1 Schüler aus dieser Liste ist inzwischen auch an einer anderen Schule eingeschrieben."
          : `${count} Schüler aus dieser Liste sind inzwischen auch an einer anderen Schule eingeschrieben.`,
      merged: (count) =>
        count === 1
          ? "1 Schüler aus dieser Liste wurde inzwischen mit einer anderen LeerID zusammengelegt."
          : `${count} Schüler aus dieser Liste wurden inzwischen mit einer anderen LeerID zusammengelegt.`,
      changed: (count) =>
        count === 1
          ? "Der Name oder die Klasse von 1 Schüler aus dieser Liste ist inzwischen anders."
          : `Der Name oder die Klasse von ${count} Schülern aus dieser Liste ist inzwischen anders.`,
    },
    instead: "Verbessern Sie die Schüler in Ihrem Verwaltungsprogramm und lesen Sie die Liste noch einmal ein.",
    toResult: "Zurück zum Ergebnis",
    doneTitle: "Die Liste ist rückgängig gemacht",
    done: (when) => `Rückgängig gemacht am ${when}. Die Schülerliste ist wieder so wie davor.`,
  },
};
