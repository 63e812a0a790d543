import { z } from "zod";
import { PupilId, type SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

/**
 * Who was enrolled after something was written down, and is there still. Both ids are drawn by the database and begin with their moment:
 * a day would be too coarse, since a school may hand in two lists on one.
 */
export const arrivedAfter = async (tx: Tx, of: { schoolId: SchoolId; id: string }): Promise<Set<PupilId>> =>
  new Set(
    (
      await tx.many(
        z.object({ pupilId: PupilId }),
        sql`select pupil_id as "pupilId" from enrolment
          where school_id = ${of.schoolId} and upper_inf(during) and id > ${of.id}::uuid`,
      )
    ).map(({ pupilId }) => pupilId),
  );
