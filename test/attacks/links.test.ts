import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PupilId } from "../../src/ids.ts";
import type { School } from "../../src/schools/schools.ts";
import {
  answerCard,
  givePassword,
  handIn,
  headOf,
  linksDone,
  pupilAt,
  signInPupil,
  type Head,
} from "../support/link-web.ts";
import { csv, number, type Line } from "../support/rosters.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { ageSessions } from "../support/staff.ts";
import { words, type Answer, type Visitor } from "../support/visitor.ts";
import { arrangeFirstSecret, arrangeSchool } from "../support/world.ts";

/** Group E: a national number is no proof. Whoever knows, or guesses, the number of another school's child gets and learns nothing. */
let world: TestServer;
let home: School;
let attacker: School;
let head: Head;
let serial = 0;
/** many pages, one after the other */
const many = { timeout: 90_000 };
const next = () => number((serial += 1));

beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());
beforeEach(async () => {
  home = await arrangeSchool(world, "De Wingerd");
  attacker = await arrangeSchool(world, "De Linde");
  head = await headOf(world, attacker);
});

const sent = () => ({ origin: world.issuer, "sec-fetch-site": "same-origin" });
async function post(visitor: Visitor, path: string, fields: Record<string, string> = {}): Promise<number> {
  const answer = await visitor.send(new URL(path, world.issuer), {
    body: new URLSearchParams(fields),
    headers: sent(),
  });
  await answer.body?.cancel();
  return answer.status;
}
const sql = async (statement: string, values: unknown[] = []) =>
  (await world.database.owner.query(statement, values)).rows;
const states = async () => (await sql("select state from link order by opened_at, id")).map(({ state }) => state);
const answers = async () => (await sql("select count(*)::int as count from link_answer"))[0].count;

/** One child at both schools, the attacker's is the newer. */
async function claimed(there: Partial<{ given: string; family: string }> = {}) {
  const theirs = next();
  await handIn(world, home, ["Peeters", "Lotte", "3A", theirs], ["Janssens", "Noor", "3A", next()]);
  const older = await pupilAt(world, home, "Lotte");
  const { given = "Lotte", family = "Peeters" } = there;
  await handIn(world, attacker, [family, given, "3A", theirs]);
  const newer = await pupilAt(world, attacker, given);
  const [link] = await sql("select id from link where newer_id = $1", [newer.pupilId]);
  return { theirs, older, newer, linkId: String(link?.id) };
}

