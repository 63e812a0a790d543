import type { Deps } from "../deps.ts";
import type { ImportId, SchoolId } from "../ids.ts";
import type { Kind, Level } from "../pupils/pupils.ts";
import { getSchool } from "../schools/schools.ts";
import type { Columns } from "./columns.ts";
import { anyList } from "./packages/packages.ts";
import type { PlannedPupil } from "./planned-pupil.ts";
import type { ReasonCode } from "./reason-texts.ts";
import { compareAndStore } from "./store.ts";
import type { Params } from "./texts.ts";

/** One pupil as a person types it; what is empty is not known. */
export type PupilByHand = {
  givenName: string;
  familyName: string;
  className: string;
  level: Level | "";
  kind: Kind;
  yearGroup: string;
  nationalNumber: string;
  stamboeknummer: string;
};

export type PlannedByHand =
  | { ok: true; importId: ImportId; action: PlannedPupil["action"] | "doubtful" }
  | { ok: false; code: ReasonCode; params: Params };

const fields = [
  "givenName",
  "familyName",
  "className",
  "level",
  "yearGroup",
  "nationalNumber",
  "stamboeknummer",
] as const;

/**
 * Plans one pupil through the rules of a roster, as if the school's list had this line more: nobody leaves by it. The plan is
 * applied, or its doubt decided, as that of a file.
 * @returns what would happen with this pupil, or what is wrong with what was typed
 * @throws AppError school-not-found
 */
export function planPupil(
  deps: Pick<Deps, "db" | "now" | "keys">,
  { schoolId, pupil }: { schoolId: SchoolId; pupil: PupilByHand },
): Promise<PlannedByHand> {
  return deps.db.forSchools([schoolId], async (tx) => {
    const school = await getSchool(tx, schoolId);
    const { importId, plan } = await compareAndStore(tx, deps, {
      school,
      columns: asColumns(pupil),
      source: { kind: "by-hand" },
    });
    const [refused] = plan.refused;
    if (refused?.action === "rejected") return { ok: false, code: refused.code, params: refused.params };
    return { ok: true, importId, action: plan.pupils[0]?.action ?? "doubtful" };
  });
}

function asColumns(pupil: PupilByHand): Columns {
  // the words that a roster has for it: `buitengewoon lager`, `okan`
  const level = pupil.kind === "gewoon" ? pupil.level : `${pupil.kind} ${pupil.level}`;
  const cells = fields.map((field) => (field === "level" ? level : pupil[field]));
  return {
    ok: true,
    at: Object.fromEntries(fields.map((field, at) => [field, at])),
    width: fields.length,
    headerLine: 0,
    headers: [...fields],
    ignored: [],
    rows: [{ line: 1, cells }],
    told: [],
    package: anyList,
    // what a person types is what is meant
    saidClasses: [pupil.className],
  };
}
