import { addRun, makeRun } from "../../src/activation/activation.ts";
import type { ActivationRunId, ImportId } from "../../src/ids.ts";
import { makeNationalNumber } from "../../src/pupils/pupils.ts";
import { Stop, applyRoster, rehearseYear, uploadRoster } from "../../src/rosters/rosters.ts";
import { schoolYearOf, type School } from "../../src/schools/schools.ts";
import { csv, type Line } from "./rosters.ts";
import type { TestServer } from "./server.ts";
import { arrangePupil } from "./world.ts";

let serial = 0;
const national = () => makeNationalNumber({ year: 2016, month: 5, day: 6, serial: (serial += 1) });
/** Three children whom nobody knows. */
const lines = (className: string): Line[] =>
  Array.from({ length: 3 }, (_, at): Line => [`Familie${at}`, "Kind", className, national()]);

/** What a school has when its staff begin with a form: made by the platform, so that only the form is a deed of theirs. */
export function listsOf(world: TestServer, school: School) {
  const { deps } = world;
  const of = { schoolId: school.id, actor: "test" };

  async function planOf(bytes: Uint8Array): Promise<ImportId> {
    const read = await uploadRoster(deps, { ...of, bytes });
    if (!read.ok) throw new Error(read.message);
    return read.importId;
  }
  async function applied(bytes: Uint8Array = csv(...lines("3A"))): Promise<ImportId> {
    const importId = await planOf(bytes);
    const done = await applyRoster(deps, { ...of, importId, confirmed: Stop.options });
    if (!done.ok) throw new Error(done.problem);
    return importId;
  }
  /** A list in which line 2 is about somebody of that name, without a number. */
  async function doubtful(): Promise<Uint8Array> {
    const [first, ...others] = lines("3A");
    if (!first) throw new Error("no line");
    await applied(csv(first, ...others));
    return csv([first[0], first[1], "4A"], ...others);
  }
  async function yearPlan(bytes: Uint8Array = csv(...lines("4A"))): Promise<string> {
    await applied();
    const june = new Date(`${schoolYearOf(deps.now()).slice(5)}-06-20T10:00:00Z`);
    const read = await rehearseYear({ ...deps, now: () => june }, { ...of, bytes });
    if (!read.ok) throw new Error(read.message);
    return read.planId;
  }
  /** @param about.made false: its job is never begun */
  async function run({ made }: { made: boolean }): Promise<ActivationRunId> {
    const { loginName } = await arrangePupil(world, school);
    const asleep = { ...deps.jobs, enqueue: async () => undefined };
    const paper = { document: "cards", locale: "nl" } as const;
    const wanted = { ...of, loginNames: [loginName], secret: "words", again: true, paper } as const;
    const runId = await addRun({ ...deps, jobs: asleep }, { ...wanted, loginNames: [loginName] });
    if (made) await makeRun(deps, { schoolId: school.id, runId });
    return runId;
  }
  return { lines, planOf, applied, doubtful, yearPlan, run };
}
