import { z } from "zod";
import type { ImportId } from "../../ids.ts";
import { sql, type Tx } from "../../lib/db.ts";
import { ReasonCode } from "../reason-texts.ts";

const toldRow = z.object({
  line: z.number(),
  code: ReasonCode,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** what is shown of it */
  words: z.array(z.string()),
});

/** Lines of an import of which nothing is applied, or not yet. */
export const listTold = (tx: Tx, importId: ImportId) =>
  tx.many(
    toldRow,
    sql`select line, reason as code, coalesce(details -> 'params', '{}') as params,
        array_remove(array[family_name, given_name] || class_names, '') as words
      from roster_row where import_id = ${importId} and action in ('rejected', 'doubtful') order by line`,
  );
