import { noticeTexts, type NoticeCode } from "./notice-texts.ts";
import { reasonTexts, type ReasonCode } from "./reason-texts.ts";
import type { RosterLocale, Text } from "./roster-locales.ts";

/** Why a whole file can't be used, or an import can't go on. */
export const problemTexts = {
  "too-large": {
    nl: "Het bestand is groter dan {megabytes} MB. Een leerlingenlijst is veel kleiner: kies het juiste bestand, of splits het.",
    fr: "Le fichier dépasse {megabytes} Mo. Une liste d'élèves est bien plus petite : choisissez le bon fichier ou divisez-le.",
    en: "The file is larger than {megabytes} MB. A roster is much smaller: choose the right file, or split it.",
    de: "Die Datei ist größer als {megabytes} MB. Eine Schülerliste ist viel kleiner: Wählen Sie die richtige Datei oder teilen Sie sie.",
  },
  empty: {
    nl: "Het bestand is leeg. Maak de export opnieuw.",
    fr: "Le fichier est vide. Refaites l'exportation.",
    en: "The file is empty. Export it again.",
    de: "Die Datei ist leer. Exportieren Sie sie noch einmal.",
  },
  "headers-only": {
    nl: "Het bestand heeft kolomtitels maar geen leerlingen. Maak de export opnieuw.",
    fr: "Le fichier contient des titres de colonnes mais aucun élève. Refaites l'exportation.",
    en: "The file has column headers but no pupils. Export it again.",
    de: "Die Datei hat Spaltentitel, aber keine Schüler. Exportieren Sie sie noch einmal.",
  },
  binary: {
    nl: "Dit is geen lijst die we kunnen lezen. Bewaar ze als CSV of als Excel-bestand (.xlsx).",
    fr: "Ce n'est pas une liste lisible. Enregistrez-la en CSV ou en Excel (.xlsx).",
    en: "This is not a list that we can read. Save it as CSV or as an Excel file (.xlsx).",
    de: "Das ist keine Liste, die wir lesen können. Speichern Sie sie als CSV oder als Excel-Datei (.xlsx).",
  },
  html: {
    nl: "Dit is een webpagina, ook al heet het bestand misschien .xls. Open het in Excel en bewaar het als .xlsx.",
    fr: "C'est une page web, même si le fichier se nomme peut-être .xls. Ouvrez-le dans Excel et enregistrez-le en .xlsx.",
    en: "This is a web page, even if the file is called .xls. Open it in Excel and save it as .xlsx.",
    de: "Das ist eine Webseite, auch wenn die Datei vielleicht .xls heißt. Öffnen Sie sie in Excel und speichern Sie sie als .xlsx.",
  },
  "old-excel": {
    nl: "Dit is een oud (.xls) of met een wachtwoord beveiligd Excel-bestand. Bewaar het als .xlsx zonder wachtwoord.",
    fr: "C'est un ancien fichier Excel (.xls) ou un fichier protégé. Enregistrez-le en .xlsx sans mot de passe.",
    en: "This is an old (.xls) or password-protected Excel file. Save it as .xlsx without a password.",
    de: "Das ist eine alte (.xls) oder mit Passwort geschützte Excel-Datei. Speichern Sie sie als .xlsx ohne Passwort.",
  },
  "other-spreadsheet": {
    nl: "Dit soort rekenblad (.ods, .xlsb of .numbers) kunnen we niet lezen. Open het en bewaar het als .xlsx of als CSV.",
    fr: "Ce type de feuille de calcul (.ods, .xlsb ou .numbers) n'est pas lisible ici. Ouvrez-la et enregistrez-la en .xlsx ou en CSV.",
    en: "We can't read this kind of spreadsheet (.ods, .xlsb or .numbers). Open it and save it as .xlsx or as CSV.",
    de: "Diese Art von Tabelle (.ods, .xlsb oder .numbers) können wir nicht lesen. Öffnen Sie sie und speichern Sie sie als .xlsx oder als CSV.",
  },
  "sheet-unknown": {
    nl: "Dat werkblad staat niet in het bestand. Er is wel: {sheets}.",
    fr: "Cette feuille n'est pas dans le fichier. Il y a : {sheets}.",
    en: "That sheet is not in the file. There is: {sheets}.",
    de: "Dieses Blatt ist nicht in der Datei. Es gibt: {sheets}.",
  },
  "sheets-hidden": {
    nl: "Er staat alleen iets op een verborgen werkblad: {sheets}. Maak het zichtbaar in Excel, en kies het bestand opnieuw.",
    fr: "Seule une feuille masquée contient quelque chose : {sheets}. Affichez-la dans Excel et choisissez le fichier de nouveau.",
    en: "Only a hidden sheet has anything in it: {sheets}. Show it in Excel, and choose the file again.",
    de: "Nur auf einem ausgeblendeten Blatt steht etwas: {sheets}. Blenden Sie es in Excel ein und wählen Sie die Datei noch einmal.",
  },
  "sheets-differ": {
    nl: "Die werkbladen hebben niet dezelfde kolomtitels. Kies er een, of geef ze dezelfde titels.",
    fr: "Ces feuilles n'ont pas les mêmes titres de colonnes. Choisissez-en une, ou donnez-leur les mêmes titres.",
    en: "Those sheets don't have the same column headers. Choose one, or give them the same headers.",
    de: "Diese Blätter haben nicht dieselben Spaltentitel. Wählen Sie eines, oder geben Sie ihnen dieselben Titel.",
  },
  "unknown-zip": {
    nl: "Dit zip-bestand is geen Excel-bestand (.xlsx) en geen OneRoster-export (users.csv ontbreekt).",
    fr: "Ce fichier zip n'est ni un fichier Excel (.xlsx) ni une exportation OneRoster (users.csv manque).",
    en: "This zip is neither an Excel file (.xlsx) nor a OneRoster export (users.csv is missing).",
    de: "Diese Zip-Datei ist keine Excel-Datei (.xlsx) und kein OneRoster-Export (users.csv fehlt).",
  },
  "no-classes-file": {
    nl: "In deze OneRoster-export ontbreken de klassen (classes.csv en enrollments.csv). Voer ze mee uit.",
    fr: "Cette exportation OneRoster n'a pas de classes (classes.csv et enrollments.csv). Ajoutez-les.",
    en: "This OneRoster export lacks the classes (classes.csv and enrollments.csv). Export them as well.",
    de: "In diesem OneRoster-Export fehlen die Klassen (classes.csv und enrollments.csv). Exportieren Sie sie mit.",
  },
  "zip-damaged": {
    nl: "Het bestand is beschadigd of onvolledig. Maak de export opnieuw.",
    fr: "Le fichier est endommagé ou incomplet. Refaites l'exportation.",
    en: "The file is damaged or incomplete. Export it again.",
    de: "Die Datei ist beschädigt oder unvollständig. Exportieren Sie sie noch einmal.",
  },
  "zip-bomb": {
    nl: "Het bestand wordt bij het uitpakken te groot. Bewaar alleen de leerlingenlijst, als CSV.",
    fr: "Le fichier devient trop volumineux une fois décompressé. Enregistrez uniquement la liste, en CSV.",
    en: "The file gets too large when it is unpacked. Save only the roster, as CSV.",
    de: "Die Datei wird beim Entpacken zu groß. Speichern Sie nur die Schülerliste, als CSV.",
  },
  "too-heavy": {
    nl: "Dit bestand is te zwaar om te lezen. Bewaar alleen de leerlingenlijst, als CSV.",
    fr: "Ce fichier est trop lourd à lire. Enregistrez uniquement la liste des élèves, en CSV.",
    en: "This file is too heavy to read. Save only the roster, as CSV.",
    de: "Diese Datei ist zu schwer zu lesen. Speichern Sie nur die Schülerliste, als CSV.",
  },
  "too-many-rows": {
    nl: "Het bestand heeft meer dan {rows} regels. Splits het.",
    fr: "Le fichier a plus de {rows} lignes. Divisez-le.",
    en: "The file has more than {rows} rows. Split it.",
    de: "Die Datei hat mehr als {rows} Zeilen. Teilen Sie sie.",
  },
  "too-many-columns": {
    nl: "Regel {line} heeft meer dan {columns} kolommen. Bewaar alleen de kolommen van de leerlingenlijst.",
    fr: "La ligne {line} a plus de {columns} colonnes. Ne gardez que les colonnes de la liste.",
    en: "Line {line} has more than {columns} columns. Keep only the columns of the roster.",
    de: "Zeile {line} hat mehr als {columns} Spalten. Behalten Sie nur die Spalten der Schülerliste.",
  },
  "other-school-file": {
    nl: "Deze lijst is van een andere school: instellingsnummer {numbers}. Jouw school heeft {own}.",
    fr: "Cette liste est d'une autre école : numéro d'établissement {numbers}. Votre école a le {own}.",
    en: "This list is of another school: number {numbers}. Your school has {own}.",
    de: "Diese Liste ist von einer anderen Schule: Schulnummer {numbers}. Ihre Schule hat {own}.",
  },
  "coming-year": {
    nl: "Dit is een lijst van volgend schooljaar. Lees ze in bij Schooljaar: dan veranderen de klassen pas op 1 september.",
    fr: "C'est une liste de l'année scolaire prochaine. Importez-la sous Année scolaire : les classes ne changent que le 1er septembre.",
    en: "This is a list of next school year. Import it under School year: then classes change on 1 September only.",
    de: "Das ist eine Liste des nächsten Schuljahrs. Lesen Sie sie unter Schuljahr ein: Dann wechseln die Klassen erst am 1. September.",
  },
  "sheet-unsure": {
    nl: "Meer dan één werkblad kan de lijst zijn: {sheets}. Zeg welk (--sheet).",
    fr: "Plusieurs feuilles peuvent être la liste : {sheets}. Dites laquelle (--sheet).",
    en: "More than one sheet may be the list: {sheets}. Say which (--sheet).",
    de: "Mehr als ein Blatt kann die Liste sein: {sheets}. Sagen Sie, welches (--sheet).",
  },
  "encoding-unsure": {
    nl: "Hoe de letters in dit bestand geschreven zijn, is niet zeker: {encodings}. Zeg welk het is (--encoding).",
    fr: "L'encodage des lettres de ce fichier n'est pas sûr : {encodings}. Dites lequel (--encoding).",
    en: "How the letters of this file are written is not sure: {encodings}. Say which it is (--encoding).",
    de: "Wie die Buchstaben in dieser Datei geschrieben sind, ist nicht sicher: {encodings}. Sagen Sie, wie (--encoding).",
  },
  "no-header": {
    nl: "De eerste regel heeft geen kolomtitels. Voeg er een toe, bijvoorbeeld: Naam, Voornaam, Klas, Rijksregisternummer.",
    fr: "La première ligne n'a pas de titres de colonnes. Ajoutez-la, par exemple : Nom, Prénom, Classe, Numéro national.",
    en: "The first line has no column headers. Add one, for example: Naam, Voornaam, Klas, Rijksregisternummer.",
    de: "Die erste Zeile hat keine Spaltentitel. Fügen Sie sie hinzu, zum Beispiel: Naam, Voornaam, Klas, Rijksregisternummer.",
  },
  "no-name-column": {
    nl: "Er is geen kolom met de naam (Naam, of Familienaam en Voornaam). Gevonden: {headers}.",
    fr: "Il n'y a pas de colonne avec le nom (Nom et Prénom). Trouvé : {headers}.",
    en: "There is no column with the name (Naam, or Familienaam and Voornaam). Found: {headers}.",
    de: "Es gibt keine Spalte mit dem Namen (Naam, oder Familienaam und Voornaam). Gefunden: {headers}.",
  },
  "no-class-column": {
    nl: "Er is geen kolom met de klas (Klas, Klasgroep of Klascode). Gevonden: {headers}.",
    fr: "Il n'y a pas de colonne avec la classe (Classe). Trouvé : {headers}.",
    en: "There is no column with the class (Klas, Klasgroep or Klascode). Found: {headers}.",
    de: "Es gibt keine Spalte mit der Klasse (Klas, Klasgroep oder Klascode). Gefunden: {headers}.",
  },
  "two-columns": {
    nl: "Twee kolommen zeggen hetzelfde: {headers}. Verwijder er een.",
    fr: "Deux colonnes disent la même chose : {headers}. Supprimez-en une.",
    en: "Two columns say the same: {headers}. Remove one.",
    de: "Zwei Spalten sagen dasselbe: {headers}. Entfernen Sie eine.",
  },
  "too-many-leavers": {
    nl: "Dit bestand zou {left} van de {enrolled} inschrijvingen beëindigen. Is het de volledige lijst van deze school? Zo ja, bevestig dat leerlingen vertrekken (--allow-leavers).",
    fr: "Ce fichier mettrait fin à {left} des {enrolled} inscriptions. Est-ce la liste complète de cette école ? Si oui, confirmez les départs (--allow-leavers).",
    en: "This file would end {left} of {enrolled} enrolments. Is it the whole list of this school? If so, confirm that pupils leave (--allow-leavers).",
    de: "Diese Datei würde {left} von {enrolled} Einschreibungen beenden. Ist es die ganze Liste dieser Schule? Wenn ja, bestätigen Sie, dass Schüler gehen (--allow-leavers).",
  },
  "foreign-list": {
    nl: "Van de {rows} regels gaan er maar {here} over leerlingen van deze school ({enrolled}). Is dit de lijst van deze school? Zo ja, bevestig het (--yes-foreign).",
    fr: "Sur {rows} lignes, {here} seulement concernent des élèves de cette école ({enrolled}). Est-ce la liste de cette école ? Si oui, confirmez-le (--yes-foreign).",
    en: "Of {rows} lines only {here} are about pupils of this school ({enrolled}). Is this the list of this school? If so, confirm it (--yes-foreign).",
    de: "Von {rows} Zeilen betreffen nur {here} Schüler dieser Schule ({enrolled}). Ist es die Liste dieser Schule? Wenn ja, bestätigen Sie es (--yes-foreign).",
  },
  "last-years-list": {
    nl: "{lastYear} regels zetten leerlingen terug in hun klas van vorig schooljaar. Is dit de lijst van nu? Zo ja, bevestig het (--yes-last-year).",
    fr: "{lastYear} lignes remettent des élèves dans leur classe de l'année passée. Est-ce la liste actuelle ? Si oui, confirmez-le (--yes-last-year).",
    en: "{lastYear} lines put pupils back in their class of last school year. Is this the list of now? If so, confirm it (--yes-last-year).",
    de: "{lastYear} Zeilen setzen Schüler in ihre Klasse vom letzten Schuljahr zurück. Ist es die jetzige Liste? Wenn ja, bestätigen Sie es (--yes-last-year).",
  },
  stale: {
    nl: "De lijst van de school is intussen veranderd. Lees het bestand opnieuw in en bekijk het verschil.",
    fr: "La liste de l'école a changé entre-temps. Relisez le fichier et vérifiez la différence.",
    en: "The school's list has changed meanwhile. Read the file again and look at the difference.",
    de: "Die Liste der Schule hat sich inzwischen geändert. Lesen Sie die Datei noch einmal ein und sehen Sie sich den Unterschied an.",
  },
} as const satisfies Record<string, Text>;

export type ProblemCode = keyof typeof problemTexts;
export type Params = Record<string, string | number>;

const fill = (text: string, params: Params) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));

/** A file or an import that can't go on: `message` says what to do, in the language asked for. */
export type RosterProblem = { ok: false; problem: ProblemCode; message: string };

export const stopped = (problem: ProblemCode, params: Params, locale: RosterLocale): RosterProblem => ({
  ok: false,
  problem,
  message: problemText(problem, params, locale),
});

export const problemText = (code: ProblemCode, params: Params, locale: RosterLocale) =>
  fill(problemTexts[code][locale], params);

export const noticeText = (code: NoticeCode, params: Params, locale: RosterLocale) =>
  fill(noticeTexts[code][locale], params);

export const reasonText = (code: ReasonCode, params: Params, locale: RosterLocale) =>
  fill(reasonTexts[code][locale], params);
