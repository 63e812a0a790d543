import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { demoRoster } from "../../src/demo/roster.ts";
import { planRoster, startApply } from "../../src/rosters/rosters.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { arrangeSchool } from "../support/world.ts";

let server: ServerProcess;
beforeAll(async () => {
  server = await startServerProcess();
});
afterAll(() => server.close());

const Stand = z.object({ status: z.string(), chunks: z.number() });
const stand = async () => {
  const { rows } = await server.database.owner.query("select status, chunks from roster_import");
  return Stand.parse(rows[0]);
};

test("a server that is killed in the middle of a list goes on with it when it is back, and every pupil is there once", async () => {
  const { deps, database } = server;
  const school = await arrangeSchool(server);
  const { bytes } = demoRoster({ seed: 7, pupils: 2500, kind: "secundair" });
  const planned = await planRoster(deps, { schoolId: school.id, bytes });
  if (!planned.ok) throw new Error(planned.message);
  await database.owner.query(`create function slowly() returns trigger language plpgsql as $$ begin
      if (select count(*) from enrolment) > 1500 then perform pg_sleep(3); end if; return null; end $$;
    create trigger slowly after insert on enrolment for each statement execute function slowly()`);
  const { importId } = planned;
  expect(await startApply(deps, { schoolId: school.id, importId, actor: "staff:test" })).toMatchObject({
    state: "begun",
  });
  await expect.poll(stand, { timeout: 15_000, interval: 50 }).toEqual({ status: "applying", chunks: 1 });
  await server.kill();
  await database.owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%enrolment%' and pid <> pg_backend_pid()",
  );
  expect(await stand()).toEqual({ status: "applying", chunks: 1 });
  await database.owner.query("drop trigger slowly on enrolment");

  await server.startAgain();
  await expect.poll(stand, { timeout: 60_000, interval: 200 }).toEqual({ status: "applied", chunks: 3 });
  const { rows } = await database.owner.query(
    "select count(*)::int as pupils, count(distinct p.login_name)::int as names, count(distinct e.pupil_id)::int as enrolled from pupil p left join enrolment e on e.pupil_id = p.id",
  );
  expect(rows).toEqual([{ pupils: 2500, names: 2500, enrolled: 2500 }]);
  const events = await database.owner.query("select actor from audit_event where what = 'roster.applied'");
  expect(events.rows).toEqual([{ actor: "staff:test" }]);
}, 120_000);
