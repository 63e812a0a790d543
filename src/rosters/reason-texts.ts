import { z } from "zod";
import { personTexts } from "./people/reason-texts.ts";
import type { Text } from "./roster-locales.ts";

/** Why one line is rejected (nothing of it is applied) or doubtful (shown, never guessed). */
export const reasonTexts = {
  "name-missing": { nl: "De naam ontbreekt.", fr: "Le nom manque.", en: "The name is missing.", de: "Der Name fehlt." },
  "name-too-long": {
    nl: "De naam is langer dan {max} tekens.",
    fr: "Le nom dépasse {max} caractères.",
    en: "The name is longer than {max} characters.",
    de: "Der Name ist länger als {max} Zeichen.",
  },
  "class-missing": {
    nl: "De klas ontbreekt. Vul ze in.",
    fr: "La classe manque. Indiquez-la.",
    en: "The class is missing. Fill it in.",
    de: "Die Klasse fehlt. Tragen Sie sie ein.",
  },
  "class-unclear": {
    nl: "Excel maakte van de klas „{written}”. Welke klas is het: {candidates}? Zet de kolom op Tekst en verbeter de klas.",
    fr: "Excel a transformé la classe en « {written} ». Quelle classe est-ce : {candidates} ? Mettez la colonne en Texte et corrigez la classe.",
    en: "Excel has made “{written}” of the class. Which class is it: {candidates}? Set the column to Text and correct the class.",
    de: "Excel hat aus der Klasse „{written}“ gemacht. Welche Klasse ist es: {candidates}? Stellen Sie die Spalte auf Text und korrigieren Sie die Klasse.",
  },
  "class-too-long": {
    nl: "De klas is langer dan {max} tekens.",
    fr: "La classe dépasse {max} caractères.",
    en: "The class is longer than {max} characters.",
    de: "Die Klasse ist länger als {max} Zeichen.",
  },
  "cell-error": {
    nl: "In kolom {column} staat een fout van het rekenblad (zoals #N/B) in plaats van een waarde. Vul de waarde in.",
    fr: "La colonne {column} contient une erreur du tableur (comme #N/A) au lieu d'une valeur. Indiquez la valeur.",
    en: "Column {column} has an error of the spreadsheet (such as #N/A) instead of a value. Fill the value in.",
    de: "In Spalte {column} steht ein Fehler der Tabelle (wie #NV) statt eines Wertes. Tragen Sie den Wert ein.",
  },
  total: {
    nl: "Deze regel telt leerlingen en is er zelf geen.",
    fr: "Cette ligne compte des élèves et n'en est pas un.",
    en: "This line counts pupils and is none itself.",
    de: "Diese Zeile zählt Schüler und ist selbst keiner.",
  },
  "cell-too-long": {
    nl: "Kolom {column} heeft meer dan {max} tekens.",
    fr: "La colonne {column} dépasse {max} caractères.",
    en: "Column {column} has more than {max} characters.",
    de: "Spalte {column} hat mehr als {max} Zeichen.",
  },
  "too-many-cells": {
    nl: "De regel heeft {cells} kolommen, de kolomtitels zijn met {columns}. Staat er een scheidingsteken in een naam?",
    fr: "La ligne a {cells} colonnes pour {columns} titres. Un séparateur dans un nom ?",
    en: "The line has {cells} columns, the headers are {columns}. Is there a separator inside a name?",
    de: "Die Zeile hat {cells} Spalten, die Titel sind {columns}. Steht ein Trennzeichen in einem Namen?",
  },
  "delimiter-in-name": {
    nl: "In een naam staat een scheidingsteken of een stuk van een andere regel. Kijk de aanhalingstekens na.",
    fr: "Un nom contient un séparateur ou une partie d'une autre ligne. Vérifiez les guillemets.",
    en: "A name holds a separator or a piece of another line. Check the quotation marks.",
    de: "In einem Namen steht ein Trennzeichen oder ein Stück einer anderen Zeile. Prüfen Sie die Anführungszeichen.",
  },
  "quotes-unclear": {
    nl: "De aanhalingstekens in deze regel kunnen twee dingen betekenen. Haal ze weg.",
    fr: "Les guillemets de cette ligne peuvent signifier deux choses. Supprimez-les.",
    en: "The quotation marks in this line can mean two things. Take them out.",
    de: "Die Anführungszeichen in dieser Zeile können zweierlei bedeuten. Entfernen Sie sie.",
  },
  "line-broken": {
    nl: "Deze regel is maar een stuk van een regel: in een cel staat een regeleinde. Zet de stukken weer op één regel.",
    fr: "Cette ligne n'est qu'un morceau : une cellule contient un saut de ligne. Remettez les morceaux sur une ligne.",
    en: "This is only a piece of a line: a cell holds a line break. Put the pieces on one line again.",
    de: "Das ist nur ein Stück einer Zeile: In einer Zelle steht ein Zeilenumbruch. Setzen Sie die Stücke wieder in eine Zeile.",
  },
  "other-headers": {
    nl: "Vanaf regel {header} staat een tweede lijst met andere kolommen. Lees die lijst apart in.",
    fr: "À partir de la ligne {header} se trouve une deuxième liste avec d'autres colonnes. Importez-la séparément.",
    en: "A second list with other columns begins on line {header}. Import it by itself.",
    de: "Ab Zeile {header} steht eine zweite Liste mit anderen Spalten. Lesen Sie sie gesondert ein.",
  },
  "letters-lost": {
    nl: "In deze naam zijn letters verloren gegaan. Verbeter ze, of maak de export opnieuw als UTF-8.",
    fr: "Des lettres se sont perdues dans ce nom. Corrigez-le ou refaites l'exportation en UTF-8.",
    en: "Letters were lost in this name. Correct it, or export again as UTF-8.",
    de: "In diesem Namen gingen Buchstaben verloren. Verbessern Sie ihn oder exportieren Sie noch einmal als UTF-8.",
  },
  "bad-character": {
    nl: "De regel heeft beschadigde tekens. Maak de export opnieuw, liefst als UTF-8.",
    fr: "La ligne contient des caractères endommagés. Refaites l'exportation, de préférence en UTF-8.",
    en: "The line has damaged characters. Export again, best as UTF-8.",
    de: "Die Zeile hat beschädigte Zeichen. Exportieren Sie noch einmal, am besten als UTF-8.",
  },
  "number-shape": {
    nl: "Het rijksregisternummer heeft geen 11 cijfers.",
    fr: "Le numéro national n'a pas 11 chiffres.",
    en: "The national number does not have 11 digits.",
    de: "Die Nationalregisternummer hat keine 11 Ziffern.",
  },
  "number-check": {
    nl: "Het rijksregisternummer klopt niet: het controlegetal is fout. Kijk het na.",
    fr: "Le numéro national est incorrect : le chiffre de contrôle est faux. Vérifiez-le.",
    en: "The national number is wrong: its check digits don't fit. Look it up.",
    de: "Die Nationalregisternummer stimmt nicht: Die Prüfziffer ist falsch. Sehen Sie sie nach.",
  },
  "number-damaged": {
    nl: "Excel heeft het rijksregisternummer afgerond. Zet de kolom op Tekst en maak de export opnieuw.",
    fr: "Excel a arrondi le numéro national. Mettez la colonne en Texte et refaites l'exportation.",
    en: "Excel has rounded the national number. Set the column to Text and export again.",
    de: "Excel hat die Nationalregisternummer gerundet. Stellen Sie die Spalte auf Text und exportieren Sie noch einmal.",
  },
  "number-in-text": {
    nl: "In de naam, klas of vestiging staat een rijksregisternummer. Haal het daar weg.",
    fr: "Un numéro national se trouve dans le nom, la classe ou l'implantation. Retirez-le.",
    en: "There is a national number in the name, class or site. Take it out.",
    de: "Im Namen, in der Klasse oder im Standort steht eine Nationalregisternummer. Nehmen Sie sie dort heraus.",
  },
  "stamboek-too-long": {
    nl: "Het stamboeknummer is langer dan {max} tekens.",
    fr: "Le numéro de matricule dépasse {max} caractères.",
    en: "The stamboeknummer is longer than {max} characters.",
    de: "Die Stammnummer ist länger als {max} Zeichen.",
  },
  "year-group-wrong": {
    nl: "Het leerjaar bestaat niet in dit onderwijsniveau.",
    fr: "Cette année d'études n'existe pas à ce niveau.",
    en: "There is no such year group at this level.",
    de: "Dieses Schuljahr gibt es in dieser Schulstufe nicht.",
  },
  "leerid-wrong": {
    nl: "De LeerID in deze regel is geen gebruikersnaam van een leerling van deze school. Verbeter ze, of schrijf 'nieuw'.",
    fr: "Le LeerID de cette ligne n'appartient à aucun élève de cette école. Corrigez-le ou écrivez « nouveau ».",
    en: "The LeerID in this line belongs to no pupil of this school. Correct it, or write 'new'.",
    de: "Die LeerID in dieser Zeile ist kein Benutzername eines Schülers dieser Schule. Verbessern Sie sie oder schreiben Sie 'new'.",
  },
  ended: {
    nl: "Deze leerling is volgens de lijst weg sinds {day}.",
    fr: "Selon la liste, cet élève est parti depuis le {day}.",
    en: "The list says that this pupil left on {day}.",
    de: "Laut Liste ist dieser Schüler seit dem {day} weg.",
  },
  gone: {
    nl: "Deze leerling heeft volgens de lijst de school verlaten.",
    fr: "Selon la liste, cet élève a quitté l'école.",
    en: "The list says that this pupil has left the school.",
    de: "Laut Liste hat dieser Schüler die Schule verlassen.",
  },
  "unread-before": {
    nl: "Deze regel werd de vorige keer ook niet gebruikt. Wis wat in de kolom Wat staat als hij nu juist is.",
    fr: "Cette ligne n'a pas été utilisée la fois précédente non plus. Effacez la colonne Changement si elle est juste à présent.",
    en: "This line was not used the time before either. Empty its column Change if it is right now.",
    de: "Diese Zeile wurde auch voriges Mal nicht verwendet. Leeren Sie die Spalte Änderung, wenn sie jetzt stimmt.",
  },
  "never-here": {
    nl: "Deze inschrijving begint en eindigt op dezelfde dag: de leerling is nooit gekomen.",
    fr: "Cette inscription commence et finit le même jour : l'élève n'est jamais venu.",
    en: "This enrolment begins and ends on the same day: the pupil never came.",
    de: "Diese Einschreibung beginnt und endet am selben Tag: Der Schüler ist nie gekommen.",
  },
  "not-yet": {
    nl: "Deze inschrijving begint pas op {day}. Lees de lijst die dag opnieuw in.",
    fr: "Cette inscription ne commence que le {day}. Relisez la liste ce jour-là.",
    en: "This enrolment begins on {day} only. Read the list again on that day.",
    de: "Diese Einschreibung beginnt erst am {day}. Lesen Sie die Liste an dem Tag noch einmal ein.",
  },
  "other-school": {
    nl: "Deze regel is van een andere school: {number}.",
    fr: "Cette ligne est d'une autre école : {number}.",
    en: "This line is of another school: {number}.",
    de: "Diese Zeile ist von einer anderen Schule: {number}.",
  },
  "school-missing": {
    nl: "Het instellingsnummer ontbreekt, en de lijst is van meer dan één school. Vul het in.",
    fr: "Le numéro d'établissement manque, et la liste est de plusieurs écoles. Indiquez-le.",
    en: "The school's number is missing, and the list is of several schools. Fill it in.",
    de: "Die Schulnummer fehlt, und die Liste ist von mehreren Schulen. Tragen Sie sie ein.",
  },
  ...personTexts,
} as const satisfies Record<string, Text>;

export const ReasonCode = z.custom<keyof typeof reasonTexts>((code) => typeof code === "string" && code in reasonTexts);
export type ReasonCode = keyof typeof reasonTexts;
