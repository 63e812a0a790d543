import type { PackageTexts } from "./nl.ts";

export const fr: PackageTexts = {
  title: "Connexions",
  intro:
    "Votre logiciel d'administration peut transmettre lui-même la liste des élèves, sans fichier. C'est vous qui choisissez ce qu'il peut faire. Il ne voit jamais le secret d'un élève.",
  allowed: "Autorisés",
  none: "Vous n'avez encore autorisé aucun logiciel.",
  others: "Non autorisés",
  noOthers: "Il n'y a pas d'autre logiciel.",
  name: "Logiciel",
  may: "Peut",
  since: "Depuis",
  changeOf: (name) => `Modifier ${name}`,
  allowOf: (name) => `Autoriser ${name}`,
  suspended: "Arrêté par LeerID : il ne peut rien faire pour le moment.",
  saved: "Enregistré. Cela vaut tout de suite.",
  withdrawn: "Arrêté. Le logiciel ne peut plus rien faire dans votre école.",
  question: (name) => `Que peut faire ${name} ?`,
  scopes: {
    "roster.write": "Transmettre et appliquer la liste des élèves",
    "roster.read": "Voir ce que ses listes changent",
    "activation.read": "Voir qui utilise déjà un LeerID",
  },
  hints: {
    "roster.write":
      "Avec les mêmes limites et les mêmes doutes que pour un fichier. Si plus de 20 % des élèves partent, quelqu'un de l'école doit le confirmer.",
    "roster.read": "Par élève, avec le numéro de matricule et la classe.",
    "activation.read": "Par classe, et par élève avec le numéro de matricule. Ni nom, ni secret.",
  },
  choose: "Choisissez au moins une chose, ou arrêtez le logiciel.",
  save: "Autoriser ceci",
  stop: "Arrêter ce logiciel",
  stopText: "Si vous arrêtez ce logiciel, il ne peut plus rien faire dès cet instant. Ce qui est déjà appliqué reste.",
  back: "Toutes les connexions",
  reference: {
    title: "LeerID pour les logiciels d'administration",
    intro: "Pour qui développe un logiciel d'administration. La suite est en anglais.",
    forSchools:
      "Vous travaillez dans une école ? Choisissez dans le portail, sous Connexions, ce que votre logiciel peut faire.",
  },
};
