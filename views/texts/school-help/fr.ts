import type { HelpTexts } from "./nl.ts";

export const fr: HelpTexts = {
  title: "Pourquoi cela n'a-t-il pas marché ?",
  intro:
    "Chaque page où quelque chose échoue montre un code. Tapez-le ici : vous lisez ce qui s'est passé et ce que vous pouvez faire.",
  code: "Le code",
  codeHint: "Quatre signes de l'élève, ou huit comme K7QM-3XPD.",
  ask: "Chercher",
  shape: "Un code a quatre ou huit signes. Il n'a jamais de voyelles, ni les chiffres 0, 1, 2, 5 et 8.",
  unknown:
    "Nous ne connaissons pas ce code pour un élève de cette école. Vérifiez-le, ou laissez l'élève essayer encore : il y en aura un nouveau.",
  whose: "Cela dépend",
  whoseNames: {
    pupil: "de l'élève",
    school: "de l'école",
    application: "des auteurs de l'application",
    platform: "de LeerID même",
  },
  next: "Que faire ?",
  pupil: "Élève",
  application: "Application",
  at: "Arrivé le",
  nextTexts: {
    activate: "Donnez une nouvelle carte à l'élève.",
    class: "Donnez un nouveau secret, ou laissez l'élève réessayer.",
    applications: "Un gestionnaire LeerID regarde pour qui cette application est activée.",
    roster: "Vérifiez la liste d'élèves.",
    staff: "Un gestionnaire LeerID regarde quels droits quelqu'un a.",
    "try-again": "Laissez simplement réessayer.",
    "check-name": "Comparez le nom d'utilisateur avec celui de la liste.",
    "tell-vendor": "Signalez-le avec le code aux auteurs de l'application. Vous n'y pouvez rien.",
    "tell-platform": "Signalez-le avec le code au service d'aide de LeerID.",
    wait: "Attendez un peu, puis réessayez.",
  },
  goTo: {
    activate: "Vers une nouvelle carte",
    class: "Vers la classe",
    applications: "Vers les applications",
    roster: "Vers la liste d'élèves",
    staff: "Vers les collègues",
    "try-again": "Encore",
    "check-name": "Vers la liste des noms d'utilisateur",
    "tell-vendor": "Signaler",
    "tell-platform": "Signaler",
    wait: "Encore",
  },
  causes: {
    "name-unknown": {
      title: "Ce nom d'utilisateur n'existe pas",
      text: "On a tapé un nom d'utilisateur que personne n'a.",
    },
    "pupil-suspended": {
      title: "Ce LeerID est arrêté",
      text: "Le LeerID de l'élève a été arrêté. Personne ne peut l'utiliser.",
    },
    renewed: {
      title: "Il y a entre-temps un nouveau secret",
      text: "Après cet essai, l'élève a reçu une nouvelle carte ou un nouveau secret. Ce qui a été tapé ne vaut plus.",
    },
    "never-activated": {
      title: "Cet élève n'a pas encore de carte",
      text: "Le LeerID existe, mais on n'a jamais fait de carte.",
    },
    "card-expired": {
      title: "La carte est trop vieille",
      text: "L'élève a une carte qui ne marche plus.",
    },
    "card-mistyped": {
      title: "Ce qui a été tapé n'est pas sur la carte",
      text: "L'élève a une carte qui marche encore, mais a tapé autre chose. Relisez-la ensemble, ou faites une nouvelle carte.",
    },
    "secret-forgotten": {
      title: "Le secret n'était pas bon",
      text: "L'élève a tapé plusieurs fois autre chose que son secret. Il l'a peut-être oublié.",
    },
    "too-many-mistakes": {
      title: "Trop d'erreurs",
      text: "Après trop d'erreurs, l'élève doit attendre un quart d'heure. Vous pouvez lever cette attente.",
    },
    "badge-unknown": {
      title: "Ce badge ne laisse entrer personne",
      text: "Il a été remplacé par un nouveau, ou n'est à personne. Prenez le badge le plus récent de l'élève, ou faites-en un nouveau.",
    },
    "pass-wrong": {
      title: "Le code de l'enseignant était faux",
      text: "L'élève n'a pas tapé les six chiffres affichés à l'écran de l'enseignant, ou ils étaient périmés. Donnez un nouveau code.",
    },
    "left-empty": {
      title: "Quelque chose est resté vide",
      text: "L'élève a appuyé sur le bouton avant d'avoir tout rempli. Ce code est toujours le même.",
    },
    "name-mistyped": {
      title: "L'identifiant est mal tapé",
      text: "Il contient une faute de frappe : aucun identifiant ne s'écrit ainsi. Ce code est toujours le même.",
    },
    "password-refused": {
      title: "Le nouveau mot de passe n'allait pas",
      text: "Il était trop court, trop long ou trop facile à deviner, ou n'était pas deux fois le même. Ce code est toujours le même.",
    },
    "application-stopped": {
      title: "Cette application est arrêtée",
      text: "LeerID a arrêté l'application pour tout le monde, pour le moment.",
    },
    "released-since": {
      title: "Cette application est activée entre-temps",
      text: "Quand l'élève a essayé, ce n'était pas encore permis. Maintenant, oui.",
    },
    "not-this-pupil": {
      title: "Cette application n'est pas activée pour cet élève",
      text: "L'école l'a activée, mais seulement pour certaines classes ou années.",
    },
    "not-released": {
      title: "L'école n'utilise pas encore cette application",
      text: "Rien ne va vers une application tant que l'école ne l'active pas.",
    },
    "application-unknown": {
      title: "LeerID ne connaît pas cette application",
      text: "L'application s'est présentée sous un nom qui n'existe pas chez LeerID.",
    },
    "application-redirect": {
      title: "L'application a donné une mauvaise adresse",
      text: "Elle voulait envoyer l'élève vers une adresse qu'elle n'a pas indiquée à LeerID.",
    },
    "application-request": {
      title: "L'application a mal posé sa question",
      text: "Ce que l'application a demandé à LeerID n'était pas en ordre.",
    },
    "took-too-long": {
      title: "La connexion a pris trop de temps",
      text: "La page est restée ouverte trop longtemps, ou l'élève est revenu à une vieille page.",
    },
    "signed-out": {
      title: "Plus personne n'était connecté",
      text: "La connexion était finie quand on a appuyé sur un bouton.",
    },
    "no-page": {
      title: "Cette page n'existe pas",
      text: "L'adresse est mal tapée, ou vient d'un vieux lien.",
    },
    "odd-request": {
      title: "Le bouton venait d'une vieille ou d'une autre page",
      text: "Le navigateur a envoyé quelque chose que LeerID n'attend pas ainsi, par exemple depuis un signet.",
    },
    "too-large": {
      title: "On a envoyé trop à la fois",
      text: "Le texte ou le fichier était plus grand que ce que LeerID accepte.",
    },
    "not-for-this-person": {
      title: "Cette personne ne peut pas faire cela",
      text: "La page demande des droits que cette personne n'a pas ici.",
    },
    roster: {
      title: "La liste d'élèves n'a pas pu être appliquée",
      text: "Il y avait une faute, ou autre chose a été appliqué entre-temps.",
    },
    "changed-meanwhile": {
      title: "Cela a changé entre-temps",
      text: "Ce qui était sur la page n'existe plus ainsi, ou existe déjà.",
    },
    busy: {
      title: "Il y avait beaucoup de monde",
      text: "Trop d'élèves en même temps. LeerID a fait attendre celui-ci.",
    },
    unavailable: {
      title: "LeerID n'était pas là un instant",
      text: "La base de données ne répondait pas. Cela ne vient ni de l'élève ni de l'école.",
    },
    unexpected: {
      title: "Quelque chose a mal tourné chez LeerID",
      text: "Cela ne vient ni de l'élève, ni de l'école, ni de l'application.",
    },
  },
};
