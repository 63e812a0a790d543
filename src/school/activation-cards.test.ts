import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  byAge,
  locationOf,
  openActivationWeb,
  path,
  words,
  type ActivationWeb,
} from "../../test/support/activation-web.ts";
import { trip, untrip } from "../../test/support/activation-runs.ts";
import { addTestPupils, addTestSchool, liveSecrets } from "../../test/support/activation.ts";
import { ActivationRunId } from "../ids.ts";
import { boardOf } from "./activation.ts";

let at: ActivationWeb;
beforeAll(async () => {
  at = await openActivationWeb();
});
beforeEach(() => at.newSchool());
afterAll(() => at.close());

describe("cards", () => {
  test("come as a PDF, once, and every pupil of the class has one secret of the kind for their age", async () => {
    const pupils = await at.add({ count: 3, className: "1A", yearGroup: 1 });
    const run = await at.prepare("class=1A");
    const ids = pupils.map(({ pupilId }) => pupilId);
    expect(words(await at.web.ask(run))).toContain("Alles staat klaar.");
    const file = await at.web.post(`${run}/cards`, {});
    expect(file.headers).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": 'attachment; filename="leerid-kaartjes.pdf"',
      "cache-control": "no-store",
    });
    expect(file.text).toMatch(/^%PDF-1.*%%EOF\s*$/s);
    expect((await liveSecrets(at.world, ids)).map(({ kind }) => kind)).toEqual(["badge", "badge", "badge"]);
    await expect.poll(async () => words(await at.web.ask(run))).toContain("Klaar. Druk het bestand af");
    const again = await at.web.post(`${run}/cards`, {});
    expect({ status: again.status, type: again.headers["content-type"] }).toEqual({
      status: 409,
      type: "text/html; charset=utf-8",
    });
  });

  test("can be letters for the parents, in their own language: a page for each pupil", async () => {
    await at.add({ count: 3, className: "3B" });
    const run = await at.prepare("class=3B", { secret: "badge", paper: "letters.ar" });
    const file = await at.web.post(`${run}/cards`, {});
    expect(file.headers["content-disposition"]).toBe('attachment; filename="leerid-brieven.pdf"');
    expect(file.text.match(/\/Type \/Page\n/g)).toHaveLength(3);
    await expect.poll(() => at.audit("cards.printed")).toMatchObject([{ details: { document: "letters", pupils: 3 } }]);
  });

  test.each(["cards.uk", "letters.de", "cards", "poster.nl"])("%s is no paper that we have", async (paper) => {
    await at.add({ className: "3B" });
    expect((await at.web.post(`${path}/runs?class=3B`, { secret: "by-age", paper })).status).toBe(400);
  });

  test("of a class with two ages have each its own kind", async () => {
    const young = await at.add({ count: 2, className: "2-3", yearGroup: 2 });
    const older = await at.add({ count: 2, className: "2-3", yearGroup: 3 });
    await at.web.post(`${await at.prepare("class=2-3")}/cards`, {});
    const kinds = async (pupils: typeof young) =>
      (
        await liveSecrets(
          at.world,
          pupils.map(({ pupilId }) => pupilId),
        )
      ).map(({ kind }) => kind);
    expect([await kinds(young), await kinds(older)]).toEqual([
      ["badge", "badge"],
      ["words", "words"],
    ]);
  });

  test("for a pupil in two chosen classes are one, so that none of the sheets holds a dead one", async () => {
    const [pupil] = await at.add({ className: "3A" });
    await at.update(
      "with g as (insert into class_group (school_id, school_year, name) values ($1, '2026-2027', '3B') returning id) insert into class_membership (class_group_id, pupil_id, school_id) select id, $2, $1 from g",
      [at.schoolId, pupil?.pupilId],
    );
    await at.web.post(`${await at.prepare("class=3A&class=3B")}/cards`, {});
    const { rows } = await at.world.database.owner.query("select count(*)::int from credential where pupil_id = $1", [
      pupil?.pupilId,
    ]);
    expect(rows).toEqual([{ count: 1 }]);
  });

  test("of a chosen pupil replace what that pupil used, of a class only when it is asked for", async () => {
    const [pupil] = await at.add({ className: "3B" });
    const id = pupil?.pupilId ?? "";
    await at.web.post(`${await at.prepare("class=3B")}/cards`, {});
    await at.update("update credential set used_at = now() where pupil_id = $1", [id]);
    const [first] = await liveSecrets(at.world, [id]);
    await at.web.post(`${await at.prepare("class=3B")}/cards`, {});
    expect(await liveSecrets(at.world, [id])).toEqual([first]);
    await at.web.post(`${await at.prepare("class=3B", { ...byAge, again: "yes" })}/cards`, {});
    const [second] = await liveSecrets(at.world, [id]);
    expect(second?.hash).not.toEqual(first?.hash);
    await at.update("update credential set used_at = now() where pupil_id = $1 and revoked_at is null", [id]);
    await at.web.post(`${await at.prepare(`pupil=${pupil?.loginName}`)}/cards`, {});
    const [third] = await liveSecrets(at.world, [id]);
    expect(third?.hash).not.toEqual(second?.hash);
  });

  test("are in the audit: who printed which classes and how many, without a name or a secret", async () => {
    await at.add({ count: 2, className: "3B" });
    const run = await at.prepare("class=3B");
    await at.web.post(`${run}/cards`, {});
    await expect.poll(() => at.audit("cards.printed")).toHaveLength(1);
    const [printed] = await at.audit("cards.printed");
    expect(printed?.actor).toMatch(/^staff:[0-9a-f-]{36}$/);
    expect(printed?.details).toMatchObject({
      classes: ["3B"],
      pupils: 2,
      document: "cards",
      runId: run.split("/").at(-1),
    });
    const { rows } = await at.world.database.owner.query("select * from audit_event where school_id = $1", [
      at.schoolId,
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/lotte/i);
  });

  test("that somebody stopped while they were made: what is made can be fetched once, the rest never comes", async () => {
    for (const className of ["3A", "3B"]) await at.add({ count: 2, className });
    await trip(at.world, at, 2, "raise 'not now'");
    const run = await at.prepare("class=3A&class=3B");
    expect(words(await at.web.ask(run))).toMatch(/De geheimen worden gemaakt.*1 van 2 klassen/);
    const early = await at.web.post(`${run}/cards`, {});
    expect([early.status, words(early)]).toEqual([409, expect.stringContaining("de kaartjes worden nog gemaakt")]);
    expect(locationOf(await at.web.post(`${run}/cancel`, {}))).toBe(run);
    await untrip(at.world);
    expect(words(await at.web.ask(run))).toContain("Gestopt. Wat gemaakt is, haal je hier op.");
    expect((await at.web.post(`${run}/cards`, {})).text).toMatch(/%%EOF\s*$/);
    await expect.poll(async () => words(await at.web.ask(run))).toContain("Gestopt. Wat al op papier staat");
    expect((await at.web.post(`${run}/cards`, {})).status).toBe(409);
    expect(await at.audit("pupils.activated")).toMatchObject([{ details: { pupilIds: { length: 2 } } }]);
  });

  test("that nobody needs any more are no file: the page says so", async () => {
    await at.add({ className: "3B" });
    const first = await at.prepare("class=3B");
    await at.prepare("class=3B");
    const answer = await at.web.post(`${first}/cards`, {});
    expect([answer.status, locationOf(answer)]).toEqual([303, first]);
    expect(words(await at.web.ask(first))).toContain("Zonder kaartje: 1.");
  });

  test("of a class can be fetched within a second of the click that asks for them", async () => {
    await at.add({ count: 25, className: "3B" });
    const before = performance.now();
    const run = await at.prepare("class=3B");
    expect(performance.now() - before).toBeLessThan(1000);
    expect((await at.web.post(`${run}/cards`, {})).status).toBe(200);
  });

  test("of more than one class ask for a fresh sign-in when they are fetched", async () => {
    await at.add({ className: "3A" });
    await at.add({ className: "3B" });
    const run = await at.prepare("class=3A&class=3B");
    at.gate.fresh = false;
    expect(locationOf(await at.web.post(`${run}/cards`, {}))).toBe("/school/sign-in/again");
  });

  test("of 2,500 pupils in 100 classes come in one file", async () => {
    for (let number = 0; number < 100; number += 1) {
      const yearGroup = (number % 6) + 1;
      await at.add({ count: 25, className: `${yearGroup}${String.fromCharCode(65 + number / 6)}`, yearGroup });
    }
    const run = await at.prepare("all=yes");
    const isReady = async () => words(await at.web.ask(run)).includes("Alles staat klaar.");
    await expect.poll(isReady, { timeout: 25_000 }).toBe(true);
    const file = await at.web.post(`${run}/cards`, {});
    // 25 cards are three sheets.
    expect(file.text.match(/\/Type \/Page\n/g)).toHaveLength(300);
    expect((await boardOf(at.world.deps, at.schoolId)).totals.states).toMatchObject({ none: 0, ready: 2500 });
  });
});

