import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cases, type Case } from "../cases/rosters/expected.ts";
import { openRosterDoors, type RosterDoors } from "../support/roster-doors.ts";
import { ways, type Sent, type Way } from "../support/roster-ways.ts";

let doors: RosterDoors;
beforeAll(async () => {
  doors = await openRosterDoors();
});
afterAll(() => doors.close());

const read = (name: string) => new Uint8Array(readFileSync(new URL(`../cases/rosters/${name}`, import.meta.url)));

async function outcomeOf(way: Way, { files, school: number }: Case) {
  const school = await doors.openSchool(number);
  let sent: Sent = { refused: "nothing was sent" };
  for (const name of files) {
    sent = await way(doors, { school, bytes: read(name) });
    await doors.idle();
  }
  await school.letGo();
  const enrolled = await doors.enrolled(school.id);
  const pupils = enrolled.map((one) => [...one.classNames, one.givenName, one.familyName].join(" ").trim()).sort();
  return "refused" in sent ? { pupils, refused: sent.refused } : { pupils, told: await doors.told(sent.importId) };
}

test("each file of the cases has its right answer in the table", () => {
  const lists = readdirSync(new URL("../cases/rosters", import.meta.url)).filter((name) => !name.endsWith(".ts"));
  const told = new Set(Object.values(cases).flatMap(({ files }) => files));
  expect(lists.filter((name) => !told.has(name))).toEqual([]);
});

describe.each(Object.entries(ways))("by %s", (name, way) => {
  test.each(Object.entries(cases))("%s", async (_kind, one) => {
    const { told = [], asks } = one;
    const refused = asks !== undefined && name === "portal" ? "asked" : (asks ?? one.refused);
    const pupils = one.pupils.toSorted();
    expect(await outcomeOf(way, one)).toEqual(refused === undefined ? { pupils, told } : { pupils, refused });
  });
});
