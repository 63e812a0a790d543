import { z } from "zod";
import type { ImportId, PackageId, SchoolId } from "../ids.ts";
import { sql, type Tx } from "../lib/db.ts";

type OwnPlan = { importId: ImportId; packageId: PackageId };

export const addOwnPlan = (tx: Tx, { importId, packageId, schoolId }: OwnPlan & { schoolId: SchoolId }) =>
  tx.run(sql`insert into admin_package_plan (import_id, package_id, school_id)
    values (${importId}, ${packageId}, ${schoolId})`);

/** Whether this package made that plan. */
export const ownsPlan = async (tx: Tx, { importId, packageId, schoolId }: OwnPlan & { schoolId: SchoolId }) =>
  (await tx.run(sql`select from admin_package_plan
    where import_id = ${importId} and package_id = ${packageId} and school_id = ${schoolId}`)) === 1;

const changeRow = z.object({
  line: z.number(),
  action: z.enum(["added", "changed", "moved-class", "moved-school", "left"]),
  pupilNumber: z.string().nullable(),
  classes: z.array(z.string()),
  classesBefore: z.array(z.string()),
});

/** By line, those who leave first. A number that the file doesn't give is the one that the school had before. */
export const listChanges = (tx: Tx, of: { importId: ImportId; afterLine: number; most: number }) =>
  tx.many(
    changeRow,
    sql`select line, action, coalesce(stamboeknummer, before ->> 'stamboeknummer') as "pupilNumber",
        case when action = 'left' then '{}' else coalesce(class_names, '{}') end as classes,
        coalesce(array(select jsonb_array_elements_text(before -> 'classNames')), '{}') as "classesBefore"
      from roster_row
      where import_id = ${of.importId} and line > ${of.afterLine}::bigint
        and action in ('added', 'changed', 'moved-class', 'moved-school', 'left')
      order by line limit ${of.most}`,
  );
