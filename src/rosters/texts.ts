/** The words of the importer in the three languages of school staff. `{name}` is filled in. */
export const rosterLocales = ["nl", "fr", "en"] as const;
export type RosterLocale = (typeof rosterLocales)[number];
type Text = Record<RosterLocale, string>;

/** Why a whole file can't be used, or an import can't go on. */
export const problemTexts = {
  "too-large": {
    nl: "Het bestand is groter dan {megabytes} MB. Een leerlingenlijst is veel kleiner: kies het juiste bestand, of splits het.",
    fr: "Le fichier dépasse {megabytes} Mo. Une liste d'élèves est bien plus petite : choisissez le bon fichier ou divisez-le.",
    en: "The file is larger than {megabytes} MB. A roster is much smaller: choose the right file, or split it.",
  },
  empty: {
    nl: "Het bestand is leeg. Maak de export opnieuw.",
    fr: "Le fichier est vide. Refaites l'exportation.",
    en: "The file is empty. Export it again.",
  },
  "headers-only": {
    nl: "Het bestand heeft kolomtitels maar geen leerlingen. Maak de export opnieuw.",
    fr: "Le fichier contient des titres de colonnes mais aucun élève. Refaites l'exportation.",
    en: "The file has column headers but no pupils. Export it again.",
  },
  binary: {
    nl: "Dit is geen lijst die we kunnen lezen. Bewaar ze als CSV of als Excel-bestand (.xlsx).",
    fr: "Ce n'est pas une liste lisible. Enregistrez-la en CSV ou en Excel (.xlsx).",
    en: "This is not a list that we can read. Save it as CSV or as an Excel file (.xlsx).",
  },
  html: {
    nl: "Dit is een webpagina, ook al heet het bestand misschien .xls. Open het in Excel en bewaar het als .xlsx.",
    fr: "C'est une page web, même si le fichier se nomme peut-être .xls. Ouvrez-le dans Excel et enregistrez-le en .xlsx.",
    en: "This is a web page, even if the file is called .xls. Open it in Excel and save it as .xlsx.",
  },
  "old-excel": {
    nl: "Dit is een oud (.xls) of met een wachtwoord beveiligd Excel-bestand. Bewaar het als .xlsx zonder wachtwoord.",
    fr: "C'est un ancien fichier Excel (.xls) ou un fichier protégé. Enregistrez-le en .xlsx sans mot de passe.",
    en: "This is an old (.xls) or password-protected Excel file. Save it as .xlsx without a password.",
  },
  "unknown-zip": {
    nl: "Dit zip-bestand is geen Excel-bestand (.xlsx) en geen OneRoster-export (users.csv ontbreekt).",
    fr: "Ce fichier zip n'est ni un fichier Excel (.xlsx) ni une exportation OneRoster (users.csv manque).",
    en: "This zip is neither an Excel file (.xlsx) nor a OneRoster export (users.csv is missing).",
  },
  "zip-damaged": {
    nl: "Het bestand is beschadigd of onvolledig. Maak de export opnieuw.",
    fr: "Le fichier est endommagé ou incomplet. Refaites l'exportation.",
    en: "The file is damaged or incomplete. Export it again.",
  },
  "zip-bomb": {
    nl: "Het bestand wordt bij het uitpakken te groot. Bewaar alleen de leerlingenlijst, als CSV.",
    fr: "Le fichier devient trop volumineux une fois décompressé. Enregistrez uniquement la liste, en CSV.",
    en: "The file gets too large when it is unpacked. Save only the roster, as CSV.",
  },
  "too-many-rows": {
    nl: "Het bestand heeft meer dan {rows} regels. Splits het.",
    fr: "Le fichier a plus de {rows} lignes. Divisez-le.",
    en: "The file has more than {rows} rows. Split it.",
  },
  "too-many-columns": {
    nl: "Regel {line} heeft meer dan {columns} kolommen. Bewaar alleen de kolommen van de leerlingenlijst.",
    fr: "La ligne {line} a plus de {columns} colonnes. Ne gardez que les colonnes de la liste.",
    en: "Line {line} has more than {columns} columns. Keep only the columns of the roster.",
  },
  "open-quote": {
    nl: "Op regel {line} begint een tekst met een aanhalingsteken dat nergens sluit. Verwijder het aanhalingsteken.",
    fr: "À la ligne {line} un guillemet s'ouvre et ne se ferme jamais. Supprimez-le.",
    en: "On line {line} a quotation mark opens that never closes. Remove it.",
  },
  "no-header": {
    nl: "De eerste regel heeft geen kolomtitels. Voeg er een toe, bijvoorbeeld: Naam, Voornaam, Klas, Rijksregisternummer.",
    fr: "La première ligne n'a pas de titres de colonnes. Ajoutez-la, par exemple : Nom, Prénom, Classe, Numéro national.",
    en: "The first line has no column headers. Add one, for example: Naam, Voornaam, Klas, Rijksregisternummer.",
  },
  "no-name-column": {
    nl: "Er is geen kolom met de naam (Naam, of Familienaam en Voornaam). Gevonden: {headers}.",
    fr: "Il n'y a pas de colonne avec le nom (Nom et Prénom). Trouvé : {headers}.",
    en: "There is no column with the name (Naam, or Familienaam and Voornaam). Found: {headers}.",
  },
  "no-class-column": {
    nl: "Er is geen kolom met de klas (Klas, Klasgroep of Klascode). Gevonden: {headers}.",
    fr: "Il n'y a pas de colonne avec la classe (Classe). Trouvé : {headers}.",
    en: "There is no column with the class (Klas, Klasgroep or Klascode). Found: {headers}.",
  },
  "two-columns": {
    nl: "Twee kolommen zeggen hetzelfde: {headers}. Verwijder er een.",
    fr: "Deux colonnes disent la même chose : {headers}. Supprimez-en une.",
    en: "Two columns say the same: {headers}. Remove one.",
  },
  "too-many-leavers": {
    nl: "Dit bestand zou {left} van de {enrolled} inschrijvingen beëindigen. Is het de volledige lijst van deze school? Zo ja, bevestig dat leerlingen vertrekken (--allow-leavers).",
    fr: "Ce fichier mettrait fin à {left} des {enrolled} inscriptions. Est-ce la liste complète de cette école ? Si oui, confirmez les départs (--allow-leavers).",
    en: "This file would end {left} of {enrolled} enrolments. Is it the whole list of this school? If so, confirm that pupils leave (--allow-leavers).",
  },
  stale: {
    nl: "De lijst van de school is intussen veranderd. Lees het bestand opnieuw in en bekijk het verschil.",
    fr: "La liste de l'école a changé entre-temps. Relisez le fichier et vérifiez la différence.",
    en: "The school's list has changed meanwhile. Read the file again and look at the difference.",
  },
} as const satisfies Record<string, Text>;

