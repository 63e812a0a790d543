/** What staff of a school see and do: reads with joins, writes through the domains. */
import type { Deps } from "../deps.ts";
import type { SchoolId } from "../ids.ts";
import { statesOf, type ClassOnBoard } from "./activation.ts";
import { wishesFrom } from "./applications.ts";
import { brusselsDay } from "../schools/schools.ts";
import { getProgress, type LinkRow, type Progress } from "./queries.ts";

export { statesOf, type PupilWithState } from "./activation.ts";
export { getImport, type ImportView } from "./roster.ts";

export { yearPlanOf, type YearPlanView } from "./year.ts";
export type { Loss } from "./year-difference.ts";

export { sendLinkMails } from "./link-mail.ts";

type LinkCard = { school: { number: string; name: string }; count: number; children: { id: string; name: string }[] };

export type Overview = {
  schoolYear: string;
  classes: ClassOnBoard[];
  totals: Pick<ClassOnBoard, "pupils" | "states">;
  progress: Progress;
  links: { asked: LinkCard[]; told: LinkCard[] };
};

/** The start page: two statements, whatever the size of the school. Its figures are those of the activation board. */
export async function overviewOf(deps: Pick<Deps, "db" | "now">, schoolId: SchoolId): Promise<Overview> {
  const { pupils: _, ...states } = await statesOf(deps, schoolId);
  const at = deps.now();
  const moment = { schoolId, wishesSince: wishesFrom(at), at, today: brusselsDay(at) };
  const progress = await deps.db.forSchools([schoolId], (tx) => getProgress(tx, moment));
  return {
    ...states,
    progress,
    links: { asked: bySchool(progress.links, "asked"), told: bySchool(progress.links, "told") },
  };
}

/** Everything with one other school together. */
function bySchool(rows: LinkRow[], wanted: LinkRow["kind"]): LinkCard[] {
  const cards = new Map<string, LinkCard>();
  for (const { kind, id, number, school, name, count } of rows) {
    if (kind !== wanted) continue;
    const card = cards.get(number) ?? { school: { number, name: school }, count, children: [] };
    card.children.push({ id, name });
    cards.set(number, card);
  }
  return [...cards.values()];
}