describe("a file of guessed numbers", () => {
  /** What a school sees of everything, with its own number, ids, times, codes and login names taken out. */
  async function seen(school: School, { visitor }: Head, importId: string): Promise<string[]> {
    const pages = [
      "",
      "/roster",
      `/roster/${importId}`,
      `/roster/${importId}/lines`,
      "/merge",
      "/activation",
      "/audit",
    ];
    const all: string[] = [];
    for (const page of pages)
      all.push(told(school, await visitor.go(`${world.issuer}/school/${school.number}${page}`)));
    return all;
  }
  const told = (school: School, { text, status }: Answer) =>
    `${status} ${text
      .replaceAll(school.number, "NUMBER")
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
      .replace(/staff-\d+@/g, "MAIL")
      .replace(/[a-z]+\.\d{6,9}/g, "LOGIN")
      .replace(/datetime="[^"]*"/g, "")
      .replace(/\d{1,2}:\d{2}(:\d{2})?/g, "TIME")
      .replace(/value="[^"]{30,}"/g, "VALUE")
      .replace(/<p class="(help|error)-code">.*?<\/p>/gs, "")}`;
  const guess = (numbers: string[]): Line[] =>
    numbers.map((one, at) => [`Familie${String.fromCharCode(65 + at)}`, "Kind", "3A", one]);
  async function upload(school: School, { visitor }: Head, lines: Line[]): Promise<string> {
    const body = new FormData();
    body.set("file", new Blob([Uint8Array.from(csv(...lines))]), "lijst.csv");
    const url = new URL(`/school/${school.number}/roster`, world.issuer);
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { ...sent(), cookie: visitor.cookies(url) },
      redirect: "manual",
    });
    const importId = /roster\/([0-9a-f-]{36})/.exec(answer.headers.get("location") ?? "")?.[1] ?? "";
    await visitor.go(`${world.issuer}/school/${school.number}/roster/${importId}`);
    await visitor.submit({}, { to: /apply$/ });
    await linksDone(world);
    return importId;
  }
  const jobs = (school: School) =>
    sql(
      `select j.name, j.state, j.output, j.retry_count from pgboss.job_common j where j.data ->> 'schoolId' = $1 order by j.created_on`,
      [school.id],
    );
  const events = (school: School) =>
    sql(
      "select what, details - 'importId' as details from audit_event where school_id = $1 and what !~ '^(staff|school)[.]' order by seq",
      [school.id],
    );

  test(
    "tells the school that handed it in the same, whether the numbers exist or not, also after the job",
    many,
    async () => {
      const real = [next(), next(), next(), next()];
      // of one the school still has the child, one left; names agree with none
      await handIn(
        world,
        home,
        ...real.map((one, at): Line => [`Echt${String.fromCharCode(65 + at)}`, "Lotte", "3A", one]),
      );
      await handIn(
        world,
        home,
        ...real.slice(0, 3).map((one, at): Line => [`Echt${String.fromCharCode(65 + at)}`, "Lotte", "3A", one]),
      );
      const other = await arrangeSchool(world, attacker.name);
      const otherHead = await headOf(world, other);
      const hit = await upload(attacker, head, guess(real));
      const miss = await upload(other, otherHead, guess([next(), next(), next(), next()]));
      expect(
        await sql(
          "select count(*)::int as count from link l join enrolment e on e.pupil_id = l.newer_id where e.school_id = $1",
          [attacker.id],
        ),
      ).toEqual([{ count: 4 }]);
      expect(await seen(attacker, head, hit)).toEqual(await seen(other, otherHead, miss));
      expect(await jobs(attacker)).toEqual(await jobs(other));
      expect(await events(attacker)).toEqual(await events(other));
    },
  );
});

describe("a link of another school", () => {
  test(
    "is answered by nobody who isn't asked: not by its id, not by the school's number, not before the turn",
    many,
    async () => {
      const { linkId, newer } = await claimed();
      const stranger = await headOf(world, await arrangeSchool(world, "Elders"));
      const path = /\/school\/\d+/.exec(stranger.visitor.page?.url.pathname ?? "")?.[0] ?? "";
      const forms = [
        { other: attacker.number, [`link.${linkId}`]: "yes" },
        { other: home.number, [`link.${linkId}`]: "yes" },
        { other: home.number, all: "yes" },
        { other: attacker.number, all: "yes" },
      ];
      for (const says of ["yes", "another"])
        for (const form of forms) {
          expect(await post(stranger.visitor, `${path}/links`, { says, ...form })).toBe(303);
          expect(await post(head.visitor, `/school/${attacker.number}/links`, { says, ...form })).toBe(303);
          expect(await post(head.visitor, `/school/${home.number}/links`, { says, ...form })).toBe(404);
        }
      expect(await answers()).toBe(0);
      expect(await pupilAt(world, attacker, "Lotte")).toEqual(newer);
    },
  );

  test("is undone by nobody but the school that was told", async () => {
    const { linkId } = await claimed();
    await handIn(world, home, ["Janssens", "Noor", "3A", next()]);
    expect((await states()).at(-1)).toBe("linked");
    expect(await post(head.visitor, `/school/${attacker.number}/links/${linkId}/undo`)).toBe(404);
    expect(await post(head.visitor, `/school/${home.number}/links/${linkId}/undo`)).toBe(404);
    expect((await states()).at(-1)).toBe("linked");
  });
});

