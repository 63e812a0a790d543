import { Buffer } from "node:buffer";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashFirstSecret } from "../../src/credentials/credentials.ts";
import { addTestPupils, liveSecrets, type TestPupil } from "../support/activation.ts";
import { pdfTexts } from "../support/pdf.ts";
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

/** Chooses the whole school. @returns the page from which the cards are fetched */
async function prepareEverybody(): Promise<URL> {
  expectPage(await visitor.go(`${home}/new?all=yes`), { says: /nieuw kaartje: 2500/ });
  const page = await visitor.submit({ secret: "words", paper: "cards.nl" }, { to: /runs\?/ });
  expectPage(page, { says: /Alles staat klaar/ });
  return page.url;
}

const askForCards = (run: URL) =>
  visitor.send(new URL(`${run.pathname}/cards`, run), {
    method: "POST",
    headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
  });

/** The whole file. */
async function fetchCards(run: URL): Promise<string> {
  const answer = await askForCards(run);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  return Buffer.from(await answer.arrayBuffer()).toString("latin1");
}

/** Begins to fetch, and cuts the power once some classes are made. @returns how many were */
async function killInTheMiddle(): Promise<number> {
  const run = await prepareEverybody();
  const file = askForCards(run).then(
    (answer) => answer.arrayBuffer().catch(() => {}),
    () => {},
  );
  let made = 0;
  while (made < 20) {
    await pause(10);
    made = await countMade(run);
  }
  await world.kill();
  await file;
  return countMade(run);
}

async function countMade(run: URL): Promise<number> {
  const { rows } = await world.database.owner.query(
    "select count(*)::int as made from activation_part where run_id = $1 and attempt is not null",
    [run.pathname.split("/").at(-1)],
  );
  return rows[0].made;
}

const idsOf = () => pupils.map(({ pupilId }) => pupilId);
const hashes = async () => new Map((await liveSecrets(world, idsOf())).map(({ pupilId, hash }) => [pupilId, hash]));

/** Nobody has two secrets that work, and nobody none. */
async function expectOneEach(): Promise<void> {
  const live = await liveSecrets(world, idsOf());
  expect(live.map(({ pupilId }) => pupilId)).toEqual(idsOf().toSorted());
}

/** What is on paper opens the door, for every single pupil. */
async function expectPaperWorks(pdf: string): Promise<void> {
  const texts = pdfTexts(pdf).flat();
  const names = texts.filter((text) => /^lotte\.\d+$/.test(text));
  const words = texts.filter((text) => /^[a-z]+ [a-z]+ [a-z]+$/.test(text));
  const onPaper = new Map(names.map((name, index) => [name, words[index] ?? ""]));
  const known = await hashes();
  const { keys } = world.deps;
  const works = pupils.filter(({ pupilId, loginName }) => {
    const secret = onPaper.get(loginName) ?? "";
    return known.get(pupilId)?.equals(hashFirstSecret(keys, { kind: "words", pupilId, secret })) === true;
  });
  expect([names.length, words.length, works.length]).toEqual([2500, 2500, 2500]);
}

test("a school of 2,500 gets its cards in one PDF; the power fails in the middle of the next one, and it ends well", async () => {
  await fetchCards(await prepareEverybody());
  await expectOneEach();
  const before = await hashes();

  // the file got lost: everybody gets a new card, and this time the server dies while it makes them
  const made = await killInTheMiddle();
  expect(made).toBeGreaterThanOrEqual(20);
  expect(made).toBeLessThan(classes);
  await expectOneEach();
  const after = await hashes();
  const renewed = idsOf().filter((id) => !before.get(id)?.equals(after.get(id) ?? Buffer.alloc(0)));
  expect(renewed).toHaveLength(made * perClass);

  await world.startAgain();
  const page = await visitor.go(home);
  expectPage(page, { says: /Nog niet afgewerkt/ });
  const run = new URL(/href="([^"]*\/runs\/[^"]*)"/.exec(page.text)?.[1] ?? "", page.url);
  await waitUntilLeft(run);
  const second = await fetchCards(run);
  await expectOneEach();
  await expectPaperWorks(second);
  expectPage(await visitor.go(run), { says: /Klaar\. Druk het bestand af.*100 van 100 klassen/ });
}, 60_000);

/** Until the dead process counts as dead: a quarter of a minute at most. The page says so by itself. */
async function waitUntilLeft(run: URL): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    if (/niet heel aangekomen/.test((await visitor.go(run)).text)) return;
    await pause(500);
  }
  throw new Error("the run still counts as on its way");
}
