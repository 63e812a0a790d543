import type { PackageTexts } from "./nl.ts";

export const de: PackageTexts = {
  title: "Anbindungen",
  intro:
    "Ihr Verwaltungsprogramm kann die Schülerliste selbst weitergeben, ohne Datei. Sie wählen, was es darf. Das Geheimnis eines Schülers sieht es nie.",
  allowed: "Erlaubt",
  none: "Sie haben noch kein Programm erlaubt.",
  others: "Nicht erlaubt",
  noOthers: "Es gibt keine anderen Programme.",
  name: "Programm",
  may: "Darf",
  since: "Seit",
  changeOf: (name) => `${name} ändern`,
  allowOf: (name) => `${name} erlauben`,
  suspended: "Von LeerID angehalten: Es kann jetzt nichts tun.",
  saved: "Gespeichert. Es gilt ab jetzt.",
  withdrawn: "Beendet. Das Programm kann an Ihrer Schule nichts mehr tun.",
  question: (name) => `Was darf ${name}?`,
  scopes: {
    "roster.write": "Die Schülerliste weitergeben und übernehmen",
    "roster.read": "Sehen, was seine Listen ändern",
    "activation.read": "Sehen, wer schon eine LeerID benutzt",
  },
  hints: {
    "roster.write":
      "Mit denselben Grenzen und Zweifeln wie bei einer Datei. Gehen mehr als 20 % der Schüler, muss jemand von der Schule es bestätigen.",
    "roster.read": "Pro Schüler, mit Stammnummer und Klasse.",
    "activation.read": "Pro Klasse, und pro Schüler mit der Stammnummer. Kein Name und kein Geheimnis.",
  },
  choose: "Wählen Sie mindestens eine Sache, oder beenden Sie das Programm.",
  save: "Das erlauben",
  stop: "Dieses Programm beenden",
  stopText: "Wenn Sie dieses Programm beenden, kann es sofort nichts mehr tun. Was schon übernommen ist, bleibt.",
  back: "Alle Anbindungen",
  reference: {
    title: "LeerID für Verwaltungsprogramme",
    intro: "Für alle, die ein Verwaltungsprogramm machen. Was folgt, ist auf Englisch.",
    forSchools: "Arbeiten Sie an einer Schule? Wählen Sie im Portal unter Anbindungen, was Ihr Programm darf.",
  },
};