/** Why one line is rejected (nothing of it is applied) or doubtful (shown, never guessed). */
export const reasonTexts = {
  "name-missing": { nl: "De naam ontbreekt.", fr: "Le nom manque.", en: "The name is missing." },
  "name-too-long": {
    nl: "De naam is langer dan {max} tekens.",
    fr: "Le nom dépasse {max} caractères.",
    en: "The name is longer than {max} characters.",
  },
  "class-missing": {
    nl: "De klas ontbreekt. Vul ze in.",
    fr: "La classe manque. Indiquez-la.",
    en: "The class is missing. Fill it in.",
  },
  "class-too-long": {
    nl: "De klas is langer dan {max} tekens.",
    fr: "La classe dépasse {max} caractères.",
    en: "The class is longer than {max} characters.",
  },
  "cell-too-long": {
    nl: "Kolom {column} heeft meer dan {max} tekens.",
    fr: "La colonne {column} dépasse {max} caractères.",
    en: "Column {column} has more than {max} characters.",
  },
  "too-many-cells": {
    nl: "De regel heeft {cells} kolommen, de kolomtitels zijn met {columns}. Staat er een scheidingsteken in een naam?",
    fr: "La ligne a {cells} colonnes pour {columns} titres. Un séparateur dans un nom ?",
    en: "The line has {cells} columns, the headers are {columns}. Is there a separator inside a name?",
  },
  "bad-character": {
    nl: "De regel heeft beschadigde tekens. Maak de export opnieuw, liefst als UTF-8.",
    fr: "La ligne contient des caractères endommagés. Refaites l'exportation, de préférence en UTF-8.",
    en: "The line has damaged characters. Export again, best as UTF-8.",
  },
  "number-shape": {
    nl: "Het rijksregisternummer heeft geen 11 cijfers.",
    fr: "Le numéro national n'a pas 11 chiffres.",
    en: "The national number does not have 11 digits.",
  },
  "number-check": {
    nl: "Het rijksregisternummer klopt niet: het controlegetal is fout. Kijk het na.",
    fr: "Le numéro national est incorrect : le chiffre de contrôle est faux. Vérifiez-le.",
    en: "The national number is wrong: its check digits don't fit. Look it up.",
  },
  "number-damaged": {
    nl: "Excel heeft het rijksregisternummer afgerond. Zet de kolom op Tekst en maak de export opnieuw.",
    fr: "Excel a arrondi le numéro national. Mettez la colonne en Texte et refaites l'exportation.",
    en: "Excel has rounded the national number. Set the column to Text and export again.",
  },
  "number-in-text": {
    nl: "In de naam, klas of vestiging staat een rijksregisternummer. Haal het daar weg.",
    fr: "Un numéro national se trouve dans le nom, la classe ou l'implantation. Retirez-le.",
    en: "There is a national number in the name, class or site. Take it out.",
  },
  "stamboek-too-long": {
    nl: "Het stamboeknummer is langer dan {max} tekens.",
    fr: "Le numéro de matricule dépasse {max} caractères.",
    en: "The stamboeknummer is longer than {max} characters.",
  },
  "year-group-wrong": {
    nl: "Het leerjaar bestaat niet in dit onderwijsniveau.",
    fr: "Cette année d'études n'existe pas à ce niveau.",
    en: "There is no such year group at this level.",
  },
  "leerid-wrong": {
    nl: "De LeerID in deze regel is geen gebruikersnaam van een leerling van deze school. Verbeter ze, of schrijf 'nieuw'.",
    fr: "Le LeerID de cette ligne n'appartient à aucun élève de cette école. Corrigez-le ou écrivez « nouveau ».",
    en: "The LeerID in this line belongs to no pupil of this school. Correct it, or write 'new'.",
  },
  duplicate: {
    nl: "Dezelfde leerling staat met dezelfde klas al op regel {other} (regels {other} en {line}).",
    fr: "Le même élève figure déjà dans la même classe à la ligne {other} (lignes {other} et {line}).",
    en: "The same pupil is in the same class on line {other} already (lines {other} and {line}).",
  },
  "same-number": {
    nl: "Regels {lines} hebben hetzelfde rijksregisternummer maar een andere naam.",
    fr: "Les lignes {lines} ont le même numéro national mais des noms différents.",
    en: "Lines {lines} have the same national number but different names.",
  },
  "same-stamboek": {
    nl: "Regels {lines} hebben hetzelfde stamboeknummer maar zijn verschillende leerlingen.",
    fr: "Les lignes {lines} ont le même numéro de matricule mais sont des élèves différents.",
    en: "Lines {lines} have the same stamboeknummer but are different pupils.",
  },
  "same-name": {
    nl: "Regels {lines} hebben dezelfde naam. Zet er een rijksregisternummer of stamboeknummer bij.",
    fr: "Les lignes {lines} portent le même nom. Ajoutez un numéro national ou de matricule.",
    en: "Lines {lines} have the same name. Add a national number or stamboeknummer.",
  },
  "same-pupil": {
    nl: "Regels {lines} wijzen naar dezelfde leerling. Kijk de nummers na.",
    fr: "Les lignes {lines} désignent le même élève. Vérifiez les numéros.",
    en: "Lines {lines} point to the same pupil. Check the numbers.",
  },
  "two-pupils": {
    nl: "Het rijksregisternummer en het stamboeknummer wijzen naar twee leerlingen. Schrijf in een kolom LeerID de juiste gebruikersnaam.",
    fr: "Le numéro national et le numéro de matricule désignent deux élèves. Indiquez le bon identifiant dans une colonne LeerID.",
    en: "The national number and the stamboeknummer point to two pupils. Write the right login name in a column LeerID.",
  },
  "other-person": {
    nl: "Het stamboeknummer is van een leerling met een andere naam. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "Le numéro de matricule appartient à un élève d'un autre nom. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "The stamboeknummer belongs to a pupil of another name. Write the login name in a column LeerID, or 'new'.",
  },
  "name-only": {
    nl: "Een leerling heet zo, maar niets bewijst dat het dezelfde is. Schrijf in een kolom LeerID de gebruikersnaam, of 'nieuw'.",
    fr: "Un élève porte ce nom, mais rien ne prouve que c'est le même. Indiquez l'identifiant dans une colonne LeerID, ou « nouveau ».",
    en: "A pupil has this name, but nothing proves it is the same one. Write the login name in a column LeerID, or 'new'.",
  },
} as const satisfies Record<string, Text>;

export type ProblemCode = keyof typeof problemTexts;
export type ReasonCode = keyof typeof reasonTexts;
export type Params = Record<string, string | number>;

const fill = (text: string, params: Params) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));

export const problemText = (code: ProblemCode, params: Params, locale: RosterLocale) =>
  fill(problemTexts[code][locale], params);

export const reasonText = (code: ReasonCode, params: Params, locale: RosterLocale) =>
  fill(reasonTexts[code][locale], params);
