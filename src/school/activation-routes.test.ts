import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addTestPupils,
  addTestSchool,
  countStatements,
  liveSecrets,
  openActivationWorld,
  openGate,
  type ActivationWorld,
} from "../../test/support/activation.ts";
import { startWeb, type Answer, type TestWeb } from "../../test/support/web.ts";
import { errorHandling } from "../http/errors.ts";
import { loadAssets } from "../http/assets.ts";
import { securityHeaders } from "../http/headers.ts";
import { pages } from "../http/pages.ts";
import { ActivationRunId, SchoolId } from "../ids.ts";
import { activationRoutes } from "./activation-routes.ts";
import { boardOf, classOf, previewOf } from "./activation.ts";

let world: ActivationWorld;
let schoolId: SchoolId;
let gate: ReturnType<typeof openGate>;
let web: TestWeb;
const opened: TestWeb[] = [];

async function open(id: SchoolId, asGate = openGate({ id })): Promise<TestWeb> {
  const started = await startWeb(
    (issuer) => [
      securityHeaders({ issuer }),
      pages({ assets: loadAssets(), issuer }),
      errorHandling({ log: world.deps.log, random: world.deps.random }).middleware,
    ],
    activationRoutes(world.deps, asGate),
  );
  opened.push(started);
  return started;
}

beforeAll(async () => {
  world = await openActivationWorld();
});
beforeEach(async () => {
  schoolId = await addTestSchool(world);
  gate = openGate({ id: schoolId });
  web = await open(schoolId, gate);
});
afterAll(async () => {
  for (const one of opened) await one.close();
  await world.close();
});

const add = (wanted: Parameters<typeof addTestPupils>[2]) => addTestPupils(world, schoolId, wanted);
const path = "/school/activation";
const byAge = { secret: "by-age", document: "cards", locale: "nl" };
const words = ({ text }: Answer) => text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const locationOf = ({ headers }: Answer) => String(headers["location"]);
const audit = async (what: string) => {
  const { rows } = await world.database.owner.query(
    "select actor, details from audit_event where school_id = $1 and what = $2",
    [schoolId, what],
  );
  return rows;
};
/** Chooses and prepares. @returns the address of the run */
async function prepare(choice: string, form: Record<string, string> = byAge): Promise<string> {
  const answer = await web.post(`${path}/runs?${choice}`, form);
  expect(answer.status).toBe(303);
  return locationOf(answer);
}
const update = (statement: string, values: unknown[]) => world.database.owner.query(statement, values);

