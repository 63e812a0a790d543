import { z } from "zod";
import { FirstSecretKind } from "../credentials/credentials.ts";
import type { SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

/** What a school gives to one age, where it is another kind than usual. */
export const LadderStep = z.object({ band: z.enum(["young", "middle", "secondary"]), kind: FirstSecretKind });
export type LadderStep = z.infer<typeof LadderStep>;
export const ladderOf = (db: Db, schoolId: SchoolId) =>
  db.many(LadderStep, sql`select band, kind from secret_ladder where school_id = ${schoolId}`);

export const setStep = (tx: Tx, schoolId: SchoolId, { band, kind }: LadderStep) =>
  tx.run(sql`insert into secret_ladder (school_id, band, kind) values (${schoolId}, ${band}, ${kind})
    on conflict (school_id, band) do update set kind = excluded.kind`);
