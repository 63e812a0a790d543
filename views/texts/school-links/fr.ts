import type { LinkTexts } from "./nl.ts";

export const fr: LinkTexts = {
  title: (school) => `Le même enfant qu'à ${school} ?`,
  intro: (school, count) =>
    count === 1
      ? `${school} a un élève avec le même numéro national. Si c'est le même enfant, les deux LeerID n'en font plus qu'un.`
      : `${school} a des élèves avec les mêmes numéros nationaux : ${count}. Si c'est le même enfant, les deux LeerID n'en font plus qu'un.`,
  sure: "Dites oui seulement si vous savez que l'enfant y est ou y était aussi. En cas de doute, appelez l'école.",
  all: (count) => `Tous les ${count}`,
  more: (count) => `et encore ${count}`,
  yes: "Oui, le même enfant",
  another: "Non, un autre enfant",
  choose: "Cochez d'abord de qui parle votre réponse.",
  answered: "Enregistré. Si l'autre école dit oui aussi, l'enfant n'a plus qu'un LeerID.",
  refused: "Enregistré. Ils restent deux LeerID, et nous ne le demandons plus.",
  gone: "Cette question n'existe plus.",
  toldTitle: (school) => `Passés à ${school}`,
  toldText: (count) =>
    count === 1
      ? "Cet élève n'est plus chez vous. Le LeerID l'a suivi. Ce n'est pas juste ? Séparez-les dans les 30 jours."
      : "Ces élèves ne sont plus chez vous. Leur LeerID les a suivis. Ce n'est pas juste ? Séparez-les dans les 30 jours.",
  toldList: (count) => `Montrer les noms : ${count}`,
  undo: "Séparer à nouveau",
  undone: "Séparés. Ce sont à nouveau deux LeerID.",
  notUndone: "Seul le service d'aide LeerID peut le faire : quelque chose s'est ajouté depuis.",
  mail: {
    subject: "LeerID : une question sur des élèves attend",
    text: "Une question est sur la page d'accueil de votre école : est-ce le même enfant que dans une autre école ?",
    where: "Vous la trouvez ici :",
  },
};
