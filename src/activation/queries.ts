import { z } from "zod";
import { ActivationRunId, PupilId, type SchoolId } from "../ids.ts";
import { sql, type Db, type Tx } from "../lib/db.ts";

const Kind = z.enum(["code", "words", "badge"]);
const stepRow = z.object({ band: z.enum(["young", "middle", "secondary"]), kind: Kind });
export const ladderOf = (db: Db, schoolId: SchoolId) =>
  db.many(stepRow, sql`select band, kind from secret_ladder where school_id = ${schoolId}`);

export const setStep = (tx: Tx, schoolId: SchoolId, { band, kind }: z.infer<typeof stepRow>) =>
  tx.run(sql`insert into secret_ladder (school_id, band, kind) values (${schoolId}, ${band}, ${kind})
    on conflict (school_id, band) do update set kind = excluded.kind`);

export const Document = z.enum(["cards", "letters"]);
export type NewRunRow = {
  schoolId: SchoolId;
  now: Date;
  actor: string;
  secret: z.infer<typeof Kind> | undefined;
  again: boolean;
  document: z.infer<typeof Document>;
  locale: string;
  pupilIds: PupilId[] | undefined;
};
const idRow = z.object({ id: ActivationRunId });
export const insertRun = (tx: Tx, run: NewRunRow) =>
  tx.one(
    idRow,
    sql`insert into activation_run (school_id, created_at, created_by, secret, again, document, locale, pupil_ids)
      values (${run.schoolId}, ${run.now}, ${run.actor}, ${run.secret ?? null}, ${run.again}, ${run.document}, ${run.locale},
        ${run.pupilIds ?? null}::uuid[])
      returning id`,
  );

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
  secret: Kind.nullable(),
  again: z.boolean(),
  document: Document,
  locale: z.string(),
  pupilIds: z.array(PupilId).nullable(),
  status: z.enum(["waiting", "printing", "done", "cancelled"]),
  attempt: z.number(),
  leaseUntil: z.date().nullable(),
  parts: z.array(
    z.object({
      position: z.number(),
      className: z.string().nullable(),
      attempt: z.number().nullable(),
      given: z.number(),
      skipped: z.number(),
      handedOut: z.boolean(),
    }),
  ),
});
export type RunRow = z.infer<typeof runRow>;

/** Of one run, or of the latest that are not finished. One statement, parts included. */
export const runs = (
  db: Db,
  { schoolId, id, openSince }: { schoolId: SchoolId; id?: ActivationRunId; openSince?: Date },
) =>
  db.many(
    runRow,
    sql`select r.id, r.created_at as "createdAt", r.created_by as "createdBy", r.secret, r.again, r.document, r.locale,
        r.pupil_ids as "pupilIds", r.status, r.attempt, r.lease_until as "leaseUntil",
        (select json_agg(json_build_object('position', p.position, 'className', p.class_name, 'attempt', p.attempt,
            'given', p.given, 'skipped', p.skipped, 'handedOut', p.handed_out_at is not null) order by p.position)
          from activation_part p where p.run_id = r.id) as parts
      from activation_run r
      where r.school_id = ${schoolId}
        and (${id ?? null}::uuid is null or r.id = ${id ?? null})
        and (${openSince ?? null}::timestamptz is null
          or (r.status in ('waiting', 'printing') and r.created_at > ${openSince ?? null}))
      order by r.created_at desc limit 20`,
  );

type Attempt = { id: ActivationRunId; attempt: number; now: Date; leaseUntil: Date };
const attemptRow = z.object({ attempt: z.number() });

/** Begins a file: nobody else is at it, or who was hasn't said so for a while. Of two at the same moment one gets it. */
export const claimRun = (tx: Tx, { id, now, leaseUntil }: Omit<Attempt, "attempt">) =>
  tx.maybeOne(
    attemptRow,
    sql`update activation_run set status = 'printing', attempt = attempt + 1, lease_until = ${leaseUntil}
      where id = ${id} and (status = 'waiting' or (status = 'printing' and lease_until <= ${now}))
      returning attempt`,
  );

/** Holds the run until the transaction ends, while it is still ours. Who takes it over, or cancels it, waits for that. */
export const extendLease = (db: Db, { id, attempt, leaseUntil }: Omit<Attempt, "now">) =>
  db.run(sql`update activation_run set lease_until = ${leaseUntil}
    where id = ${id} and status = 'printing' and attempt = ${attempt}`);

const heldRow = z.object({ status: z.string(), attempt: z.number() });
export const holdRun = (tx: Tx, id: ActivationRunId) =>
  tx.maybeOne(heldRow, sql`select status, attempt from activation_run where id = ${id} for update`);

export const setStatus = (tx: Tx, id: ActivationRunId, status: "waiting" | "done" | "cancelled") =>
  tx.run(sql`update activation_run set status = ${status}, lease_until = null where id = ${id}`);

export const cancel = (tx: Tx, id: ActivationRunId) =>
  tx.run(sql`update activation_run set status = 'cancelled' where id = ${id} and status in ('waiting', 'printing')`);

type Made = { position: number; attempt: number; given: number; skipped: number };
export const markMade = (tx: Tx, id: ActivationRunId, { position, attempt, given, skipped }: Made) =>
  tx.run(sql`update activation_part set attempt = ${attempt}, given = ${given}, skipped = ${skipped}
    where run_id = ${id} and position = ${position} and handed_out_at is null`);

export const markHandedOut = (tx: Tx, { id, attempt, now }: { id: ActivationRunId; attempt: number; now: Date }) =>
  tx.run(sql`update activation_part set handed_out_at = ${now}
    where run_id = ${id} and attempt = ${attempt} and handed_out_at is null`);

export const purge = (db: Db, before: Date) => db.run(sql`delete from activation_run where created_at < ${before}`);
