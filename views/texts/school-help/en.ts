import type { HelpTexts } from "./nl.ts";

export const en: HelpTexts = {
  title: "Why did it fail?",
  intro:
    "Every page on which something goes wrong shows a code. Type it here: you read what it was and what you can do.",
  code: "Code",
  codeHint: "Four characters from the pupil, or eight such as K7QM-3XPD.",
  ask: "Look it up",
  shape: "A code has four or eight characters. It never has vowels, nor the digits 0, 1, 2, 5 and 8.",
  unknown:
    "We don't know this code for a pupil of this school. Look at it again, or let the pupil try once more: then there is a new one.",
  whose: "Up to",
  whoseNames: {
    pupil: "the pupil",
    school: "the school",
    application: "the makers of the application",
    platform: "LeerID itself",
  },
  next: "What now?",
  pupil: "Pupil",
  application: "Application",
  at: "Happened on",
  nextTexts: {
    activate: "Give the pupil a new card.",
    class: "Give a new secret, or let the pupil try again.",
    applications: "A LeerID admin looks for whom this application is switched on.",
    roster: "Look at the pupil list.",
    staff: "A LeerID admin looks at which rights somebody has.",
    "try-again": "Simply let them try again.",
    "check-name": "Compare the login name with the one in the list.",
    "tell-vendor": "Tell the makers of the application, with the code. There is nothing that you can do.",
    "tell-platform": "Tell the helpdesk of LeerID, with the code.",
    wait: "Wait a moment, then try again.",
  },
  goTo: {
    activate: "To a new card",
    class: "To the class",
    applications: "To the applications",
    roster: "To the pupil list",
    staff: "To the colleagues",
    "try-again": "Again",
    "check-name": "To the list of login names",
    "tell-vendor": "Tell them",
    "tell-platform": "Tell them",
    wait: "Again",
  },
  causes: {
    "name-unknown": { title: "That login name does not exist", text: "A login name was typed that nobody has." },
    "pupil-suspended": {
      title: "This LeerID was stopped",
      text: "The pupil's LeerID was stopped. Nobody gets in with it.",
    },
    renewed: {
      title: "There is a new secret by now",
      text: "After this attempt the pupil got a new card or a new secret. What was typed then holds no more.",
    },
    "never-activated": {
      title: "This pupil has no card yet",
      text: "The LeerID exists, but no card was ever made for it.",
    },
    "card-expired": { title: "The card is too old", text: "The pupil has a card that works no more." },
    "card-mistyped": {
      title: "What was typed is not on the card",
      text: "The pupil has a card that still works, but typed something else. Read it together, or make a new card.",
    },
    "secret-forgotten": {
      title: "The secret was not right",
      text: "The pupil typed something else than the own secret a few times. Perhaps it was forgotten.",
    },
    "too-many-mistakes": {
      title: "Too many mistakes",
      text: "After too many mistakes the pupil has to wait for a quarter of an hour. You can lift that.",
    },
    "badge-unknown": {
      title: "This badge lets nobody in",
      text: "It was replaced by a new one, or is nobody's. Take the pupil's newest badge, or make a new one.",
    },
    "pass-wrong": {
      title: "The teacher's code was wrong",
      text: "The pupil didn't type the six digits on the teacher's screen, or they had run out. Give a new code.",
    },
    "left-empty": {
      title: "Something was left empty",
      text: "The pupil pressed the button before everything was filled in. This code is always the same.",
    },
    "name-mistyped": {
      title: "The login name was mistyped",
      text: "There is a typing error in it: no login name looks like that. This code is always the same.",
    },
    "password-refused": {
      title: "The new password couldn't be taken",
      text: "It was too short, too long or too easy to guess, or wasn't the same twice. This code is always the same.",
    },
    "application-stopped": {
      title: "This application was stopped",
      text: "LeerID stopped the application for everybody, for the time being.",
    },
    "released-since": {
      title: "This application is switched on by now",
      text: "When the pupil tried, it was not allowed yet. Now it is.",
    },
    "not-this-pupil": {
      title: "This application is not switched on for this pupil",
      text: "The school switched it on, but only for some classes or year groups.",
    },
    "not-released": {
      title: "The school does not use this application yet",
      text: "Nothing goes to an application as long as the school does not switch it on.",
    },
    "application-unknown": {
      title: "LeerID does not know this application",
      text: "The application came with a name that does not exist at LeerID.",
    },
    "application-redirect": {
      title: "The application gave a wrong address",
      text: "It wanted to send the pupil to an address that it did not register with LeerID.",
    },
    "application-request": {
      title: "The application asked in a wrong way",
      text: "What the application asked of LeerID was not in order.",
    },
    "took-too-long": {
      title: "Signing in took too long",
      text: "The page stood open for too long, or the pupil went back to an old page.",
    },
    "signed-out": {
      title: "Nobody was signed in any more",
      text: "The sign-in was over when a button was pressed.",
    },
    "no-page": { title: "There is no such page", text: "The address was typed wrong, or comes from an old link." },
    "odd-request": {
      title: "The button came from an old or another page",
      text: "The browser sent something that LeerID does not expect like this, for example from a bookmark.",
    },
    "too-large": {
      title: "Too much was sent at once",
      text: "The text or the file was larger than LeerID takes.",
    },
    "not-for-this-person": {
      title: "This person may not do this",
      text: "The page goes with rights that this person does not have here.",
    },
    roster: {
      title: "The pupil list could not be carried out",
      text: "There was a mistake in it, or something else was carried out meanwhile.",
    },
    "changed-meanwhile": {
      title: "It has changed meanwhile",
      text: "What stood on the page is not there like that any more, or is there already.",
    },
    busy: { title: "It was very busy", text: "Too many pupils at once. LeerID made this one wait." },
    unavailable: {
      title: "LeerID was away for a moment",
      text: "The database did not answer. It is not because of the pupil or the school.",
    },
    unexpected: {
      title: "Something went wrong at LeerID",
      text: "It is not because of the pupil, the school or the application.",
    },
  },
};
