import { z } from "zod";
import { FirstSecretKind } from "../credentials/credentials.ts";
import { ActivationRunId, PupilId, SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

const Document = z.enum(["cards", "letters"]);
const idRow = z.object({ id: ActivationRunId });
/** Known before the run is there: its key is sealed with it. */
export const newRunId = (tx: Tx) => tx.one(idRow, sql`select uuidv7() as id`);

export type NewRunRow = {
  id: ActivationRunId;
  schoolId: SchoolId;
  now: Date;
  actor: string;
  secret: FirstSecretKind | undefined;
  again: boolean;
  document: z.infer<typeof Document>;
  locale: string;
  pupilIds: PupilId[] | undefined;
  seed: Buffer;
};
export const insertRun = (tx: Tx, run: NewRunRow) =>
  tx.run(sql`insert into activation_run (id, school_id, created_at, created_by, secret, again, document, locale, pupil_ids,
      status, progress_at, seed)
    values (${run.id}, ${run.schoolId}, ${run.now}, ${run.actor}, ${run.secret ?? null}, ${run.again}, ${run.document},
      ${run.locale}, ${run.pupilIds ?? null}::uuid[], 'making', ${run.now}, ${run.seed})`);

export const insertParts = (
  tx: Tx,
  { id, schoolId, classNames }: { id: ActivationRunId; schoolId: SchoolId; classNames: (string | null)[] },
) =>
  tx.run(sql`insert into activation_part (run_id, position, school_id, class_name)
    select ${id}, part.position, ${schoolId}, part.class_name
    from unnest(${classNames}::text[]) with ordinality as part (class_name, position)`);

const runRow = z.object({
  id: ActivationRunId,
  createdAt: z.date(),
  createdBy: z.string(),
  secret: FirstSecretKind.nullable(),
  again: z.boolean(),
  document: Document,
  locale: z.string(),
  pupilIds: z.array(PupilId).nullable(),
  status: z.enum(["making", "ready", "done", "cancelled"]),
  hasSeed: z.boolean(),
  attempt: z.number(),
  leaseUntil: z.date().nullable(),
  progressAt: z.date().nullable(),
  parts: z.array(
    z.object({
      position: z.number(),
      className: z.string().nullable(),
      made: z.boolean(),
      given: z.number(),
      skipped: z.number(),
      printed: z.number().nullable(),
      handedOut: z.boolean(),
    }),
  ),
});
export type RunRow = z.infer<typeof runRow>;

/**
 * Of one run, or of the latest that want something: they are being made, wait to be fetched, or were not fetched in time. One statement,
 * parts included.
 */
export const runs = (
  db: Db,
  { schoolId, id, openSince }: { schoolId: SchoolId; id?: ActivationRunId; openSince?: Date },
) =>
  db.many(
    runRow,
    sql`select r.id, r.created_at as "createdAt", r.created_by as "createdBy", r.secret, r.again, r.document, r.locale,
        r.pupil_ids as "pupilIds", r.status, r.has_seed as "hasSeed", r.attempt, r.lease_until as "leaseUntil",
        r.progress_at as "progressAt",
        (select json_agg(json_build_object('position', p.position, 'className', p.class_name, 'made', p.made_at is not null,
            'given', p.given, 'skipped', p.skipped, 'printed', p.printed, 'handedOut', p.handed_out_at is not null)
            order by p.position)
          from activation_part p where p.run_id = r.id) as parts
      from activation_run r
      where r.school_id = ${schoolId}
        and (${id ?? null}::uuid is null or r.id = ${id ?? null})
        and (${openSince ?? null}::timestamptz is null or (r.created_at > ${openSince ?? null} and (r.status in ('making', 'ready')
          or (r.status = 'cancelled' and exists (select from activation_part p
            where p.run_id = r.id and p.given > 0 and p.handed_out_at is null)))))
      order by r.created_at desc limit 20`,
  );

const seedRow = z.object({ seed: z.instanceof(Buffer) });
/** For the platform alone: the role of a school can't read it. */
export const seedOf = (platform: Db, id: ActivationRunId) =>
  platform.maybeOne(seedRow, sql`select seed from activation_run where id = ${id} and seed is not null`);

const heldRow = z.object({ status: z.string(), attempt: z.number() });
/** Holds the run until the transaction ends: who makes a class, stops or hands out waits, and then asks the tables anew. */
export const holdRun = (tx: Tx, id: ActivationRunId) =>
  tx.maybeOne(heldRow, sql`select status, attempt from activation_run where id = ${id} for update`);

const positionRow = z.object({ position: z.number() });
/** Whether this class is still to be made. Only after `holdRun`. */
export const findUnmade = (tx: Tx, id: ActivationRunId, position: number) =>
  tx.maybeOne(
    positionRow,
    sql`select position from activation_part where run_id = ${id} and position = ${position} and made_at is null`,
  );

const pupilRow = z.object({ pupilId: PupilId });
/** Which of these pupils were given a secret in this run, with another class. */
export const givenBefore = (tx: Tx, id: ActivationRunId, pupilIds: PupilId[]) =>
  tx.many(
    pupilRow,
    sql`select given.id as "pupilId" from activation_part p, unnest(p.pupil_ids) as given (id)
      where p.run_id = ${id} and given.id = any (${pupilIds}::uuid[])`,
  );

type Made = { position: number; pupilIds: PupilId[]; skipped: number; now: Date };
export const markMade = (tx: Tx, id: ActivationRunId, { position, pupilIds, skipped, now }: Made) =>
  tx.run(sql`update activation_part set made_at = ${now}, pupil_ids = ${pupilIds}::uuid[], given = ${pupilIds.length},
      skipped = ${skipped}
    where run_id = ${id} and position = ${position}`);

/** With the last class the run is ready. */
export const moveOn = (tx: Tx, id: ActivationRunId, now: Date) =>
  tx.run(sql`update activation_run set progress_at = ${now},
      status = case when exists (select from activation_part where run_id = ${id} and made_at is null) then status else 'ready' end
    where id = ${id}`);

/** Only after `holdRun`: what is made by then can still be fetched. */
export const cancel = (tx: Tx, id: ActivationRunId) =>
  tx.run(sql`update activation_run set status = 'cancelled' where id = ${id} and status = 'making'`);

/** What is made or stopped, and gave nobody anything, has nothing to fetch. */
export const endEmpty = (tx: Tx, id: ActivationRunId) =>
  tx.run(sql`update activation_run set seed = null, status = case status when 'ready' then 'done' else status end
    where id = ${id} and status in ('ready', 'cancelled')
      and not exists (select from activation_part where run_id = ${id} and given > 0)`);

export const deleteBefore = (db: Db, before: Date) =>
  db.run(sql`delete from activation_run where created_at < ${before}`);

const erasedRow = z.object({ id: ActivationRunId, schoolId: SchoolId });
/** Nobody draws the secrets of these runs again, but for a file that is on its way. */
export const eraseSeeds = (db: Db, { before, now }: { before: Date; now: Date }) =>
  db.many(
    erasedRow,
    sql`update activation_run set seed = null, status = case status when 'making' then 'cancelled' else status end
      where seed is not null and created_at < ${before} and (lease_until is null or lease_until <= ${now})
      returning id, school_id as "schoolId"`,
  );
