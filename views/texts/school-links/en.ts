import type { LinkTexts } from "./nl.ts";

export const en: LinkTexts = {
  title: (school) => `The same child as at ${school}?`,
  intro: (school, count) =>
    count === 1
      ? `${school} has a pupil with the same national number. If it is the same child, the two LeerIDs become one.`
      : `${school} has pupils with the same national numbers: ${count}. If it is the same child, the two LeerIDs become one.`,
  sure: "Say yes only if you know that the child is or was there, too. If in doubt, call the school.",
  all: (count) => `All ${count}`,
  more: (count) => `and ${count} more`,
  yes: "Yes, the same child",
  another: "No, another child",
  choose: "First tick whom your answer is about.",
  answered: "Kept. When the other school says yes as well, the child has one LeerID.",
  refused: "Kept. They stay two LeerIDs, and we don't ask again.",
  gone: "This question isn't there any more.",
  toldTitle: (school) => `Went on to ${school}`,
  toldText: (count) =>
    count === 1
      ? "This pupil is no longer with you. The LeerID went along. Is that not right? Then split it within 30 days."
      : "These pupils are no longer with you. Their LeerIDs went along. Is that not right? Then split them within 30 days.",
  toldList: (count) => `Show the names: ${count}`,
  undo: "Split again",
  undone: "Split. They are two LeerIDs again.",
  notUndone: "Only the LeerID helpdesk can do this: something was added since.",
  mail: {
    subject: "LeerID: a question about pupils is waiting",
    text: "There is a question on the start page of your school: is this the same child as at another school?",
    where: "You find it here:",
  },
};
