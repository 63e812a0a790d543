import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stop } from "../../src/rosters/rosters.ts";
import { openRosterDoors, type RosterDoors } from "../support/roster-doors.ts";
import { ways, type Bytes, type Sent } from "../support/roster-ways.ts";
import { csv, number, ten, type Line } from "../support/rosters.ts";

let doors: RosterDoors;
beforeAll(async () => {
  doors = await openRosterDoors();
});
afterAll(() => doors.close());

const bytes = (...lines: Line[]): Bytes => new Uint8Array(csv(...lines));
const inYear = (lines: Line[], className: string) =>
  lines.map(([family, given, , insz]): Line => [family, given, className, insz ?? ""]);
const strangers = Array.from({ length: 10 }, (_, at): Line => [`Vreemd${at}`, "Kind", "3A", number(100 + at)]);

/** What each list does at a school whose ten pupils are in 3A, with what a person has to say for it. */
const lists: Record<string, { list: Line[]; before: Line[]; stops: Stop[]; left: number }> = {
  "another school's list": { before: ten, list: strangers, stops: ["foreign", "leavers"], left: 10 },
  "last year's list": { before: inYear(ten, "4A"), list: ten, stops: ["last-year"], left: 0 },
  "a list of half the school": { before: ten, list: ten.slice(5), stops: ["leavers"], left: 5 },
  "a list with a line that says of nobody who it is": {
    before: ten,
    list: [...ten.slice(1), ["", "", "3A"]],
    stops: ["leavers"],
    left: 1,
  },
  "a list that one pupil is missing from": { before: ten, list: ten.slice(1), stops: [], left: 1 },
};

describe.each(Object.entries(ways))("by %s", (name, way) => {
  test.each(Object.entries(lists))("%s", async (_what, { list, before, stops, left }) => {
    const school = await doors.openSchool();
    const send = async (lines: Line[], confirmed: Stop[] = []): Promise<Sent> => {
      const sent = await way(doors, { school, bytes: bytes(...lines), confirmed });
      await doors.idle();
      return sent;
    };
    const here = async () => (await doors.enrolled(school.id)).map(({ familyName }) => familyName).sort();
    const families = (lines: Line[]) => lines.flatMap(([family]) => family || []).sort();
    expect(await send(before)).toMatchObject({ importId: expect.anything() });

    for (const [at, stop] of stops.entries()) {
      expect(await send(list, stops.slice(0, at))).toEqual({ refused: stop });
      expect(await here()).toEqual(families(before));
    }
    expect(await send(list, stops)).toMatchObject({ importId: expect.anything() });
    expect(await here()).toEqual(families(list));

    const said = stops.length > 0 ? { confirmed: stops } : {};
    expect(await doors.started(school.id)).toMatchObject({ actor: actors[name], details: said });
    expect(left).toBe(before.filter(([family]) => !families(list).includes(family)).length);
  });

  test("of a part of the list nobody leaves, and nobody has to say that they do", async () => {
    const school = await doors.openSchool();
    const send = async (lines: Line[], nobodyLeaves: boolean): Promise<Sent> => {
      const sent = await way(doors, { school, bytes: bytes(...lines), nobodyLeaves });
      await doors.idle();
      return sent;
    };
    await send(ten, false);
    const [first = ["", "", ""], ...rest] = inYear(ten.slice(0, 3), "3B");
    expect(await send([first, ...rest], true)).toMatchObject({ importId: expect.anything() });
    const classes = (await doors.enrolled(school.id)).map(({ classNames }) => classNames.join());
    expect(classes.sort()).toEqual([...ten.slice(3).map(() => "3A"), "3B", "3B", "3B"]);
    expect(await doors.started(school.id)).toMatchObject({ actor: actors[name], details: { staying: 7 } });
  });
});

const actors: Record<string, unknown> = {
  portal: expect.stringMatching(/^staff:/),
  api: expect.stringMatching(/^package:/),
  "the command line": "cli",
};
