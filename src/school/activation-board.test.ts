import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  byAge,
  locationOf,
  openActivationWeb,
  path,
  words,
  type ActivationWeb,
} from "../../test/support/activation-web.ts";
import { countStatements, liveSecrets } from "../../test/support/activation.ts";
import { boardOf, listPupils, previewOf } from "./activation.ts";

let at: ActivationWeb;
beforeAll(async () => {
  at = await openActivationWeb();
});
beforeEach(() => at.newSchool());
afterAll(() => at.close());

describe("the board", () => {
  test("shows each class with how many pupils are in which state", async () => {
    const pupils = await at.add({ count: 5, className: "3B" });
    const [ready, active, locked, leaving] = pupils.map(({ pupilId }) => pupilId);
    const give =
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at, used_at) values (gen_random_uuid(), $1, 'words', $2, $3, $4, $5)";
    const [now, later] = [at.world.clock.now, new Date(at.world.clock.now.getTime() + 1e9)];
    await at.update(give, [ready, Buffer.alloc(32, 1), now, later, null]);
    await at.update(give, [active, Buffer.alloc(32, 2), now, later, now]);
    await at.update("update pupil set status = 'suspended' where id = $1", [locked]);
    await at.update("update enrolment set during = '[2026-09-01,2026-12-01)' where pupil_id = $1", [leaving]);
    const { classes } = await boardOf(at.world.deps, at.schoolId);
    expect(classes).toEqual([
      {
        name: "3B",
        pupils: 5,
        states: { none: 1, ready: 1, active: 1, held: 0, locked: 1, leaving: 1 },
        bands: ["middle"],
      },
    ]);
  });

  test("calls a card that nobody used in time no card", async () => {
    const [pupil] = await at.add({ className: "3B" });
    await at.update(
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at) values (gen_random_uuid(), $1, 'words', $2, $3, $3)",
      [pupil?.pupilId, Buffer.alloc(32, 3), at.world.clock.now],
    );
    expect((await boardOf(at.world.deps, at.schoolId)).totals.states).toMatchObject({ none: 1, ready: 0 });
  });

  test("calls a pupil whose badge was used and has expired without a card, as the board of the class does", async () => {
    const [pupil] = await at.add({ className: "3B" });
    await at.update(
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at, used_at) values (gen_random_uuid(), $1, 'badge', $2, $3, $3, $3)",
      [pupil?.pupilId, Buffer.alloc(32, 4), at.world.clock.now],
    );
    expect((await boardOf(at.world.deps, at.schoolId)).totals.states).toMatchObject({ none: 1, active: 0 });
  });

  test("has classes in the order of people, and pupils without one at the end", async () => {
    for (const className of ["10A", "2A", undefined, "1B"]) await at.add({ className });
    expect((await boardOf(at.world.deps, at.schoolId)).classes.map(({ name }) => name)).toEqual([
      "1B",
      "2A",
      "10A",
      null,
    ]);
  });

  test("shows only classes with somebody in the chosen state", async () => {
    const [pupil] = await at.add({ className: "3B" });
    await at.add({ className: "4A" });
    await at.update("update pupil set status = 'suspended' where id = $1", [pupil?.pupilId]);
    const { text } = await at.web.ask(`${path}?state=locked`);
    expect(text).toContain('value="3B"');
    expect(text).not.toContain('value="4A"');
  });

  test("tells what each age gets, as the school has set it", async () => {
    await at.add({ className: "1A", yearGroup: 1 });
    expect((await at.web.ask(path)).text).toContain("<td>badge</td>");
    const saved = await at.web.post(`${path}/ladder`, { young: "words", middle: "words", secondary: "code" });
    expect(locationOf(saved)).toBe(`${path}?saved=yes`);
    expect((await at.web.ask(path)).text).toContain("<td>geheime woorden</td>");
    expect(await at.audit("ladder.changed")).toHaveLength(1);
  });

  test("shows a class with its pupils, their login names and states, and nothing of a secret", async () => {
    const [pupil] = await at.add({ className: "3A/B" });
    const answer = await at.web.ask(`${path}/class/3A%2FB`);
    expect(words(answer)).toContain(`Lotte P00000 Nog geen kaartje ${pupil?.loginName}`);
  });

  test("sends a chosen pupil straight on to the question whether to activate", async () => {
    const [pupil] = await at.add({ className: "3B" });
    const answer = await at.web.ask(`${path}?pupil=${pupil?.loginName}`);
    expect(locationOf(answer)).toBe(`${path}/new?pupil=${pupil?.loginName}`);
    expect(words(await at.web.ask(locationOf(answer)))).toContain("Krijgen een nieuw kaartje: 1");
  });

  test("takes as many statements for 600 pupils in 30 classes as for one", async () => {
    const counted = countStatements(at.world.deps);
    const measure = async (name: string) => {
      const counts: number[] = [];
      for (const show of [
        () => boardOf(counted.deps, at.schoolId),
        () => listPupils(counted.deps, { schoolId: at.schoolId, name }),
        () => previewOf(counted.deps, { schoolId: at.schoolId, choice: "everybody" }),
      ]) {
        counted.reset();
        await show();
        counts.push(counted.count());
      }
      return counts;
    };
    await at.add({ className: "1A" });
    const before = await measure("1A");
    for (let number = 1; number <= 30; number += 1) await at.add({ count: 20, className: `${number}B` });
    expect(await measure("1B")).toEqual(before);
    expect(before).toEqual([2, 1, 1]);
  });
});

