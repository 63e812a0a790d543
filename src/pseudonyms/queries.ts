import { z } from "zod";
import { PupilId, type SectorId } from "../ids.ts";
import { sql, type Db } from "../lib/db.ts";

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
