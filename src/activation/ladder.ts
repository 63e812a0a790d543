import { record } from "../audit/audit.ts";
import type { FirstSecretKind } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import type { SchoolId } from "../ids.ts";
import type { Db } from "../lib/db.ts";
import type { EnrolledPupil } from "../pupils/pupils.ts";
import * as queries from "./queries.ts";
import type { LadderStep } from "./queries.ts";

export { LadderStep } from "./queries.ts";

/** Up to the second year of lager; the third to the sixth; secundair. */
export const bands = ["young", "middle", "secondary"] as const;
export type Band = (typeof bands)[number];

/** What a school gives to which age. */
export type Ladder = Record<Band, FirstSecretKind>;

/** Who can't read yet holds up a badge, who can types words, and from twelve on a pupil chooses a password by a code. */
const usualLadder: Ladder = { young: "badge", middle: "words", secondary: "code" };

/** Without a year group, as in buitengewoon, a pupil of lager counts as one who reads. */
export function bandOf({ level, yearGroup }: Pick<EnrolledPupil, "level" | "yearGroup">): Band {
  if (level === "secundair") return "secondary";
  if (level === "kleuter") return "young";
  return yearGroup !== null && yearGroup <= 2 ? "young" : "middle";
}

export const getLadder = async (db: Db, schoolId: SchoolId): Promise<Ladder> =>
  ladderFrom(await queries.ladderOf(db, schoolId));

/** The whole ladder of a school. */
export function ladderFrom(steps: LadderStep[]): Ladder {
  const ladder = { ...usualLadder };
  for (const { band, kind } of steps) ladder[band] = kind;
  return ladder;
}

/** What it says counts from the next file on. */
export async function saveLadder(
  deps: Pick<Deps, "db" | "now">,
  { schoolId, ladder, actor }: { schoolId: SchoolId; ladder: Ladder; actor: string },
): Promise<void> {
  const at = deps.now();
  await deps.db.forSchools([schoolId], async (tx) => {
    for (const band of bands) await queries.setStep(tx, schoolId, { band, kind: ladder[band] });
    await record(tx, { what: "ladder.changed", actor, at, schoolId, details: { ...ladder } });
  });
}
