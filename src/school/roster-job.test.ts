import { describe, expect, test } from "vitest";
import { csv, number, ten } from "../../test/support/rosters.ts";
import { wizardPerTest } from "../../test/support/roster-wizard.ts";
import { ImportId } from "../ids.ts";

const wizard = wizardPerTest();
/** Jobs that carry out a plan; one that looks for children with two LeerIDs comes after each. */
const applies = () => wizard.now.rosters.deps.jobs.added.filter(({ name }) => name === "roster-apply");

describe("carrying out a plan", () => {
  test("is a job, added once however many tabs confirm it", async () => {
    const { get, post, plan } = wizard.now;
    const { path } = await plan(csv(...ten));
    await Promise.all([post(`${path}/apply`), post(`${path}/apply`), post(`${path}/apply`)]);
    expect(applies()).toHaveLength(1);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd/);
  });

  test("goes on without the page: who confirms isn't kept waiting, and sees how far it is", async () => {
    const { rosters, get, post, plan, enrolled } = wizard.now;
    const { path } = await plan(csv(...ten));
    const blocker = await rosters.database.owner.connect();
    await blocker.query("begin");
    await blocker.query("lock table enrolment in share row exclusive mode");
    expect(await post(`${path}/apply`)).toMatchObject({ status: 303, location: path });
    const page = await get(path);
    expect(page.said).toMatch(/Bezig met doorvoeren.*Je mag deze pagina sluiten.*0 van 1 delen/);
    expect(page.said).not.toMatch(/Ga verder/);
    const second = await post(`${path}/apply`);
    expect(second).toMatchObject({ status: 303, location: path });
    await blocker.query("rollback");
    blocker.release();
    await rosters.deps.jobs.idle();
    expect(applies()).toHaveLength(1);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd/);
    expect(await enrolled()).toHaveLength(10);
  });

  test("tells a page that listens how far it is, and that it is done", async () => {
    const { rosters, web, plan } = wizard.now;
    const { path } = await plan(csv(...ten));
    await rosters.database.owner.query("update roster_import set status = 'applying', progress_at = now()");
    const listening = web.ask(`${path}/events`);
    await rosters.apply(ImportId.parse(path.split("/").at(-1)));
    const { headers, text } = await listening;
    expect(headers["content-type"]).toMatch(/^text\/event-stream/);
    expect(text.trim().split("\n").at(-1)).toBe('data: {"running":false,"done":1,"all":1}');
  });

  test("that stands still is taken up again by who says so, with a job of its own", async () => {
    const { rosters, get, post, plan } = wizard.now;
    const { path } = await plan(csv(...ten));
    await rosters.database.owner.query("update roster_import set status = 'applying', progress_at = $1", [
      new Date(rosters.clock.now.getTime() - 21_000),
    ]);
    expect((await get(path)).said).toMatch(/Ga verder/);
    await post(`${path}/apply`);
    expect(applies()).toHaveLength(1);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd/);
  });

  test("that was confirmed with leavers needs no second word when it goes on", async () => {
    const { rosters, get, post, plan, carryOut, enrolled } = wizard.now;
    await carryOut(csv(...ten));
    const { path } = await plan(csv(...ten.slice(5)));
    await rosters.database.owner.query("update roster_import set status = 'applying' where status = 'planned'");
    await post(`${path}/apply`);
    expect((await get(path)).said).toMatch(/De lijst is doorgevoerd/);
    expect(await enrolled()).toHaveLength(5);
  });

  test("that became stale at the last moment begins no job", async () => {
    const { get, post, plan, carryOut } = wizard.now;
    const { path } = await plan(csv(...ten));
    await carryOut(csv(["Peeters", "Lotte", "3B", number(30)]));
    await post(`${path}/apply`, { leavers: "yes" });
    expect(applies()).toHaveLength(1);
    expect((await get(path)).said).toMatch(/Dit verschil is verouderd/);
  });
});

describe("undoing", () => {
  test("is asked first with what it does, and only of who signed in a moment ago", async () => {
    const { asked, get, post, carryOut, enrolled } = wizard.now;
    const path = await carryOut(csv(...ten));
    expect((await get(path)).text).toContain(`href="${path}/undo"`);
    const page = await get(`${path}/undo`);
    expect(page.said).toMatch(/Deze lijst ongedaan maken\?.*10 nieuwe LeerID&#39;s verdwijnen.*tot 2 oktober 2026/);
    expect(asked.at(-1)).toMatchObject({ fresh: true });
    expect(await post(`${path}/undo`)).toMatchObject({ status: 303, location: path });
    expect(asked.at(-2)).toMatchObject({ fresh: true, back: expect.stringMatching(/undo$/) });
    expect((await get(path)).said).toMatch(/De lijst is ongedaan gemaakt/);
    expect(await enrolled()).toEqual([]);
  });

  test("that isn't possible any more says why, and what to do", async () => {
    const { rosters, get, post, carryOut, enrolled } = wizard.now;
    const path = await carryOut(csv(...ten));
    await rosters.database.owner.query(
      "insert into credential (id, pupil_id, kind, secret_hash, created_at) select uuidv7(), id, 'code', $1, $2 from pupil",
      [Buffer.alloc(32), rosters.clock.now],
    );
    const page = await get(`${path}/undo`);
    expect(page.said).toMatch(/Ongedaan maken kan niet.*10 leerlingen uit deze lijst hebben al een kaartje/);
    const refused = await post(`${path}/undo`);
    expect([refused.status, refused.said]).toEqual([409, expect.stringMatching(/hebben al een kaartje/)]);
    expect(await enrolled()).toHaveLength(10);
  });

  test("of another school's import is not found", async () => {
    const { rosters, open, get, post, carryOut, enrolled } = wizard.now;
    const path = await carryOut(csv(...ten));
    const other = await open(rosters.schoolB);
    expect((await get(`${path}/undo`, other)).status).toBe(404);
    expect((await post(`${path}/undo`, {}, other)).status).toBe(404);
    expect((await get(`${path}/events`, other)).status).toBe(404);
    expect(await enrolled()).toHaveLength(10);
  });
});