describe("the board", () => {
  test("shows each class with how many pupils are in which state", async () => {
    const pupils = await add({ count: 5, className: "3B" });
    const [ready, active, locked, leaving] = pupils.map(({ pupilId }) => pupilId);
    const give =
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at, used_at) values (gen_random_uuid(), $1, 'words', $2, $3, $4, $5)";
    const [now, later] = [world.clock.now, new Date(world.clock.now.getTime() + 1e9)];
    await update(give, [ready, Buffer.alloc(32, 1), now, later, null]);
    await update(give, [active, Buffer.alloc(32, 2), now, later, now]);
    await update("update pupil set status = 'suspended' where id = $1", [locked]);
    await update("update enrolment set during = '[2026-09-01,2026-12-01)' where pupil_id = $1", [leaving]);
    const { classes } = await boardOf(world.deps, schoolId);
    expect(classes).toEqual([
      { name: "3B", pupils: 5, states: { none: 1, ready: 1, active: 1, locked: 1, leaving: 1 }, bands: ["middle"] },
    ]);
  });

  test("calls a card that nobody used in time no card", async () => {
    const [pupil] = await add({ className: "3B" });
    await update(
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at) values (gen_random_uuid(), $1, 'words', $2, $3, $3)",
      [pupil?.pupilId, Buffer.alloc(32, 3), world.clock.now],
    );
    expect((await boardOf(world.deps, schoolId)).totals.states).toMatchObject({ none: 1, ready: 0 });
  });

  test("has classes in the order of people, and pupils without one at the end", async () => {
    for (const className of ["10A", "2A", undefined, "1B"]) await add({ className });
    expect((await boardOf(world.deps, schoolId)).classes.map(({ name }) => name)).toEqual(["1B", "2A", "10A", null]);
  });

  test("shows only classes with somebody in the chosen state", async () => {
    const [pupil] = await add({ className: "3B" });
    await add({ className: "4A" });
    await update("update pupil set status = 'suspended' where id = $1", [pupil?.pupilId]);
    const { text } = await web.ask(`${path}?state=locked`);
    expect(text).toContain('value="3B"');
    expect(text).not.toContain('value="4A"');
  });

  test("tells what each age gets, as the school has set it", async () => {
    await add({ className: "1A", yearGroup: 1 });
    expect((await web.ask(path)).text).toContain("<td>badge</td>");
    const saved = await web.post(`${path}/ladder`, { young: "words", middle: "words", secondary: "code" });
    expect(locationOf(saved)).toBe(`${path}?saved=yes`);
    expect((await web.ask(path)).text).toContain("<td>geheime woorden</td>");
    expect(await audit("ladder.changed")).toHaveLength(1);
  });

  test("shows a class with its pupils, their login names and states, and nothing of a secret", async () => {
    const [pupil] = await add({ className: "3A/B" });
    const answer = await web.ask(`${path}/class/3A%2FB`);
    expect(words(answer)).toContain(`Lotte P00000 Nog geen kaartje ${pupil?.loginName}`);
  });

  test("sends a chosen pupil straight on to the question whether to activate", async () => {
    const [pupil] = await add({ className: "3B" });
    const answer = await web.ask(`${path}?pupil=${pupil?.loginName}`);
    expect(locationOf(answer)).toBe(`${path}/new?pupil=${pupil?.loginName}`);
    expect(words(await web.ask(locationOf(answer)))).toContain("Krijgen een nieuw kaartje: 1");
  });

  test("takes as many statements for 600 pupils in 30 classes as for one", async () => {
    const counted = countStatements(world.deps);
    const measure = async (name: string) => {
      const counts: number[] = [];
      for (const show of [
        () => boardOf(counted.deps, schoolId),
        () => classOf(counted.deps, { schoolId, name }),
        () => previewOf(counted.deps, { schoolId, choice: "everybody" }),
      ]) {
        counted.reset();
        await show();
        counts.push(counted.count());
      }
      return counts;
    };
    await add({ className: "1A" });
    const before = await measure("1A");
    for (let at = 1; at <= 30; at += 1) await add({ count: 20, className: `${at}B` });
    expect(await measure("1B")).toEqual(before);
    expect(before).toEqual([3, 1, 2]);
  });
});

describe("a choice", () => {
  test("says what would happen to whom, before anything does", async () => {
    const pupils = await add({ count: 4, className: "3B" });
    await update("update pupil set status = 'suspended' where id = $1", [pupils[0]?.pupilId]);
    const text = words(await web.ask(`${path}/new?class=3B`));
    expect(text).toContain("Krijgen een nieuw kaartje: 3");
    expect(text).toContain("krijgen niets: 1");
    expect(
      await liveSecrets(
        world,
        pupils.map(({ pupilId }) => pupilId),
      ),
    ).toEqual([]);
  });

  test("of nothing leads back to the board", async () => {
    expect(locationOf(await web.ask(`${path}/new`))).toBe(path);
  });

  test("of one class asks for no second sign-in; of two it does, also when it is sent", async () => {
    await add({ className: "3A" });
    await add({ className: "3B" });
    gate.fresh = false;
    expect((await web.ask(`${path}/new?class=3A`)).status).toBe(200);
    for (const choice of ["class=3A&class=3B", "all=yes"]) {
      expect(locationOf(await web.ask(`${path}/new?${choice}`))).toBe("/school/sign-in/again");
      expect(locationOf(await web.post(`${path}/runs?${choice}`, byAge))).toBe("/school/sign-in/again");
    }
    expect(await audit("activation.prepared")).toEqual([]);
  });

  test("of pupils in two classes asks for it too", async () => {
    const [one] = await add({ className: "3A" });
    const [two] = await add({ className: "3B" });
    gate.fresh = false;
    const answer = await web.ask(`${path}/new?pupil=${one?.loginName}&pupil=${two?.loginName}`);
    expect(locationOf(answer)).toBe("/school/sign-in/again");
  });

  test.each([["class=9Z"], ["pupil=nobody.123456"], ["pupil=tik.fout"], ["class=3B&class=9Z"], ["class="]])(
    "%s, which this school doesn't have, is not found",
    async (choice) => {
      await add({ className: "3B" });
      expect((await web.ask(`${path}/new?${choice}`)).status).toBe(404);
      expect((await web.post(`${path}/runs?${choice}`, byAge)).status).toBe(404);
    },
  );

  test("with a NUL or with a kind that doesn't exist is refused", async () => {
    await add({ className: "3B" });
    expect((await web.ask(`${path}/new?class=%00`)).status).toBe(400);
    expect((await web.ask(`${path}/class/%00`)).status).toBe(404);
    expect((await web.post(`${path}/runs?class=3B`, { ...byAge, secret: "password" })).status).toBe(400);
  });
});

