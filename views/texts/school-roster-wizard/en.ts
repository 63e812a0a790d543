import type { WizardTexts } from "./nl.ts";

export const en: WizardTexts = {
  columns: {
    title: "Which column is what?",
    intro: (name) =>
      `This is what we read in ${name}. See whether each column is right. We remember your choice for the next file with the same headers.`,
    missing: {
      "no-name-column": "We can't find the column with the name. Show it below.",
      "no-class-column": "We can't find the column with the class. Show it below.",
      "two-columns": "Two columns seem to say the same. Choose which one we take.",
      "no-header": "This file has no column headers. Show below what stands in which column.",
      other: "Show below what stands in which column.",
    },
    fields: {
      familyName: "Family name",
      givenName: "Given name",
      callName: "Name that is used",
      fullName: "Full name in one column",
      birthDate: "Date of birth",
      className: "Class",
      yearGroup: "Year group",
      level: "Level",
      nationalNumber: "National number or bis number",
      stamboeknummer: "School's own number",
      sourcedId: "Identifier of the program (sourcedId)",
      site: "Site",
      leerId: "LeerID (login name)",
      schoolNumber: "School number",
      from: "Enrolled from",
      until: "Enrolled until",
      gone: "Has left the school",
    },
    who: "Who",
    where: "Where in the school",
    numbers: "Numbers",
    whoHint: "The family name, or the full name in one column, must be there.",
    whereHint: "The class must be there.",
    numbersHint: "May be missing. They are the best proof that it is the same pupil. Digits are shown as dots.",
    present: "Who is here today",
    presentHint: "May be missing. Who has left, or is of another school, is not taken in.",
    none: "no column",
    column: (number) => `Column ${number}`,
    faults: {
      missing: "Choose a column.",
      twice: "This column stands with something else already.",
      unknown: "There is no such column.",
      foreign: "Your school's number is not in this column.",
    },
    send: "See what changes",
    inFile: "What stands in the file",
    header: "Column",
    samples: "For example",
    notThere: "Is the name or the class missing? Export the list again, with that column in it.",
    another: "Choose another file",
    goneTitle: "The file is gone",
    gone: "We keep a file for 2 days at most. Choose it again.",
  },
  reading: {
    isOf: (name) => `This is a list of ${name}.`,
    any: "This is a list of no package that we know.",
    own: "This is a list of LeerID itself.",
    sheets: (names) => `Sheet: ${names}.`,
    letters: (name) => `Encoding of the letters: ${name}.`,
    correct: "Is that wrong? Correct it",
    askTitle: "How should we read this file?",
    ask: (name) => `There is something in ${name} that we can't know. Say it below.`,
    package: "Which package is this list of?",
    none: "a list of your own, or another package",
    ours: "a list of LeerID",
    sheet: "On which sheet is the list?",
    sheetHint: "Choose more than one when each class has a sheet of its own.",
    sheetRows: (count) => (count === 1 ? "1 line" : `${count} lines`),
    hidden: "hidden",
    letter: "How are the names written right?",
    letterHint: "Choose the line in which all letters are right.",
    again: "Read the file like this",
  },
  whichClass: {
    title: "Which class is it?",
    text: "Excel has made a date or a number of these classes. Fill in what the class is called. What you leave open is not read.",
    label: (written, lines) => `${written} (${lines === 1 ? "1 pupil" : `${lines} pupils`})`,
    hint: (candidates) => (candidates === "" ? "" : `Perhaps: ${candidates}`),
    send: "Compare with these classes",
  },
  absent: {
    title: (count) =>
      count === 1 ? "1 line is of somebody who isn't here today" : `${count} lines are of pupils who aren't here today`,
    text: "Left, never came, come later or are of another school. The list says so itself; we leave them out.",
    more: "There are more. All lines show every one of them.",
  },
  taken: {
    title: (count) => (count === 1 ? "1 column was read" : `${count} columns were read`),
    what: "What",
    from: "Column in the file",
    change: "Correct the columns",
  },
  again: {
    button: "Compare again",
    text: "The file is still here. We compare it with how your school's list is now.",
    other: "Do you have a newer file? Then choose that one.",
  },
  classes: {
    show: (name) => `See the pupils of ${name}`,
    title: (name) => `What changes in ${name}?`,
    back: "Back to the whole",
    moreLines: "There are more lines like these. Solve these first.",
  },
  told: {
    take: "Take these lines along to mend them: the same columns as your list, with the line and the reason behind them.",
    back: "Do you read in the mended lines only? Then choose that nobody leaves.",
    line: "Line in the list",
    reason: "Why it wasn't read",
  },
  lines: {
    title: "Every line",
    show: "Search every line",
    intro: "Whoever stays as they were isn't in it.",
    every: "everything",
  },
  progress: {
    title: "Being carried out",
    text: "You may close this page: the work goes on, and the result will be here.",
    cutOff: "Did it stand still? Within a minute it goes on by itself where it stopped. Nobody is added twice.",
  },
  undo: {
    link: "Undo this list",
    linkOne: "Undo this",
    title: "Undo this list?",
    text: "Your school's pupil list becomes what it was before this list was carried out.",
    added: (count) => (count === 1 ? "1 new LeerID goes." : `${count} new LeerIDs go. Nobody used them yet.`),
    left: (count) => (count === 1 ? "1 pupil is enrolled again." : `${count} pupils are enrolled again.`),
    others: (count) =>
      count === 1
        ? "1 pupil gets the former class and details back."
        : `${count} pupils get their former class and details back.`,
    until: (when) => `You can do this until ${when}, as long as nothing depends on it.`,
    confirm: "Undo",
    cancel: "Not now",
    cannotTitle: "This can't be undone",
    nothing: "Nothing has changed.",
    why: {
      "not-applied": () => "This list was not carried out.",
      undone: () => "This list has been undone already.",
      "too-old": () => "This list was carried out more than 30 days ago.",
      "school-year": () => "A new school year has begun meanwhile.",
      later: (count) =>
        count === 1
          ? "Another list was carried out after this one. Undo that one first."
          : `${count} more lists were carried out after this one. Undo those first, the last one first.`,
      activated: (count) =>
        count === 1 ? "1 pupil of this list has a card already." : `${count} pupils of this list have a card already.`,
      used: (count) =>
        count === 1
          ? "1 pupil of this list has worked in an application."
          : `${count} pupils of this list have worked in an application.`,
      elsewhere: (count) =>
        count === 1
          ? "1 pupil of this list is enrolled at another school too by now."
          : `${count} pupils of this list are enrolled at another school too by now.`,
      merged: (count) =>
        count === 1
          ? "1 pupil of this list was put together with another LeerID meanwhile."
          : `${count} pupils of this list were put together with another LeerID meanwhile.`,
      changed: (count) =>
        count === 1
          ? "The name or the class of 1 pupil of this list is another one by now."
          : `The name or the class of ${count} pupils of this list is another one by now.`,
    },
    instead: "Correct the pupils in your administration package and read the list in again.",
    toResult: "Back to the result",
    doneTitle: "The list has been undone",
    done: (when) => `Undone on ${when}. The pupil list is again what it was before.`,
  },
};
