import type { LinkTexts } from "./nl.ts";

export const de: LinkTexts = {
  title: (school) => `Dasselbe Kind wie an ${school}?`,
  intro: (school, count) =>
    count === 1
      ? `${school} hat ein Kind mit derselben Nationalnummer. Ist es dasselbe Kind, dann wird aus den zwei LeerIDs eine.`
      : `${school} hat Kinder mit denselben Nationalnummern: ${count}. Ist es dasselbe Kind, dann wird aus den zwei LeerIDs eine.`,
  sure: "Sagen Sie nur Ja, wenn Sie wissen, dass das Kind auch dort ist oder war. Im Zweifel rufen Sie die Schule an.",
  all: (count) => `Alle ${count}`,
  more: (count) => `und ${count} weitere`,
  yes: "Ja, dasselbe Kind",
  another: "Nein, ein anderes Kind",
  choose: "Kreuzen Sie zuerst an, um wen es in Ihrer Antwort geht.",
  answered: "Gespeichert. Sagt auch die andere Schule Ja, dann hat das Kind eine LeerID.",
  refused: "Gespeichert. Es bleiben zwei LeerIDs, und wir fragen nicht noch einmal.",
  gone: "Diese Frage gibt es nicht mehr.",
  toldTitle: (school) => `Gewechselt zu ${school}`,
  toldText: (count) =>
    count === 1
      ? "Dieses Kind ist nicht mehr bei Ihnen. Die LeerID ging mit. Stimmt das nicht? Dann trennen Sie sie innerhalb von 30 Tagen."
      : "Diese Kinder sind nicht mehr bei Ihnen. Ihre LeerIDs gingen mit. Stimmt das nicht? Dann trennen Sie sie innerhalb von 30 Tagen.",
  toldList: (count) => `Namen zeigen: ${count}`,
  undo: "Wieder trennen",
  undone: "Getrennt. Es sind wieder zwei LeerIDs.",
  notUndone: "Das kann nur die LeerID-Hilfe: Seither kam etwas dazu.",
  mail: {
    subject: "LeerID: Eine Frage zu Schülern wartet",
    text: "Auf der Startseite Ihrer Schule steht eine Frage: Ist das dasselbe Kind wie an einer anderen Schule?",
    where: "Sie finden sie hier:",
  },
};
