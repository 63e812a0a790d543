import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { createKeys } from "../lib/keys.ts";
import { createLog } from "../lib/log.ts";
import { systemRandom } from "../lib/random.ts";
import { SchoolId } from "../ids.ts";
import { record, sealAudit, verifyAudit } from "./audit.ts";
import { auditOf } from "../school/audit.ts";
import { auditQuery } from "../school/audit-query.ts";

test("measure", async () => {
  const database = await createTestDatabase();
  const deps = { db: database.db, keys: createKeys(randomBytes(32), systemRandom), now: () => new Date(), log: createLog("silent") };
  const schoolId = SchoolId.parse(systemRandom.uuid());
  const { rows: [staff] } = await database.owner.query("insert into staff (given_name, family_name, email, created_at) values ('a','b','c',now()) returning id");
  await database.owner.query(`insert into audit_event (at, what, actor, school_id, details)
    select now(), case when i % 4 = 0 then 'roster.decided' else 'pupil.signed-in' end, case when i % 4 = 0 then 'staff:'||$1::text else 'pupil' end, case when i % 4 = 0 then $2::uuid end, '{"method":"password"}'
    from generate_series(1, 200000) i`, [staff.id, schoolId]);
  await database.owner.query("analyze audit_event");
  const time = async <T>(name: string, work: () => Promise<T>) => { const t = performance.now(); const r = await work(); process.stderr.write(`${name} ${Math.round(performance.now() - t)} ms\n`); return r; };
  await time("seal 200k", () => sealAudit(deps));
  const v = await time("verify 200k", () => verifyAudit(deps));
  expect(v.broken).toBeUndefined();
  const query = auditQuery(new URLSearchParams());
  await time("page 50k", () => auditOf(deps, { schoolId, query }));
  await time("page 50k", () => auditOf(deps, { schoolId, query }));
  await time("page 50k p200", () => auditOf(deps, { schoolId, query: { ...query, page: 200 } }));
  await time("page filter", () => auditOf(deps, { schoolId, query: { ...query, pupil: "noor" } }));
  await time("1000 records", async () => { for (let i = 0; i < 1000; i += 1) await record(database.db.signIn, { what: "pupil.signed-in", actor: "pupil", at: new Date() }); });
  await database.owner.query("drop index audit_event_by_seq");
  await time("1000 records without the index", async () => { for (let i = 0; i < 1000; i += 1) await record(database.db.signIn, { what: "pupil.signed-in", actor: "pupil", at: new Date() }); });
  await database.drop();
}, 120_000);
