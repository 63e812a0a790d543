import { Buffer } from "node:buffer";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashFirstSecret } from "../../src/credentials/credentials.ts";
import { cardsIn } from "../support/activation-runs.ts";
import { addTestPupils, liveSecrets, type TestPupil } from "../support/activation.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { arrangeStaff, passSignIn } from "../support/staff.ts";
import { expectPage, Visitor } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

const perClass = 25;
const classes = 100;
let world: ServerProcess;
let home: string;
let visitor: Visitor;
const pupils: TestPupil[] = [];

beforeAll(async () => {
  world = await startServerProcess({ LOG_LEVEL: "warn" });
  const school = await arrangeSchool(world, "Scholencampus De Vaart");
  for (let number = 0; number < classes; number += 1) {
    const className = `${1 + (number % 6)}${String.fromCodePoint(65 + Math.floor(number / 6))}`;
    pupils.push(...(await addTestPupils(world, school.id, { count: perClass, className })));
  }
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  visitor = new Visitor();
  home = `/school/${school.number}/activation`;
  await visitor.go(new URL(home, world.issuer));
  await passSignIn(world, visitor, staff);
}, 60_000);
afterAll(() => world.close());

/** Confirms the whole school. @returns the page of the run */
async function confirmEverybody(): Promise<URL> {
  expectPage(await visitor.go(`${home}/new?all=yes`), { says: /nieuw kaartje: 2500/ });
  return (await visitor.submit({ secret: "words", paper: "cards.nl" }, { to: /runs\?/ })).url;
}

/** The whole file. */
async function fetchCards(run: URL): Promise<Map<string, string>> {
  const answer = await visitor.send(new URL(`${run.pathname}/cards`, run), {
    method: "POST",
    headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
  });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  return cardsIn(Buffer.from(await answer.arrayBuffer()).toString("latin1"));
}

async function countMade(): Promise<number> {
  const { rows } = await world.database.owner.query(
    `select count(p.made_at)::int as made from activation_part p join activation_run r on r.id = p.run_id
     where r.created_at = (select max(created_at) from activation_run)`,
  );
  return rows[0].made;
}

/** Until a page says so, and how long that took. */
async function until(run: URL | string, says: RegExp): Promise<number> {
  const before = performance.now();
  while (!says.test((await visitor.go(run)).text)) {
    if (performance.now() - before > 60_000) throw new Error(`The page never said ${says}`);
    await pause(100);
  }
  return performance.now() - before;
}

const idsOf = () => pupils.map(({ pupilId }) => pupilId);
const hashes = async () => new Map((await liveSecrets(world, idsOf())).map(({ pupilId, hash }) => [pupilId, hash]));

/** Nobody has two secrets that work, and nobody none. */
async function expectOneEach(): Promise<void> {
  const live = await liveSecrets(world, idsOf());
  expect(live.map(({ pupilId }) => pupilId)).toEqual(idsOf().toSorted());
}

/** What is on paper opens the door, for every single pupil. */
async function expectPaperWorks(onPaper: Map<string, string>): Promise<void> {
  const known = await hashes();
  const { keys } = world.deps;
  const works = pupils.filter(({ pupilId, loginName }) => {
    const secret = onPaper.get(loginName) ?? "";
    return known.get(pupilId)?.equals(hashFirstSecret(keys, { kind: "words", pupilId, secret })) === true;
  });
  expect([onPaper.size, works.length]).toEqual([2500, 2500]);
}

const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

test("a school of 2,500 is activated by a job and gets its cards in one PDF", async () => {
  const confirmed = performance.now();
  const run = await confirmEverybody();
  await until(run, /Alles staat klaar/);
  const made = seconds(confirmed);
  await expectOneEach();
  const asked = performance.now();
  const cards = await fetchCards(run);
  console.log(`2,500 pupils: made ${made} after the click; one PDF in ${seconds(asked)}`);
  await expectPaperWorks(cards);
  await until(run, /Klaar\. Druk het bestand af.*100 van 100 klassen/s);
}, 60_000);

test("the power fails in the middle: the job goes on by itself, nobody has two secrets or none, and the cards come in one PDF", async () => {
  const before = await hashes();
  const confirming = confirmEverybody().catch(() => undefined);
  let made = 0;
  while (made < 20 || made === classes) {
    await pause(5);
    made = await countMade();
  }
  await world.kill();
  await confirming;
  made = await countMade();
  expect(made).toBeGreaterThanOrEqual(20);
  expect(made).toBeLessThan(classes);
  await expectOneEach();
  const after = await hashes();
  const renewed = idsOf().filter((id) => !before.get(id)?.equals(after.get(id) ?? Buffer.alloc(0)));
  expect(renewed).toHaveLength(made * perClass);

  await world.startAgain();
  const back = performance.now();
  const page = await visitor.go(home);
  expectPage(page, { says: /Nog niet afgewerkt.*worden gemaakt/ });
  const run = new URL(/href="([^"]*\/runs\/[^"]*)"/.exec(page.text)?.[1] ?? "", page.url);
  expectPage(await visitor.go(run), { says: new RegExp(`De geheimen worden gemaakt.*${made} van 100 klassen`) });
  await until(run, /Alles staat klaar/);
  console.log(`killed after ${made} of 100 classes; the rest is made ${seconds(back)} after the server is back`);
  await expectOneEach();
  // what was made before the power failed is not made again
  const kept = await hashes();
  expect(renewed.filter((id) => !kept.get(id)?.equals(after.get(id) ?? Buffer.alloc(0)))).toEqual([]);
  await expectPaperWorks(await fetchCards(run));
}, 120_000);