describe("a choice", () => {
  test("says what would happen to whom, before anything does", async () => {
    const pupils = await at.add({ count: 4, className: "3B" });
    await at.update("update pupil set status = 'suspended' where id = $1", [pupils[0]?.pupilId]);
    const text = words(await at.web.ask(`${path}/new?class=3B`));
    expect(text).toContain("Krijgen een nieuw kaartje: 3");
    expect(text).toContain("krijgen niets: 1");
    expect(
      await liveSecrets(
        at.world,
        pupils.map(({ pupilId }) => pupilId),
      ),
    ).toEqual([]);
  });

  test("of a whole school leaves out who is on the way out, and can be carried out", async () => {
    await at.add({ className: "3B" });
    const [gone] = await at.add({ className: undefined });
    await at.update("update enrolment set during = '[2026-09-01,2026-12-01)' where pupil_id = $1", [gone?.pupilId]);
    expect(words(await at.web.ask(`${path}/new?all=yes`))).toContain("Klas: 3B ");
    expect((await at.web.ask(path)).text).not.toContain('aria-label="Kies klas Zonder klas"');
    const [run] = [await at.prepare("all=yes")];
    expect(words(await at.web.ask(run))).toContain("1 van 1 klas ");
  });

  test("lets a card that waits for its first use go on working while others get theirs", async () => {
    const [first] = await at.add({ className: "3A" });
    await at.prepare("class=3A");
    const before = await liveSecrets(at.world, [first?.pupilId ?? ""]);
    await at.add({ count: 2, className: "3B" });
    const text = words(await at.web.ask(`${path}/new?all=yes`));
    expect(text).toContain("Krijgen een nieuw kaartje: 2");
    expect(text).toContain("Hebben al een kaartje, dat blijft werken: 1");
    await at.prepare("all=yes");
    expect(await liveSecrets(at.world, [first?.pupilId ?? ""])).toEqual(before);
    expect((await boardOf(at.world.deps, at.schoolId)).totals.states).toMatchObject({ none: 0, ready: 3 });
  });

  test("replaces such a card when that is asked for", async () => {
    const [first] = await at.add({ className: "3A" });
    await at.prepare("class=3A");
    const before = await liveSecrets(at.world, [first?.pupilId ?? ""]);
    await at.add({ className: "3B" });
    await at.prepare("all=yes", { ...byAge, replace: "yes" });
    expect(await liveSecrets(at.world, [first?.pupilId ?? ""])).not.toEqual(before);
  });

  test("of nothing leads back to the board", async () => {
    expect(locationOf(await at.web.ask(`${path}/new`))).toBe(path);
  });

  test("of one class asks for no second sign-in; of two it does, also when it is sent", async () => {
    await at.add({ className: "3A" });
    await at.add({ className: "3B" });
    at.gate.fresh = false;
    expect((await at.web.ask(`${path}/new?class=3A`)).status).toBe(200);
    for (const choice of ["class=3A&class=3B", "all=yes"]) {
      expect(locationOf(await at.web.ask(`${path}/new?${choice}`))).toBe("/school/sign-in/again");
      expect(locationOf(await at.web.post(`${path}/runs?${choice}`, byAge))).toBe("/school/sign-in/again");
    }
    expect(await at.audit("activation.prepared")).toEqual([]);
  });

  test("of pupils in two classes asks for it too", async () => {
    const [one] = await at.add({ className: "3A" });
    const [two] = await at.add({ className: "3B" });
    at.gate.fresh = false;
    const answer = await at.web.ask(`${path}/new?pupil=${one?.loginName}&pupil=${two?.loginName}`);
    expect(locationOf(answer)).toBe("/school/sign-in/again");
  });

  test.each([["class=9Z"], ["pupil=nobody.123456"], ["pupil=tik.fout"], ["class=3B&class=9Z"], ["class="]])(
    "%s, which this school doesn't have, is not found",
    async (choice) => {
      await at.add({ className: "3B" });
      expect((await at.web.ask(`${path}/new?${choice}`)).status).toBe(404);
      expect((await at.web.post(`${path}/runs?${choice}`, byAge)).status).toBe(404);
    },
  );

  test("with a NUL or with a kind that doesn't exist is refused", async () => {
    await at.add({ className: "3B" });
    expect((await at.web.ask(`${path}/new?class=%00`)).status).toBe(400);
    expect((await at.web.ask(`${path}/class/%00`)).status).toBe(404);
    expect((await at.web.post(`${path}/runs?class=3B`, { ...byAge, secret: "password" })).status).toBe(400);
  });
});
