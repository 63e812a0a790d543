import type { Text } from "../roster-locales.ts";

/** Why a line leaves open whose it is. */
export const personTexts = {
  duplicate: {
    nl: "Dezelfde leerling staat met dezelfde klas al op regel {other} (regels {other} en {line}).",
    fr: "Le même élève figure déjà dans la même classe à la ligne {other} (lignes {other} et {line}).",
    en: "The same pupil is in the same class on line {other} already (lines {other} and {line}).",
    de: "Derselbe Schüler steht mit derselben Klasse schon in Zeile {other} (Zeilen {other} und {line}).",
  },
  "same-number": {
    nl: "Regels {lines} hebben hetzelfde rijksregisternummer maar een andere naam.",
    fr: "Les lignes {lines} ont le même numéro national mais des noms différents.",
    en: "Lines {lines} have the same national number but different names.",
    de: "Die Zeilen {lines} haben dieselbe Nationalregisternummer, aber verschiedene Namen.",
  },
  "same-stamboek": {
    nl: "Regels {lines} hebben hetzelfde stamboeknummer maar zijn verschillende leerlingen.",
    fr: "Les lignes {lines} ont le même numéro de matricule mais sont des élèves différents.",
    en: "Lines {lines} have the same stamboeknummer but are different pupils.",
    de: "Die Zeilen {lines} haben dieselbe Stammnummer, sind aber verschiedene Schüler.",
  },
  "same-name": {
    nl: "Regels {lines} hebben dezelfde naam. Zet er een rijksregisternummer, stamboeknummer of geboortedatum bij.",
    fr: "Les lignes {lines} portent le même nom. Ajoutez un numéro national ou de matricule, ou la date de naissance.",
    en: "Lines {lines} have the same name. Add a national number, a stamboeknummer or a date of birth.",
    de: "Die Zeilen {lines} haben denselben Namen. Fügen Sie eine Nationalregisternummer, Stammnummer oder das Geburtsdatum hinzu.",
  },
  "same-pupil": {
    nl: "Regels {lines} wijzen naar dezelfde leerling. Kijk de nummers na.",
    fr: "Les lignes {lines} désignent le même élève. Vérifiez les numéros.",
    en: "Lines {lines} point to the same pupil. Check the numbers.",
    de: "Die Zeilen {lines} zeigen auf denselben Schüler. Prüfen Sie die Nummern.",
  },
  "two-pupils": {
    nl: "Het rijksregisternummer en het stamboeknummer wijzen naar twee leerlingen. Schrijf in een kolom LeerID de juiste gebruikersnaam.",
    fr: "Le numéro national et le numéro de matricule désignent deux élèves. Indiquez le bon identifiant dans une colonne LeerID.",
    en: "The national number and the stamboeknummer point to two pupils. Write the right login name in a column LeerID.",
    de: "Die Nationalregisternummer und die Stammnummer zeigen auf zwei Schüler. Schreiben Sie in eine Spalte LeerID den richtigen Benutzernamen.",
  },
  "other-person": {
    nl: "Het stamboeknummer is van een leerling met een andere naam. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "Le numéro de matricule appartient à un élève d'un autre nom. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "The stamboeknummer belongs to a pupil of another name. Write the login name in a column LeerID, or 'new'.",
    de: "Die Stammnummer gehört einem Schüler mit anderem Namen. Schreiben Sie in eine Spalte LeerID den Benutzernamen oder 'new'.",
  },
  twice: {
    nl: "Regel {other} heeft dezelfde naam in dezelfde klas. Zijn het twee leerlingen? Schrijf dan in een kolom LeerID 'nieuw'. Is het er één, haal dan een regel weg.",
    fr: "La ligne {other} porte le même nom dans la même classe. Deux élèves ? Indiquez alors « nouveau » dans une colonne LeerID. Un seul ? Supprimez une des lignes.",
    en: "Line {other} has the same name in the same class. If they are two pupils, write 'new' in a column LeerID. If it is one, take a line out.",
    de: "Zeile {other} hat denselben Namen in derselben Klasse. Sind es zwei Schüler, schreiben Sie 'new' in eine Spalte LeerID. Ist es einer, löschen Sie eine Zeile.",
  },
  "born-other": {
    nl: "Het rijksregisternummer zegt een andere geboortedatum dan deze regel. Kijk na welke van de twee juist is.",
    fr: "Le numéro national indique une autre date de naissance que cette ligne. Vérifiez laquelle est juste.",
    en: "The national number says another date of birth than this line. Check which of the two is right.",
    de: "Die Nationalregisternummer nennt ein anderes Geburtsdatum als diese Zeile. Prüfen Sie, welches stimmt.",
  },
  "near-name": {
    nl: "In deze klas heet een leerling bijna zo, en die staat niet meer in de lijst. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "Un élève de cette classe a presque ce nom et n'est plus dans la liste. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "A pupil of this class has nearly this name, and isn't in the list any more. Write the login name in a column LeerID, or 'new'.",
    de: "Ein Schüler dieser Klasse heißt fast so und steht nicht mehr in der Liste. Schreiben Sie in eine Spalte LeerID den Benutzernamen oder 'new'.",
  },
  "other-source": {
    nl: "De identificatie van het pakket is van een leerling met een andere naam. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "L'identifiant du logiciel est celui d'un élève d'un autre nom. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "The program's identifier belongs to a pupil of another name. Write the login name in a column LeerID, or 'new'.",
    de: "Die Kennung des Programms gehört einem Schüler mit anderem Namen. Schreiben Sie in eine Spalte LeerID den Benutzernamen oder 'new'.",
  },
  "other-name": {
    nl: "Het rijksregisternummer is van een leerling met een andere naam. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "Le numéro national est celui d'un élève d'un autre nom. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "The national number belongs to a pupil of another name. Write the login name in a column LeerID, or 'new'.",
    de: "Die Nationalregisternummer gehört einem Schüler mit anderem Namen. Schreiben Sie in eine Spalte LeerID den Benutzernamen oder 'new'.",
  },
  "name-only": {
    nl: "Een leerling heet zo, maar niets bewijst dat het dezelfde is. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "Un élève porte ce nom, mais rien ne prouve que c'est le même. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "A pupil has this name, but nothing proves it is the same one. Write the login name in a column LeerID, or 'new'.",
    de: "Ein Schüler heißt so, aber nichts beweist, dass er es ist. Schreiben Sie in eine Spalte LeerID den Benutzernamen oder 'new'.",
  },
} as const satisfies Record<string, Text>;
