import { z } from "zod";
import type { SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

const nameRow = z.object({ name: z.string() });

/** The classes of a school year as people read them: 1A, 2A, 10A. */
export const listClassNames = async (
  tx: Tx,
  { schoolId, schoolYear }: { schoolId: SchoolId; schoolYear: string },
): Promise<string[]> => {
  const rows = await tx.many(
    nameRow,
    sql`select name from class_group where school_id = ${schoolId} and school_year = ${schoolYear}
      order by lpad(coalesce(substring(name from '^[0-9]+'), '99'), 3, '0'), name`,
  );
  return rows.map(({ name }) => name);
};
