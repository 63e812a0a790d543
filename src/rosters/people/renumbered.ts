import type { KnownPupil } from "../../pupils/pupils.ts";
import type { PupilRow } from "../duplicates.ts";
import { hasOtherStamboek, inClassOf, ownerOfStamboek, type Index } from "../matching.ts";
import type { Notice } from "../reading.ts";
import { nameAgreement } from "./agreement.ts";

/** So many pupils at least, and so many for each whose number is still the same. */
const fewest = 5;
const forEach = 4;

/**
 * A package that a school changes to numbers the pupils anew, and a column of numbers that was sorted alone is nobody's. Where nearly all who
 * are known by their name in their class have another number than before, the numbers of this list say nothing of who they are: names and
 * classes do, as in a list without numbers.
 * @returns the index by which the lines are matched, and what a person is told of it
 */
export function readNumbering(rows: PupilRow[], index: Index): { index: Index; notices: Notice[] } {
  const renumbered = new Set<KnownPupil>();
  let same = 0;
  for (const row of rows) {
    if (row.stamboeknummer === null) continue;
    const [only, ...more] = inClassOf(row, index);
    const owner = ownerOfStamboek(index, row.stamboeknummer);
    if (only && more.length === 0 && hasOtherStamboek(row, only)) renumbered.add(only);
    else if (owner && nameAgreement(row, owner) !== "not") same += 1;
  }
  const { size } = renumbered;
  if (size < fewest || size < same * forEach) return { index, notices: [] };
  const without = { ...index, byStamboek: new Map(), byBareStamboek: new Map(), renumbered: true };
  return { index: without, notices: [{ code: "renumbered", params: { count: size } }] };
}
