import { z } from "zod";
import { PupilId, type SectorId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

const pseudonymRow = z.object({ sub: z.string(), emailLocal: z.string() });
export type Pseudonym = z.infer<typeof pseudonymRow>;

/** The highest generation counts: after a merge or a renewal the older ones only lead back to the pupil. */
export const findPseudonymRow = (db: Db, key: { pupilId: PupilId; sectorId: SectorId }) =>
  db.maybeOne(
    pseudonymRow,
    sql`select sub, email_local as "emailLocal" from pseudonym
      where pupil_id = ${key.pupilId} and sector_id = ${key.sectorId} order by generation desc limit 1`,
  );

/** Does nothing when the pupil has one in this sector already, or when somebody else has this very text. */
export const addPseudonymRow = (db: Db, row: Pseudonym & { pupilId: PupilId; sectorId: SectorId; at: Date }) =>
  db.run(sql`insert into pseudonym (pupil_id, sector_id, sub, email_local, created_at)
    values (${row.pupilId}, ${row.sectorId}, ${row.sub}, ${row.emailLocal}, ${row.at}) on conflict do nothing`);

export const findPupilRow = (db: Db, key: { sectorId: SectorId; sub: string }) =>
  db.maybeOne(
    z.object({ pupilId: PupilId }),
    sql`select pupil_id as "pupilId" from pseudonym where sub = ${key.sub} and sector_id = ${key.sectorId}`,
  );

export const countSharedSectors = (tx: Tx, { keep, other }: { keep: PupilId; other: PupilId }) =>
  tx.one(
    z.object({ count: z.number() }),
    sql`select count(distinct p.sector_id)::int as count from pseudonym p
      where p.pupil_id = ${keep} and exists (
        select from pseudonym o where o.pupil_id = ${other} and o.sector_id = p.sector_id)`,
  );

const movedRow = z.object({ sub: z.string(), generation: z.number() });
export type MovedPseudonym = z.infer<typeof movedRow>;

/** In a sector that knows both, those of the other come below the lowest generation: they lead to the pupil and are used no more. */
export const movePseudonyms = (tx: Tx, { keep, other }: { keep: PupilId; other: PupilId }) =>
  tx.many(
    movedRow,
    sql`with kept as (
        select sector_id, min(generation) as lowest from pseudonym where pupil_id = ${keep} group by sector_id),
      moving as (
        select p.sub, p.generation, k.lowest,
          row_number() over (partition by p.sector_id order by p.generation desc)::int as place
        from pseudonym p left join kept k on k.sector_id = p.sector_id
        where p.pupil_id = ${other})
      update pseudonym p
      set pupil_id = ${keep}, generation = case when m.lowest is null then m.generation else m.lowest - m.place end
      from moving m where p.sub = m.sub
      returning p.sub, m.generation`,
  );

export const returnPseudonyms = (tx: Tx, { keep, other }: { keep: PupilId; other: PupilId }, rows: MovedPseudonym[]) =>
  tx.run(
    sql`update pseudonym p set pupil_id = ${other}, generation = r.generation
      from unnest(${rows.map(({ sub }) => sub)}::text[], ${rows.map(({ generation }) => generation)}::int[]) as r (sub, generation)
      where p.sub = r.sub and p.pupil_id = ${keep}`,
  );
