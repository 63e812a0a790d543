import { sql, type Db } from "../lib/db.ts";

export type FailureRow = {
  codeHash: Buffer;
  at: Date;
  kind: string;
  pupilId: string | null;
  loginName: string | null;
  badgeHash: Buffer | null;
  applicationId: string | null;
  clientId: string | null;
  networkHash: Buffer;
};

/** All at once. A pupil, badge, application or client that doesn't exist is left open. */
export const insertFailures = (db: Db, rows: FailureRow[]) => {
  const column = <K extends keyof FailureRow>(name: K): FailureRow[K][] => rows.map((row) => row[name]);
  return db.run(sql`insert into failure (code_hash, at, kind, pupil_id, application_id, network_hash)
    select x.code_hash, x.at, x.kind, coalesce(p.id, n.merged_into, n.id, b.pupil_id), coalesce(a.id, c.application_id), x.network_hash
    from unnest(${column("codeHash")}::bytea[], ${column("at")}::timestamptz[], ${column("kind")}::text[],
        ${column("pupilId")}::uuid[], ${column("loginName")}::text[], ${column("badgeHash")}::bytea[],
        ${column("applicationId")}::uuid[], ${column("clientId")}::text[], ${column("networkHash")}::bytea[])
      as x (code_hash, at, kind, pupil_id, login_name, badge_hash, application_id, client_id, network_hash)
    left join pupil p on p.id = x.pupil_id
    left join pupil n on n.login_name = x.login_name
    left join credential b on b.kind = 'badge' and b.revoked_at is null and b.secret_hash = x.badge_hash
    left join application a on a.id = x.application_id
    left join oidc_client c on c.client_id = x.client_id`);
};

/** How many it deleted. */
export const deleteFailures = (db: Db, { before, unknownBefore }: { before: Date; unknownBefore: Date }) =>
  db.run(sql`delete from failure
    where at < ${before} or (pupil_id is null and at < ${unknownBefore})`);