describe("cards", () => {
  test("come as a PDF, once, and every pupil of the class has one secret of the kind for their age", async () => {
    const pupils = await add({ count: 3, className: "1A", yearGroup: 1 });
    const run = await prepare("class=1A");
    const ids = pupils.map(({ pupilId }) => pupilId);
    expect(await liveSecrets(world, ids)).toEqual([]);
    const file = await web.post(`${run}/cards`, {});
    expect(file.headers).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": 'attachment; filename="leerid-cards.pdf"',
      "cache-control": "no-store",
    });
    expect(file.text).toMatch(/^%PDF-1.*%%EOF\s*$/s);
    expect((await liveSecrets(world, ids)).map(({ kind }) => kind)).toEqual(["badge", "badge", "badge"]);
    await expect.poll(async () => words(await web.ask(run))).toContain("Klaar. Druk het bestand af");
    const again = await web.post(`${run}/cards`, {});
    expect({ status: again.status, type: again.headers["content-type"] }).toEqual({
      status: 409,
      type: "text/html; charset=utf-8",
    });
  });

  test("of a class with two ages have each its own kind", async () => {
    const young = await add({ count: 2, className: "2-3", yearGroup: 2 });
    const older = await add({ count: 2, className: "2-3", yearGroup: 3 });
    await web.post(`${await prepare("class=2-3")}/cards`, {});
    const kinds = async (pupils: typeof young) =>
      (
        await liveSecrets(
          world,
          pupils.map(({ pupilId }) => pupilId),
        )
      ).map(({ kind }) => kind);
    expect([await kinds(young), await kinds(older)]).toEqual([
      ["badge", "badge"],
      ["words", "words"],
    ]);
  });

  test("for a pupil in two chosen classes are one, so that none of the sheets holds a dead one", async () => {
    const [pupil] = await add({ className: "3A" });
    await update(
      "with g as (insert into class_group (school_id, school_year, name) values ($1, '2026-2027', '3B') returning id) insert into class_membership (class_group_id, pupil_id, school_id) select id, $2, $1 from g",
      [schoolId, pupil?.pupilId],
    );
    await web.post(`${await prepare("class=3A&class=3B")}/cards`, {});
    const { rows } = await world.database.owner.query("select count(*)::int from credential where pupil_id = $1", [
      pupil?.pupilId,
    ]);
    expect(rows).toEqual([{ count: 1 }]);
  });

  test("of a chosen pupil replace what that pupil used, of a class only when it is asked for", async () => {
    const [pupil] = await add({ className: "3B" });
    const id = pupil?.pupilId ?? "";
    await web.post(`${await prepare("class=3B")}/cards`, {});
    await update("update credential set used_at = now() where pupil_id = $1", [id]);
    const [first] = await liveSecrets(world, [id]);
    await web.post(`${await prepare("class=3B")}/cards`, {});
    expect(await liveSecrets(world, [id])).toEqual([first]);
    await web.post(`${await prepare("class=3B", { ...byAge, again: "yes" })}/cards`, {});
    const [second] = await liveSecrets(world, [id]);
    expect(second?.hash).not.toEqual(first?.hash);
    await update("update credential set used_at = now() where pupil_id = $1 and revoked_at is null", [id]);
    await web.post(`${await prepare(`pupil=${pupil?.loginName}`)}/cards`, {});
    const [third] = await liveSecrets(world, [id]);
    expect(third?.hash).not.toEqual(second?.hash);
  });

  test("are in the audit: who printed which classes and how many, without a name or a secret", async () => {
    await add({ count: 2, className: "3B" });
    const run = await prepare("class=3B");
    await web.post(`${run}/cards`, {});
    await expect.poll(() => audit("cards.printed")).toHaveLength(1);
    const [printed] = await audit("cards.printed");
    expect(printed.actor).toMatch(/^staff:[0-9a-f-]{36}$/);
    expect(printed.details).toMatchObject({
      classes: ["3B"],
      pupils: 2,
      document: "cards",
      runId: run.split("/").at(-1),
    });
    const { rows } = await world.database.owner.query("select * from audit_event where school_id = $1", [schoolId]);
    expect(JSON.stringify(rows)).not.toMatch(/lotte/i);
  });

  test("that were stopped before they were fetched are not made, and no click brings them back", async () => {
    const [pupil] = await add({ className: "3B" });
    const run = await prepare("class=3B");
    expect(locationOf(await web.post(`${run}/cancel`, {}))).toBe(run);
    expect((await web.post(`${run}/cards`, {})).status).toBe(409);
    expect(words(await web.ask(run))).toContain("Gestopt.");
    expect(await liveSecrets(world, [pupil?.pupilId ?? ""])).toEqual([]);
  });

  test("of more than one class ask for a fresh sign-in when they are fetched", async () => {
    await add({ className: "3A" });
    await add({ className: "3B" });
    const run = await prepare("class=3A&class=3B");
    gate.fresh = false;
    expect(locationOf(await web.post(`${run}/cards`, {}))).toBe("/school/sign-in/again");
  });

  test("of 2,500 pupils in 100 classes come in one file", async () => {
    for (let at = 0; at < 100; at += 1) {
      const yearGroup = (at % 6) + 1;
      await add({ count: 25, className: `${yearGroup}${String.fromCharCode(65 + at / 6)}`, yearGroup });
    }
    const file = await web.post(`${await prepare("all=yes")}/cards`, {});
    // 25 cards are three sheets.
    expect(file.text.match(/\/Type \/Page\n/g)).toHaveLength(300);
    expect((await boardOf(world.deps, schoolId)).totals.states).toMatchObject({ none: 0, ready: 2500 });
  });
});

