import { z } from "zod";
import type { Text } from "./roster-locales.ts";

/** What a person is told of how a file was read; nothing of it stops a plan. */
export const noticeTexts = {
  "password-columns": {
    nl: "Kolommen met wachtwoorden zijn weggelaten en worden niet bewaard: {headers}.",
    fr: "Les colonnes avec des mots de passe ont été retirées et ne sont pas conservées : {headers}.",
    en: "Columns with passwords were left out and are not kept: {headers}.",
    de: "Spalten mit Passwörtern wurden weggelassen und werden nicht aufbewahrt: {headers}.",
  },
  "hidden-lines": {
    nl: "Er zijn ook {count} verborgen regels gelezen.",
    fr: "{count} lignes masquées ont été lues aussi.",
    en: "{count} hidden lines were read as well.",
    de: "{count} ausgeblendete Zeilen wurden auch gelesen.",
  },
  "sheets-joined": {
    nl: "Deze werkbladen zijn samengevoegd; de regels zijn doorgenummerd: {sheets}.",
    fr: "Ces feuilles ont été réunies ; les lignes sont numérotées de suite : {sheets}.",
    en: "These sheets were joined; their lines are counted on: {sheets}.",
    de: "Diese Blätter wurden zusammengefügt; die Zeilen sind fortlaufend nummeriert: {sheets}.",
  },
  "classes-mended": {
    nl: "Excel had klassen veranderd. Ze zijn hersteld: {classes}.",
    fr: "Excel avait transformé des classes. Elles sont rétablies : {classes}.",
    en: "Excel had changed classes. They were put right: {classes}.",
    de: "Excel hatte Klassen verändert. Sie sind wiederhergestellt: {classes}.",
  },
  "sheet-is-class": {
    nl: "De naam van het werkblad is de klas: {sheets}.",
    fr: "Le nom de la feuille est la classe : {sheets}.",
    en: "The name of the sheet is the class: {sheets}.",
    de: "Der Name des Blatts ist die Klasse: {sheets}.",
  },
  "names-kept": {
    nl: "In deze namen zijn letters verloren gegaan. De namen die we al kennen, blijven: regels {lines}.",
    fr: "Des lettres se sont perdues dans ces noms. Les noms déjà connus restent : lignes {lines}.",
    en: "Letters were lost in these names. The names that are known already stay: lines {lines}.",
    de: "In diesen Namen gingen Buchstaben verloren. Die bekannten Namen bleiben: Zeilen {lines}.",
  },
  "school-unknown": {
    nl: "Dit bestand zegt niet van welke school het is. Kijk goed na of het jouw leerlingen zijn.",
    fr: "Ce fichier ne dit pas de quelle école il vient. Vérifiez bien que ce sont vos élèves.",
    en: "This file doesn't say which school it is of. Check that these are your pupils.",
    de: "Diese Datei sagt nicht, von welcher Schule sie ist. Prüfen Sie, ob es Ihre Schüler sind.",
  },
  "absent-lines": {
    nl: "{count} regels zijn van leerlingen die hier vandaag niet zijn: weg, nooit gekomen, pas later of van een andere school.",
    fr: "{count} lignes concernent des élèves qui ne sont pas ici aujourd'hui : partis, jamais venus, plus tard ou d'une autre école.",
    en: "{count} lines are of pupils who aren't here today: left, never came, come later or are of another school.",
    de: "{count} Zeilen sind von Schülern, die heute nicht hier sind: weg, nie gekommen, erst später oder von einer anderen Schule.",
  },
  renumbered: {
    nl: "De stamboeknummers zijn andere dan vroeger. {count} leerlingen zijn herkend aan hun naam en hun klas.",
    fr: "Les numéros de matricule ne sont plus les mêmes. {count} élèves ont été reconnus par leur nom et leur classe.",
    en: "The school's numbers are others than before. {count} pupils were known again by their name and class.",
    de: "Die Nummern der Schule sind andere als früher. {count} Schüler wurden an Name und Klasse wiedererkannt.",
  },
  "lines-beside": {
    nl: "{count} regels zonder naam, klas of nummer zijn overgeslagen.",
    fr: "{count} lignes sans nom, classe ni numéro ont été passées.",
    en: "{count} lines without a name, class or number were skipped.",
    de: "{count} Zeilen ohne Namen, Klasse oder Nummer wurden übersprungen.",
  },
  "own-list": {
    nl: "Een lijst uit LeerID kan een deel van de school zijn: wie er niet op staat, blijft ingeschreven.",
    fr: "Une liste de LeerID peut n'être qu'une partie de l'école : qui n'y figure pas reste inscrit.",
    en: "A list of LeerID may be a part of the school: who isn't in it stays enrolled.",
    de: "Eine Liste aus LeerID kann ein Teil der Schule sein: Wer nicht darauf steht, bleibt eingeschrieben.",
  },
} as const satisfies Record<string, Text>;

export type NoticeCode = keyof typeof noticeTexts;
export const NoticeCode = z.custom<NoticeCode>((code) => typeof code === "string" && code in noticeTexts);
