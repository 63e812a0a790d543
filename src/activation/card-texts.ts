import type { FirstSecretKind } from "../credentials/credentials.ts";
import type { CardLocale } from "./cards-writer.ts";

export type CardTexts = {
  /** Title of the file, never with a name of anybody. */
  title: string;
  sheet: string;
  noClass: string;
  loginName: string;
  secret: Record<FirstSecretKind, string>;
  goTo: string;
  /** For the child: one line each. */
  how: Record<FirstSecretKind, string>;
  keep: string;
  /** For the grown-up who hands the cards out, at the top of the sheet. */
  handOut: Record<FirstSecretKind, string>;
  columns: {
    className: string;
    givenName: string;
    familyName: string;
    loginName: string;
    secret: string;
    address: string;
  };
};

const typedNl =
  "Geef elk kaartje alleen aan de leerling zelf. Wie het niet gebruikt, heeft na 60 dagen een nieuw nodig.";
const typedFr = "Donnez chaque carte à l’élève même. Une carte qui n’a pas servi n’est plus valable après 60 jours.";
const typedEn = "Give each card to the pupil only. A card that nobody used stops working after 60 days.";
const typedDe = "Geben Sie jede Karte nur dem Kind selbst. Unbenutzte Karten gelten 60 Tage.";

export const cardTexts: Record<CardLocale, CardTexts> = {
  nl: {
    title: "LeerID-kaartjes",
    sheet: "blad",
    noClass: "zonder klas",
    loginName: "Gebruikersnaam",
    secret: { code: "Code voor de eerste keer", words: "Geheime woorden", badge: "Badge" },
    goTo: "Ga naar",
    how: {
      code: "Typ je gebruikersnaam en je code. Kies dan je eigen wachtwoord.",
      words: "Typ je gebruikersnaam en je drie woorden.",
      badge: "Hou je badge voor de camera.",
    },
    keep: "Dit kaartje is van jou. Toon het aan niemand.",
    handOut: {
      code: typedNl,
      words: typedNl,
      badge: "Geef elke badge alleen aan de leerling zelf. Een badge werkt tot het einde van het schooljaar.",
    },
    columns: {
      className: "Klas",
      givenName: "Voornaam",
      familyName: "Familienaam",
      loginName: "Gebruikersnaam",
      secret: "Geheim",
      address: "Adres",
    },
  },
  fr: {
    title: "Cartes LeerID",
    sheet: "feuille",
    noClass: "sans classe",
    loginName: "Nom d’utilisateur",
    secret: { code: "Code pour la première fois", words: "Mots secrets", badge: "Badge" },
    goTo: "Va sur",
    how: {
      code: "Tape ton nom d’utilisateur et ton code. Choisis ton mot de passe.",
      words: "Tape ton nom d’utilisateur et tes trois mots.",
      badge: "Tiens ton badge devant la caméra.",
    },
    keep: "Cette carte est à toi. Ne la montre à personne.",
    handOut: {
      code: typedFr,
      words: typedFr,
      badge: "Donnez chaque badge à l’élève même. Un badge est valable jusqu’à la fin de l’année scolaire.",
    },
    columns: {
      className: "Classe",
      givenName: "Prénom",
      familyName: "Nom",
      loginName: "Nom d’utilisateur",
      secret: "Secret",
      address: "Adresse",
    },
  },
  en: {
    title: "LeerID cards",
    sheet: "sheet",
    noClass: "without a class",
    loginName: "Login name",
    secret: { code: "Code for the first time", words: "Secret words", badge: "Badge" },
    goTo: "Go to",
    how: {
      code: "Type your login name and your code. Then choose a password.",
      words: "Type your login name and your three words.",
      badge: "Hold your badge in front of the camera.",
    },
    keep: "This card is yours. Show it to nobody.",
    handOut: {
      code: typedEn,
      words: typedEn,
      badge: "Give each badge to the pupil only. A badge works until the end of the school year.",
    },
    columns: {
      className: "Class",
      givenName: "Given name",
      familyName: "Family name",
      loginName: "Login name",
      secret: "Secret",
      address: "Address",
    },
  },
  de: {
    title: "LeerID-Karten",
    sheet: "Blatt",
    noClass: "ohne Klasse",
    loginName: "Benutzername",
    secret: { code: "Code für das erste Mal", words: "Geheime Wörter", badge: "Badge" },
    goTo: "Geh zu",
    how: {
      code: "Tippe Benutzername und Code. Wähle dann dein eigenes Passwort.",
      words: "Tippe deinen Benutzernamen und deine drei Wörter.",
      badge: "Halte deinen Badge vor die Kamera.",
    },
    keep: "Diese Karte gehört dir. Zeig sie niemandem.",
    handOut: {
      code: typedDe,
      words: typedDe,
      badge: "Geben Sie jeden Badge nur dem Kind selbst. Ein Badge gilt bis zum Ende des Schuljahres.",
    },
    columns: {
      className: "Klasse",
      givenName: "Vorname",
      familyName: "Name",
      loginName: "Benutzername",
      secret: "Geheimnis",
      address: "Adresse",
    },
  },
};