describe("another school's", () => {
  const elsewhere = async () => {
    const id = await addTestSchool(world, "Elders");
    const [pupil] = await addTestPupils(world, id, { className: "Z9" });
    return { id, pupilId: pupil?.pupilId ?? "", loginName: pupil?.loginName ?? "" };
  };

  test("class and pupil are not found, and nothing happens to them", async () => {
    await add({ className: "3B" });
    const other = await elsewhere();
    for (const choice of ["class=Z9", `pupil=${other.loginName}`, `class=3B&class=Z9`]) {
      expect((await web.ask(`${path}/new?${choice}`)).status).toBe(404);
      expect((await web.post(`${path}/runs?${choice}`, byAge)).status).toBe(404);
    }
    expect((await web.ask(`${path}/class/Z9`)).status).toBe(404);
    expect(await liveSecrets(world, [other.pupilId])).toEqual([]);
  });

  test("run is not found, can't be stopped, and its cards can't be fetched", async () => {
    const other = await elsewhere();
    await add({ className: "3B" });
    const run = await prepare("class=3B");
    const theirs = await open(other.id);
    for (const answer of [
      await theirs.ask(run),
      await theirs.ask(`${run}/events`),
      await theirs.post(`${run}/cancel`, {}),
      await theirs.post(`${run}/cards`, {}),
      await theirs.ask(`${path}/runs/no-uuid`),
    ])
      expect(answer.status).toBe(404);
    expect(words(await web.ask(run))).toContain("Alles staat klaar.");
  });

  test("rows stay hidden when a check is forgotten: the database shows none of them", async () => {
    const other = await elsewhere();
    await add({ className: "3B" });
    const id = ActivationRunId.parse((await prepare("class=3B")).split("/").at(-1));
    const seen = await world.deps.db.forSchools([other.id], async (tx) => {
      const count = async (query: string) => (await tx.client.query(query)).rowCount;
      await tx.client.query("update activation_run set status = 'cancelled'");
      return [await count("select from activation_run"), await count("select from activation_part")];
    });
    expect(seen).toEqual([0, 0]);
    const { rows } = await world.database.owner.query("select status from activation_run where id = $1", [id]);
    expect(rows).toEqual([{ status: "waiting" }]);
  });
});
