import type { Jobs } from "../../src/deps.ts";
import { LinkId, SectorId, type PupilId } from "../../src/ids.ts";
import { mergeLinked, mergePupils } from "../../src/merges/merges.ts";
import { getOrAddPseudonym } from "../../src/pseudonyms/pseudonyms.ts";
import { openRosters } from "./rosters.ts";

/** Two schools, three sectors that know pupils by pseudonyms, and a queue of which only what comes in is noted. */
export async function openMerges() {
  const rosters = await openRosters();
  const { database, clock } = rosters;
  const { rows } = await database.owner.query("insert into sector (name) values ('a'), ('b'), ('c') returning id");
  const sectorOf = (place: number) => SectorId.parse(rows[place].id);
  const enqueued: object[] = [];
  const jobs: Jobs = {
    enqueue: async (name, data) => {
      enqueued.push({ name, data });
    },
    work: async () => {},
    schedule: async () => {},
    rest: () => {},
    stop: async () => {},
  };
  const deps = { ...rosters.deps, jobs };

  /** What a sector calls a pupil; drawn when it is asked for. */
  async function sub(pupilId: PupilId, sector: number): Promise<string> {
    const { random } = deps;
    const drawn = { pupilId, sectorId: sectorOf(sector), random, now: clock.now };
    return (await getOrAddPseudonym(database.db.signIn, drawn)).sub;
  }
  async function merge({ keep, other, reason }: { keep: PupilId; other: PupilId; reason?: string }) {
    const merged = await mergePupils(deps, { keep, other, actor: "cli", reason });
    if (!merged.ok) throw new Error(merged.problem);
    return merged.mergeId;
  }
  /** As a yes of both sides does it. */
  async function link(pair: { keep: PupilId; other: PupilId }) {
    const linkId = LinkId.parse(deps.random.uuid());
    const stands = async () => true;
    const mergeId = await database.db.platform.transaction((tx) =>
      mergeLinked(tx, deps, { ...pair, linkId, stands, actor: "cli" }),
    );
    if (mergeId === undefined) throw new Error("not linked");
    return mergeId;
  }
  return { ...rosters, deps, sectorOf, enqueued, sub, merge, link };
}
export type MergeWorld = Awaited<ReturnType<typeof openMerges>>;
