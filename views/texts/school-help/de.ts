import type { HelpTexts } from "./nl.ts";

export const de: HelpTexts = {
  title: "Warum ging es nicht?",
  intro:
    "Auf jeder Seite, auf der etwas schiefgeht, steht ein Code. Tippen Sie ihn hier: Sie lesen, was war und was Sie tun können.",
  code: "Der Code",
  codeHint: "Vier Zeichen vom Schüler, oder acht wie K7QM-3XPD.",
  ask: "Nachsehen",
  shape: "Ein Code hat vier oder acht Zeichen. Er hat nie Vokale und nie die Ziffern 0, 1, 2, 5 und 8.",
  unknown:
    "Diesen Code kennen wir nicht für einen Schüler dieser Schule. Sehen Sie noch einmal nach, oder lassen Sie es den Schüler neu versuchen: Dann gibt es einen neuen.",
  whose: "Liegt bei",
  whoseNames: {
    pupil: "dem Schüler",
    school: "der Schule",
    application: "den Machern des Lernprogramms",
    platform: "LeerID selbst",
  },
  next: "Was nun?",
  pupil: "Schüler",
  application: "Lernprogramm",
  at: "Geschehen am",
  nextTexts: {
    activate: "Geben Sie dem Schüler eine neue Karte.",
    class: "Geben Sie ein neues Geheimnis, oder lassen Sie es den Schüler neu versuchen.",
    applications: "Ein LeerID-Verwalter sieht nach, für wen dieses Lernprogramm eingeschaltet ist.",
    roster: "Sehen Sie die Schülerliste nach.",
    staff: "Ein LeerID-Verwalter sieht nach, welche Rechte jemand hat.",
    "try-again": "Lassen Sie es einfach neu versuchen.",
    "check-name": "Vergleichen Sie den Benutzernamen mit dem in der Liste.",
    "tell-vendor": "Melden Sie es mit dem Code den Machern des Lernprogramms. Sie können hier nichts tun.",
    "tell-platform": "Melden Sie es mit dem Code dem Helpdesk von LeerID.",
    wait: "Warten Sie kurz und versuchen Sie es dann neu.",
  },
  goTo: {
    activate: "Zu einer neuen Karte",
    class: "Zur Klasse",
    applications: "Zu den Anwendungen",
    roster: "Zur Schülerliste",
    staff: "Zu den Kollegen",
    "try-again": "Noch einmal",
    "check-name": "Zur Liste der Benutzernamen",
    "tell-vendor": "Weitersagen",
    "tell-platform": "Weitersagen",
    wait: "Noch einmal",
  },
  causes: {
    "name-unknown": {
      title: "Diesen Benutzernamen gibt es nicht",
      text: "Es wurde ein Benutzername getippt, den niemand hat.",
    },
    "pupil-suspended": {
      title: "Dieses LeerID ist angehalten",
      text: "Das LeerID des Schülers wurde angehalten. Niemand kommt damit hinein.",
    },
    renewed: {
      title: "Es gibt inzwischen ein neues Geheimnis",
      text: "Der Schüler bekam nach diesem Versuch eine neue Karte oder ein neues Geheimnis. Was damals getippt wurde, gilt nicht mehr.",
    },
    "never-activated": {
      title: "Dieser Schüler hat noch keine Karte",
      text: "Das LeerID gibt es, aber es wurde noch nie eine Karte dafür gemacht.",
    },
    "card-expired": {
      title: "Die Karte ist zu alt",
      text: "Der Schüler hat eine Karte, die nicht mehr gilt.",
    },
    "card-mistyped": {
      title: "Was getippt wurde, steht nicht auf der Karte",
      text: "Der Schüler hat eine Karte, die noch gilt, tippte aber etwas anderes. Lesen Sie sie zusammen nach, oder machen Sie eine neue Karte.",
    },
    "secret-forgotten": {
      title: "Das Geheimnis stimmte nicht",
      text: "Der Schüler tippte einige Male etwas anderes als das eigene Geheimnis. Vielleicht ist es vergessen.",
    },
    "too-many-mistakes": {
      title: "Zu oft etwas falsch getippt",
      text: "Nach zu vielen Fehlern muss der Schüler eine Viertelstunde warten. Sie können das aufheben.",
    },
    "badge-unknown": {
      title: "Dieser Badge lässt niemanden hinein",
      text: "Er wurde durch einen neuen ersetzt oder gehört niemandem. Nehmen Sie den neuesten Badge oder machen Sie einen neuen.",
    },
    "pass-wrong": {
      title: "Der Code der Lehrkraft stimmte nicht",
      text: "Getippt wurden nicht die sechs Ziffern auf dem Bildschirm der Lehrkraft, oder sie waren abgelaufen. Geben Sie einen neuen Code.",
    },
    "left-empty": {
      title: "Etwas blieb leer",
      text: "Der Knopf wurde gedrückt, bevor alles ausgefüllt war. Dieser Code ist immer derselbe.",
    },
    "name-mistyped": {
      title: "Der Benutzername ist falsch getippt",
      text: "Es ist ein Tippfehler darin: So sieht kein Benutzername aus. Dieser Code ist immer derselbe.",
    },
    "password-refused": {
      title: "Das neue Passwort ging nicht",
      text: "Es war zu kurz, zu lang oder zu leicht zu erraten, oder es stand nicht zweimal gleich da. Dieser Code ist immer derselbe.",
    },
    "application-stopped": {
      title: "Dieses Lernprogramm ist angehalten",
      text: "LeerID hat das Lernprogramm vorläufig für alle angehalten.",
    },
    "released-since": {
      title: "Dieses Lernprogramm ist inzwischen eingeschaltet",
      text: "Als der Schüler es versuchte, war es noch nicht erlaubt. Jetzt schon.",
    },
    "not-this-pupil": {
      title: "Dieses Lernprogramm ist für diesen Schüler nicht eingeschaltet",
      text: "Die Schule hat es eingeschaltet, aber nur für bestimmte Klassen oder Jahrgänge.",
    },
    "not-released": {
      title: "Die Schule nutzt dieses Lernprogramm noch nicht",
      text: "Nichts geht an ein Lernprogramm, solange die Schule es nicht einschaltet.",
    },
    "application-unknown": {
      title: "LeerID kennt dieses Lernprogramm nicht",
      text: "Das Lernprogramm stellte sich mit einem Namen vor, den es bei LeerID nicht gibt.",
    },
    "application-redirect": {
      title: "Das Lernprogramm gab eine falsche Adresse an",
      text: "Es wollte den Schüler an eine Adresse schicken, die es bei LeerID nicht angegeben hat.",
    },
    "application-request": {
      title: "Das Lernprogramm fragte auf eine falsche Weise",
      text: "Was das Lernprogramm von LeerID wollte, war nicht in Ordnung.",
    },
    "took-too-long": {
      title: "Das Anmelden dauerte zu lange",
      text: "Die Seite stand zu lange offen, oder der Schüler ging zu einer alten Seite zurück.",
    },
    "signed-out": {
      title: "Es war niemand mehr angemeldet",
      text: "Die Anmeldung war vorbei, als auf einen Knopf gedrückt wurde.",
    },
    "no-page": {
      title: "Diese Seite gibt es nicht",
      text: "Die Adresse ist falsch getippt, oder kommt von einem alten Link.",
    },
    "odd-request": {
      title: "Der Knopf kam von einer alten oder anderen Seite",
      text: "Der Browser schickte etwas, das LeerID so nicht erwartet, zum Beispiel von einem Lesezeichen.",
    },
    "too-large": {
      title: "Es wurde zu viel auf einmal geschickt",
      text: "Der Text oder die Datei war größer, als LeerID annimmt.",
    },
    "not-for-this-person": {
      title: "Das darf diese Person nicht",
      text: "Die Seite gehört zu Rechten, die diese Person hier nicht hat.",
    },
    roster: {
      title: "Die Schülerliste konnte nicht übernommen werden",
      text: "Es war ein Fehler darin, oder inzwischen wurde etwas anderes übernommen.",
    },
    "changed-meanwhile": {
      title: "Es hat sich inzwischen geändert",
      text: "Was auf der Seite stand, gibt es so nicht mehr, oder es gibt es schon.",
    },
    busy: {
      title: "Es war sehr viel los",
      text: "Zu viele Schüler auf einmal. LeerID ließ diesen kurz warten.",
    },
    unavailable: {
      title: "LeerID war kurz nicht da",
      text: "Die Datenbank antwortete nicht. Das liegt nicht am Schüler oder an der Schule.",
    },
    unexpected: {
      title: "Bei LeerID ging etwas schief",
      text: "Das liegt nicht am Schüler, an der Schule oder am Lernprogramm.",
    },
  },
};