describe("another school's", () => {
  const elsewhere = async () => {
    const id = await addTestSchool(at.world, "Elders");
    const [pupil] = await addTestPupils(at.world, id, { className: "Z9" });
    return { id, pupilId: pupil?.pupilId ?? "", loginName: pupil?.loginName ?? "" };
  };

  test("class and pupil are not found, and nothing happens to them", async () => {
    await at.add({ className: "3B" });
    const other = await elsewhere();
    for (const choice of ["class=Z9", `pupil=${other.loginName}`, `class=3B&class=Z9`]) {
      expect((await at.web.ask(`${path}/new?${choice}`)).status).toBe(404);
      expect((await at.web.post(`${path}/runs?${choice}`, byAge)).status).toBe(404);
    }
    expect((await at.web.ask(`${path}/class/Z9`)).status).toBe(404);
    expect(await liveSecrets(at.world, [other.pupilId])).toEqual([]);
  });

  test("run is not found, can't be stopped, and its cards can't be fetched", async () => {
    const other = await elsewhere();
    await at.add({ className: "3B" });
    const run = await at.prepare("class=3B");
    const theirs = await at.open(other.id);
    for (const answer of [
      await theirs.ask(run),
      await theirs.ask(`${run}/events`),
      await theirs.post(`${run}/cancel`, {}),
      await theirs.post(`${run}/cards`, {}),
      await theirs.ask(`${path}/runs/no-uuid`),
    ])
      expect(answer.status).toBe(404);
    expect(words(await at.web.ask(run))).toContain("Alles staat klaar.");
  });

  test("rows stay hidden when a check is forgotten: the database shows none of them", async () => {
    const other = await elsewhere();
    await at.add({ className: "3B" });
    const id = ActivationRunId.parse((await at.prepare("class=3B")).split("/").at(-1));
    const seen = await at.world.deps.db.forSchools([other.id], async (tx) => {
      const count = async (query: string) => (await tx.client.query(query)).rowCount;
      await tx.client.query("update activation_run set status = 'cancelled'");
      return [await count("select from activation_run"), await count("select from activation_part")];
    });
    expect(seen).toEqual([0, 0]);
    const { rows } = await at.world.database.owner.query("select status from activation_run where id = $1", [id]);
    expect(rows).toEqual([{ status: "ready" }]);
  });
});
