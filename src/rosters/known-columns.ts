import type { Keys } from "../lib/keys.ts";
import type { Tx } from "../lib/db.ts";
import type { School } from "../schools/schools.ts";
import { missingIn, type Head } from "./columns.ts";
import type { ReadChoices } from "./choices.ts";
import { findSaid } from "./kept-file.ts";
import type { Mapping } from "./packages/fields.ts";
import { profileOf, type PackageId } from "./packages/packages.ts";
import { otherSchools } from "./packages/presence.ts";
import { checkSize, type Opened } from "./read-file.ts";
import { problem, type Problem } from "./table.ts";

type Known = {
  /** read as the list of whom this school said that it is */
  head: Opened;
  at: Mapping;
  /** what nobody can mend here: it is another list that is needed */
  refused: Problem | undefined;
  /** what a person can still say */
  missing: Problem | undefined;
};
/** `of`: the list is read as the one of now, or of the coming school year */
type File = { school: School; head: Opened; choices: ReadChoices; of?: "now" | "coming-year" };

/** Where everything stands in a file: as this school said of such a file before, else as it is recognised. */
export async function knownColumns(
  tx: Tx,
  keys: Pick<Keys, "mac">,
  { school, of = "now", ...file }: File,
): Promise<Known> {
  const said = await findSaid(tx, keys, { schoolId: school.id, head: file.head });
  const known = said ? asSaid(file, said) : { head: file.head, at: file.head.at, missing: file.head.problem };
  const refused = foreignTo(school, known.head, known.at) ?? checkSize(known.head) ?? tooEarly(known.head, of);
  return { ...known, refused, missing: doubtIn(known.head) ?? known.missing };
}

type Said = { columns: Mapping; package: PackageId | null };

function asSaid({ head, choices }: Omit<File, "school" | "of">, said: Said): Omit<Known, "refused"> {
  const id = choices.package ?? said.package;
  // another package than the one whose columns were chosen: what it has where is found out
  if (id !== null && said.package !== null && id !== said.package) return { head, at: head.at, missing: head.problem };
  const at = said.package === null ? { ...newFields(head.at, said.columns), ...said.columns } : said.columns;
  const reading = { ...head.reading, package: id ?? head.reading.package };
  return { head: { ...head, reading }, at, missing: missingIn(at, head.headers) };
}

/** What the version before, which kept these columns, knew nothing of. */
function newFields(found: Mapping, columns: Mapping): Mapping {
  const taken = new Set(Object.values(columns));
  const fresh = ["birthDate", "schoolNumber", "from", "until", "gone"] as const;
  return Object.fromEntries(
    fresh.flatMap((field) => {
      const column = found[field];
      return column === undefined || taken.has(column) ? [] : [[field, column]];
    }),
  );
}

/** What a person is asked before a plan is made. */
function doubtIn({ reading: { sheet, encoding } }: Head): Problem | undefined {
  if (sheet?.sure === false)
    return problem("sheet-unsure", { sheets: sheet.all.flatMap((one) => (one.hidden ? [] : [one.name])).join(", ") });
  if (encoding?.sure === false)
    return problem("encoding-unsure", { encodings: [encoding, ...encoding.others].map(({ is }) => is).join(", ") });
  return undefined;
}

/** The classes of next year never become those of now. */
const tooEarly = ({ reading }: Head, of: "now" | "coming-year"): Problem | undefined =>
  of === "now" && reading.package !== undefined && profileOf(reading.package).comingYear
    ? problem("coming-year")
    : undefined;

/** A list of other schools only is never this school's, whatever else it says. */
export function foreignTo({ number }: Pick<School, "number">, head: Head, at: Mapping): Problem | undefined {
  const numbers = otherSchools({ at, rows: head.rows }, number);
  if (!numbers) return undefined;
  const told = numbers.length > 5 ? [...numbers.slice(0, 5), "…"] : numbers;
  return problem("other-school-file", { numbers: told.join(", "), own: number });
}
