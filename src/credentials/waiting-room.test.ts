import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWaitingRoom } from "./waiting-room.ts";

type Room = ReturnType<typeof createWaitingRoom<string>>;
const attacker = "203.0.113.0/24";
const school = "192.0.2.0/24";
const home = "198.51.100.0/24";
const shares: Record<string, number> = { [school]: 1001, [home]: 3 };

const openRoom = (length = 10_000) => createWaitingRoom<string>({ length, shareOf: (network) => shares[network] ?? 1 });
const come = (
  room: Room,
  network: string,
  { device = network, interaction }: { device?: string; interaction?: string } = {},
) => room.enter({ network, device, interaction }, device === network ? network : device);
const crowd = (room: Room, network: string, count: number) => {
  for (let at = 0; at < count; at += 1) come(room, network);
};
/** After how many others somebody is served. */
const waitOf = (room: Room, who: string, most = 10_000) => {
  for (let turn = 0; turn < most; turn += 1) if (room.next() === who) return turn;
  return most;
};
const served = (room: Room, count: number) => {
  const counts: Record<string, number> = {};
  for (let turn = 0; turn < count; turn += 1) {
    const who = room.next() ?? "nobody";
    counts[who] = (counts[who] ?? 0) + 1;
  }
  return counts;
};

describe("whose turn it is", () => {
  test("of one network, those who came first are served first", () => {
    const room = openRoom();
    for (const interaction of ["a", "b", "c"]) room.enter({ network: home, device: "", interaction }, interaction);
    expect([room.next(), room.next(), room.next(), room.next()]).toEqual(["a", "b", "c", undefined]);
  });

  test("a pupil does not wait for the 300 that an anonymous client has put there", () => {
    const room = openRoom();
    crowd(room, attacker, 300);
    come(room, school);
    expect(waitOf(room, school)).toBeLessThanOrEqual(1);
  });

  test("the same after a time when nobody waited at all", () => {
    const room = openRoom();
    expect(room.next()).toBeUndefined();
    crowd(room, attacker, 300);
    come(room, school);
    expect(waitOf(room, school)).toBeLessThanOrEqual(1);
  });

  test("a pupil at home does not wait for 300 from inside a school of a thousand", () => {
    const room = openRoom();
    crowd(room, school, 300);
    served(room, 10);
    come(room, home);
    expect(waitOf(room, home)).toBeLessThanOrEqual(2);
  });

  test("a pupil whose device is known does not wait for 300 from the same address", () => {
    const room = openRoom();
    crowd(room, school, 300);
    come(room, school, { device: "known" });
    expect(waitOf(room, "known")).toBeLessThanOrEqual(2);
  });

  test("a school does not wait for 200 networks that each want one thing", () => {
    const room = openRoom();
    for (let at = 0; at < 200; at += 1) come(room, `net ${at}`);
    crowd(room, school, 100);
    expect(served(room, 125)[school]).toBeGreaterThanOrEqual(95);
  });

  test("networks that come anew at each turn don't keep a school out, nor a school them", () => {
    const room = openRoom();
    crowd(room, school, 1000);
    const counts = { school: 0, others: 0 };
    for (let turn = 0; turn < 400; turn += 1) {
      come(room, `net ${turn}`);
      if (room.next() === school) counts.school += 1;
      else counts.others += 1;
    }
    expect(counts.school).toBeGreaterThan(200);
    expect(counts.others).toBeGreaterThan(20);
  });

  test("networks that always want more are served by their shares", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (one, other) => {
        const room = createWaitingRoom<string>({ length: 10_000, shareOf: (name) => (name === "one" ? one : other) });
        crowd(room, "one", 300);
        crowd(room, "other", 300);
        const counts = served(room, 300);
        expect(Math.abs((counts["one"] ?? 0) - (300 * one) / (one + other))).toBeLessThanOrEqual(2);
      }),
    );
  });

  test("everybody who waits is served once, whatever comes meanwhile", () => {
    const network = fc.constantFrom("a", "b", "c", "d");
    const step = fc.oneof(fc.constant("next" as const), fc.record({ network, device: network }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const room = createWaitingRoom<number>({ length: 12, shareOf: () => 1 });
        const out: number[] = [];
        steps.forEach((one, at) => {
          const who = one === "next" ? room.next() : room.enter({ ...one, interaction: undefined }, at);
          if (who !== undefined) out.push(who);
        });
        for (let who = room.next(); who !== undefined; who = room.next()) out.push(who);
        const came = steps.flatMap((one, at) => (one === "next" ? [] : [at]));
        expect(out.toSorted((a, b) => a - b)).toEqual(came);
      }),
    );
  });
});

describe("when there is no more place", () => {
  test("the network that has filled it is refused, and not the one that comes", () => {
    const room = openRoom(200);
    crowd(room, attacker, 200);
    expect(come(room, home)).toBe(attacker);
    expect(come(room, attacker)).toBe(attacker);
    expect(waitOf(room, home)).toBeLessThanOrEqual(1);
  });

  test("a household is not refused for a school that has filled it", () => {
    const room = openRoom(200);
    crowd(room, school, 200);
    expect(come(room, home)).toBe(school);
  });

  test("a school is not refused for 200 networks with one each", () => {
    const room = openRoom(200);
    for (let at = 0; at < 200; at += 1) come(room, `net ${at}`);
    for (let at = 0; at < 50; at += 1) expect(come(room, school)).toMatch(/^net/);
  });

  test("a device that is known is not refused for the rest of its network", () => {
    const room = openRoom(200);
    crowd(room, school, 200);
    expect(come(room, school, { device: "known" })).toBe(school);
    expect(waitOf(room, "known")).toBeLessThanOrEqual(2);
  });

  test("never more wait than there are places", () => {
    const room = openRoom(20);
    for (let at = 0; at < 500; at += 1) come(room, `net ${at % 50}`);
    expect(Object.values(served(room, 20)).reduce((sum, count) => sum + count)).toBe(20);
    expect(room.next()).toBeUndefined();
  });
});

describe("of one sign-in", () => {
  test("one secret waits: a newer one takes its place in the row", () => {
    const room = openRoom();
    const enter = (interaction: string, item: string) => room.enter({ network: home, device: "", interaction }, item);
    enter("mine", "first");
    enter("another", "another");
    expect(enter("mine", "second")).toBe("first");
    expect([room.next(), room.next(), room.next()]).toEqual(["second", "another", undefined]);
  });

  test("after its turn the next one may wait again", () => {
    const room = openRoom();
    const enter = () => room.enter({ network: home, device: "", interaction: "mine" }, "mine");
    enter();
    room.next();
    expect(enter()).toBeUndefined();
  });
});
