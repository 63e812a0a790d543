import { fold } from "../../pupils/pupils.ts";

/** As spreadsheets write and read them, in the languages that are used here. */
const names = [
  "jan januari january janvier janv januar",
  "feb februari february fevrier fevr fev februar",
  "mrt maart mar march mars marz maa",
  "apr april avr avril",
  "mei mai may",
  "jun juni june juin",
  "jul juli july juil juillet",
  "aug augustus august aout",
  "sep sept september septembre",
  "okt oktober oct october octobre",
  "nov november novembre",
  "dec december decembre dez dezember",
];
const numbers = new Map(names.flatMap((words, at) => words.split(" ").map((word) => [word, at + 1])));

/** @returns 1 to 12, or undefined for any other word */
export const monthOf = (word: string): number | undefined => numbers.get(fold(word));