test("the question shows the older school nothing of the other side but its name", async () => {
  const { newer } = await claimed({ given: "Charlotte", family: "Geheim" });
  const { visitor } = await headOf(world, home);
  const text = visitor.page?.text ?? "";
  expect(text).toMatch(/De Linde/);
  for (const secret of [newer.loginName, newer.pupilId, "Charlotte", "Geheim"]) expect(text).not.toContain(secret);
});

test("an admin whose role ended in between, or whose sign-in is old, says yes for nobody", async () => {
  await claimed();
  const before = await answers();
  const { visitor, staff } = await headOf(world, home);
  await ageSessions(world, 16);
  await answerCard(visitor, "yes");
  expect(await answers()).toBe(before);
  const again = await headOf(world, home);
  await sql("delete from staff_role where staff_id = any ($1)", [[staff.staffId, again.staff.staffId]]);
  const status = (await answerCard(again.visitor, "yes")).status;
  expect([403, 404]).toContain(status);
  expect(await answers()).toBe(before);
});

test("yes and another child at the same moment, many times, leave one truth; and a yes after another child does nothing", async () => {
  const { newer, linkId } = await claimed();
  const both = await headOf(world, home, attacker);
  const path = `/school/${home.number}/links`;
  const form = { other: attacker.number, [`link.${linkId}`]: "yes" };
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => post(both.visitor, path, { ...form, says: at % 2 === 0 ? "yes" : "another" })),
  );
  await linksDone(world);
  const [link] = await sql("select state, newer_id from link where id = $1", [linkId]);
  const [pupil] = await sql("select merged_into from pupil where id = $1", [newer.pupilId]);
  expect(pupil.merged_into !== null).toBe(link.state === "linked");
  await post(both.visitor, path, { ...form, says: "yes" });
  expect(await sql("select state, newer_id from link where id = $1", [linkId])).toEqual([link]);
});

test("who registered a number first and kept the words gets in nowhere after the child's own school took over", async () => {
  const theirs = next();
  await handIn(world, attacker, ["Peeters", "Lotte", "3A", theirs]);
  const false_ = await pupilAt(world, attacker, "Lotte");
  await arrangeFirstSecret(world, { pupilId: PupilId.parse(false_.pupilId), kind: "words", secret: "appel boom vis" });
  await handIn(world, attacker, ["Janssens", "Noor", "3A", next()]);
  await handIn(world, home, ["Peeters", "Lotte", "3A", theirs]);
  const mine = await pupilAt(world, home, "Lotte");
  const visitor = await signInPupil(world, { loginName: mine.loginName, secret: "appel boom vis" });
  expect(visitor.page && words(visitor.page)).toMatch(/klopt niet/);
});

test("while the school that registered first still claims the child, the child's own school decides", async () => {
  const theirs = next();
  await handIn(world, attacker, ["Peeters", "Lotte", "3A", theirs]);
  const false_ = await pupilAt(world, attacker, "Lotte");
  const kept = await givePassword(world, false_);
  await handIn(world, home, ["Peeters", "Lotte", "3A", theirs]);
  const mine = await pupilAt(world, home, "Lotte");
  expect(mine.pupilId).not.toBe(false_.pupilId);
  await answerCard((await headOf(world, attacker)).visitor, "yes");
  expect(await pupilAt(world, home, "Lotte")).toEqual(mine);
  expectOut(await signInPupil(world, { loginName: mine.loginName, secret: kept }));
  await answerCard((await headOf(world, home)).visitor, "another");
  expect(await pupilAt(world, home, "Lotte")).toEqual(mine);
});
const expectOut = (visitor: Visitor) => expect(visitor.page && words(visitor.page)).toMatch(/klopt niet/);

test("after 30 days nobody undoes what was told", async () => {
  const { linkId } = await claimed();
  await handIn(world, home, ["Janssens", "Noor", "3A", next()]);
  await sql("update link set undo_until = now() where id = $1", [linkId]);
  const { visitor } = await headOf(world, home);
  expect(visitor.page?.text).not.toMatch(/Overgegaan naar/);
  expect(await post(visitor, `/school/${home.number}/links/${linkId}/undo`)).toBe(404);
});
