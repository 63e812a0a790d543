import type { WizardTexts } from "./nl.ts";

export const fr: WizardTexts = {
  columns: {
    title: "Quelle colonne contient quoi ?",
    intro: (name) =>
      `Voici ce que nous avons lu dans ${name}. Vérifiez chaque colonne. Votre choix est retenu pour le prochain fichier avec les mêmes titres.`,
    missing: {
      "no-name-column": "Nous ne trouvons pas la colonne du nom. Indiquez-la ci-dessous.",
      "no-class-column": "Nous ne trouvons pas la colonne de la classe. Indiquez-la ci-dessous.",
      "two-columns": "Deux colonnes semblent dire la même chose. Choisissez laquelle nous prenons.",
      "no-header": "Ce fichier n'a pas de titres de colonnes. Indiquez ci-dessous ce que contient chaque colonne.",
      other: "Indiquez ci-dessous ce que contient chaque colonne.",
    },
    fields: {
      familyName: "Nom de famille",
      givenName: "Prénom",
      callName: "Prénom usuel",
      fullName: "Nom complet dans une seule colonne",
      birthDate: "Date de naissance",
      className: "Classe",
      yearGroup: "Année d'études",
      level: "Niveau",
      nationalNumber: "Numéro national ou bis",
      stamboeknummer: "Numéro de matricule",
      sourcedId: "Identifiant du logiciel (sourcedId)",
      site: "Implantation",
      leerId: "LeerID (nom d'utilisateur)",
      schoolNumber: "Numéro d'établissement",
      from: "Inscrit à partir du",
      until: "Inscrit jusqu'au",
      gone: "A quitté l'école",
    },
    who: "Qui",
    where: "Où dans l'école",
    numbers: "Numéros",
    whoHint: "Il faut le nom de famille, ou le nom complet dans une seule colonne.",
    whereHint: "Il faut la classe.",
    numbersHint:
      "Peuvent manquer. C'est la meilleure preuve qu'il s'agit du même élève. Les chiffres sont remplacés par des points.",
    present: "Qui est là aujourd'hui",
    presentHint: "Facultatif. Qui est parti ou appartient à une autre école n'est pas repris.",
    none: "aucune colonne",
    column: (number) => `Colonne ${number}`,
    faults: {
      missing: "Choisissez une colonne.",
      twice: "Cette colonne sert déjà à autre chose.",
      unknown: "Cette colonne n'existe pas.",
      foreign: "Le numéro de votre établissement ne se trouve pas dans cette colonne.",
    },
    send: "Voir ce qui change",
    inFile: "Ce que contient le fichier",
    header: "Colonne",
    samples: "Par exemple",
    notThere: "Le nom ou la classe n'y est pas ? Exportez la liste à nouveau, avec cette colonne.",
    another: "Choisir un autre fichier",
    goneTitle: "Le fichier n'est plus là",
    gone: "Nous gardons un fichier 2 jours au plus. Choisissez-le à nouveau.",
  },
  reading: {
    isOf: (name) => `Ceci est une liste de ${name}.`,
    any: "Cette liste ne vient d'aucun logiciel que nous connaissons.",
    own: "Cette liste vient de LeerID.",
    sheets: (names) => `Feuille : ${names}.`,
    letters: (name) => `Lettres : ${name}.`,
    correct: "Ce n'est pas juste ? Corrigez-le",
    askTitle: "Comment lire ce fichier ?",
    ask: (name) => `Dans ${name}, nous ne pouvons pas tout savoir. Dites-le ci-dessous.`,
    package: "De quel logiciel vient cette liste ?",
    none: "une liste personnelle, ou un autre logiciel",
    ours: "une liste de LeerID",
    sheet: "Sur quelle feuille se trouve la liste ?",
    sheetHint: "Choisissez-en plusieurs si chaque classe a sa feuille.",
    sheetRows: (count) => (count === 1 ? "1 ligne" : `${count} lignes`),
    hidden: "masquée",
    letter: "Comment les noms s'écrivent-ils correctement ?",
    letterHint: "Choisissez la ligne où toutes les lettres sont justes.",
    again: "Lire le fichier ainsi",
  },
  whichClass: {
    title: "De quelle classe s'agit-il ?",
    text: "Excel a fait une date ou un nombre de ces classes. Indiquez le nom de la classe. Ce que vous laissez vide n'est pas lu.",
    label: (written, lines) => `${written} (${lines === 1 ? "1 élève" : `${lines} élèves`})`,
    hint: (candidates) => (candidates === "" ? "" : `Peut-être : ${candidates}`),
    send: "Comparer avec ces classes",
  },
  absent: {
    title: (count) =>
      count === 1
        ? "1 ligne concerne quelqu'un qui n'est pas ici aujourd'hui"
        : `${count} lignes concernent des élèves qui ne sont pas ici aujourd'hui`,
    text: "Partis, jamais venus, plus tard ou d'une autre école. La liste le dit elle-même ; nous ne les reprenons pas.",
    more: "Il y en a d'autres. Toutes les lignes les montrent.",
  },
  taken: {
    title: (count) => (count === 1 ? "1 colonne lue" : `${count} colonnes lues`),
    what: "Quoi",
    from: "Colonne du fichier",
    change: "Corriger les colonnes",
  },
  again: {
    button: "Comparer à nouveau",
    text: "Le fichier est encore là. Nous le comparons avec la liste actuelle de votre école.",
    other: "Vous avez un fichier plus récent ? Choisissez-le.",
  },
  classes: {
    show: (name) => `Voir les élèves de ${name}`,
    title: (name) => `Qu'est-ce qui change en ${name} ?`,
    back: "Retour à l'ensemble",
    moreLines: "Il y a d'autres lignes comme celles-ci. Résolvez d'abord celles-ci.",
  },
  told: {
    take: "Emportez ces lignes pour les corriger : les mêmes colonnes que votre liste, suivies de la ligne et de la raison.",
    back: "Vous ne relisez que les lignes corrigées ? Choisissez alors que personne ne part.",
    line: "Ligne dans la liste",
    reason: "Pourquoi pas lue",
  },
  lines: {
    title: "Toutes les lignes",
    show: "Chercher dans toutes les lignes",
    intro: "Ceux pour qui rien ne change n'y figurent pas.",
    every: "tout",
  },
  progress: {
    title: "Application en cours",
    text: "Vous pouvez fermer cette page : le travail continue, et le résultat sera ici.",
    cutOff:
      "C'est resté immobile ? Le travail reprend de lui-même dans la minute, là où il s'est arrêté. Personne n'est ajouté deux fois.",
  },
  undo: {
    link: "Annuler cette liste",
    linkOne: "Annuler cet ajout",
    title: "Annuler cette liste ?",
    text: "La liste des élèves de votre école redevient ce qu'elle était avant l'application de cette liste.",
    added: (count) =>
      count === 1
        ? "1 nouveau LeerID disparaît."
        : `${count} nouveaux LeerID disparaissent. Personne ne les a encore utilisés.`,
    left: (count) => (count === 1 ? "1 élève est de nouveau inscrit." : `${count} élèves sont de nouveau inscrits.`),
    others: (count) =>
      count === 1
        ? "1 élève retrouve sa classe et ses données d'avant."
        : `${count} élèves retrouvent leur classe et leurs données d'avant.`,
    until: (when) => `C'est possible jusqu'au ${when}, tant que rien n'en dépend.`,
    confirm: "Annuler la liste",
    cancel: "Pas maintenant",
    cannotTitle: "Annulation impossible",
    nothing: "Rien n'a changé.",
    why: {
      "not-applied": () => "Cette liste n'a pas été appliquée.",
      undone: () => "Cette liste est déjà annulée.",
      "too-old": () => "Cette liste a été appliquée il y a plus de 30 jours.",
      "school-year": () => "Une nouvelle année scolaire a commencé entre-temps.",
      later: (count) =>
        count === 1
          ? "Une autre liste a été appliquée après celle-ci. Annulez d'abord celle-là."
          : `${count} autres listes ont été appliquées après celle-ci. Annulez-les d'abord, la dernière en premier.`,
      activated: (count) =>
        count === 1
          ? "1 élève de cette liste a déjà reçu une carte."
          : `${count} élèves de cette liste ont déjà reçu une carte.`,
      used: (count) =>
        count === 1
          ? "1 élève de cette liste a déjà travaillé dans une application."
          : `${count} élèves de cette liste ont déjà travaillé dans une application.`,
      elsewhere: (count) =>
        count === 1
          ? "1 élève de cette liste est aussi inscrit dans une autre école depuis."
          : `${count} élèves de cette liste sont aussi inscrits dans une autre école depuis.`,
      merged: (count) =>
        count === 1
          ? "1 élève de cette liste a été réuni avec un autre LeerID depuis."
          : `${count} élèves de cette liste ont été réunis avec un autre LeerID depuis.`,
      changed: (count) =>
        count === 1
          ? "Le nom ou la classe de 1 élève de cette liste a changé depuis."
          : `Le nom ou la classe de ${count} élèves de cette liste a changé depuis.`,
    },
    instead: "Corrigez les élèves dans votre logiciel de gestion et relisez la liste.",
    toResult: "Retour au résultat",
    doneTitle: "La liste est annulée",
    done: (when) => `Annulée le ${when}. La liste des élèves est redevenue ce qu'elle était avant.`,
  },
};
