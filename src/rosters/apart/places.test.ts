import { expect, test } from "vitest";
import { createPlaces } from "./places.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Who has a place now, by school, in the order in which they got it. */
function openPlaces(options: { atOnce: number; waiting: number; waitingOfSchool: number }) {
  const places = createPlaces(options);
  const inside: { schoolId: string; leave: () => void }[] = [];
  const refused: string[] = [];
  const come = (schoolId: string) =>
    void places.take(schoolId).then(
      (leave) => inside.push({ schoolId, leave }),
      () => refused.push(schoolId),
    );
  const leave = async (schoolId: string) => {
    inside
      .splice(
        inside.findIndex((one) => one.schoolId === schoolId),
        1,
      )[0]
      ?.leave();
    await settled();
  };
  return { come, leave, refused, inside: () => inside.map((one) => one.schoolId).join(" ") };
}

test("a school has one file read at a time, and lets the others pass", async () => {
  const { come, leave, inside } = openPlaces({ atOnce: 2, waiting: 8, waitingOfSchool: 2 });
  for (const school of ["a", "a", "a", "b"]) come(school);
  await settled();
  expect(inside()).toBe("a b");
  await leave("b");
  expect(inside()).toBe("a");
  await leave("a");
  expect(inside()).toBe("a");
});

test("so many are read at once, and who waits comes in the order of coming", async () => {
  const { come, leave, inside } = openPlaces({ atOnce: 2, waiting: 8, waitingOfSchool: 1 });
  for (const school of ["a", "b", "c", "d"]) come(school);
  await settled();
  expect(inside()).toBe("a b");
  await leave("a");
  expect(inside()).toBe("b c");
  await leave("c");
  expect(inside()).toBe("b d");
});

test("who can't wait is told at once, and a school takes no more places in the line than it may", async () => {
  const { come, refused } = openPlaces({ atOnce: 1, waiting: 3, waitingOfSchool: 1 });
  for (const school of ["a", "a", "a", "b", "c", "d"]) come(school);
  await settled();
  expect(refused).toEqual(["a", "d"]);
});
