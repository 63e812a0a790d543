import type { Keys } from "../lib/keys.ts";
import type { Tx } from "../lib/db.ts";
import type { School } from "../schools/schools.ts";
import { missingIn, type Head } from "./columns.ts";
import { mappingFor } from "./kept-file.ts";
import type { Mapping } from "./packages/fields.ts";
import { otherSchools } from "./packages/presence.ts";
import { checkSize } from "./read-file.ts";
import { problem, type Problem } from "./table.ts";

type Known = {
  at: Mapping;
  /** what nobody can mend here: it is another list that is needed */
  refused: Problem | undefined;
  /** what a person can still say */
  missing: Problem | undefined;
};

/** Where everything stands in a file: as this school said of such a file before, else as it is recognised. */
export async function knownColumns(
  tx: Tx,
  keys: Pick<Keys, "mac">,
  { school, head }: { school: School; head: Head },
): Promise<Known> {
  const { at, remembered } = await mappingFor(tx, keys, { schoolId: school.id, head });
  const missing = remembered ? missingIn(at, head.headers) : head.problem;
  return { at, missing, refused: foreignTo(school, head, at) ?? checkSize(head) };
}

/** A list of other schools only is never this school's, whatever else it says. */
export function foreignTo({ number }: Pick<School, "number">, head: Head, at: Mapping): Problem | undefined {
  const numbers = otherSchools({ at, rows: head.rows }, number);
  if (!numbers) return undefined;
  const told = numbers.length > 5 ? [...numbers.slice(0, 5), "…"] : numbers;
  return problem("other-school-file", { numbers: told.join(", "), own: number });
}
