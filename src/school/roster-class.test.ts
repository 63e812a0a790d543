import { expect, test } from "vitest";
import { wizardPerTest } from "../../test/support/roster-wizard.ts";

const wizard = wizardPerTest();
const lines = ["Naam;Voornaam;Klas", "Peeters;Lotte;1/feb", "Maes;Wout;1/feb", "Claes;Noor;100", "Boels;Ann;2A"];
const list = Buffer.from(lines.join("\n"));

test("a class that a spreadsheet changed is asked once for all its pupils, and what is left open is asked again", async () => {
  const { send, get, post, enrolled } = wizard.now;
  const { location } = await send(list);
  const { said } = await get(location);
  expect(said).toMatch(
    /Welke klas is het\?.*1\/feb \(2 leerlingen\) Misschien: 1-2, 2-1 .*100 \(1 leerling\) Misschien: 1E2/,
  );
  const one = await post(`${location}/classes`, { written0: "1/feb", class0: "1-2", written1: "100", class1: " " });
  expect(one.status).toBe(303);
  expect((await get(one.location)).said).toMatch(/3 nieuw.*Welke klas is het\? .*100 \(1 leerling\)/);
  const both = await post(`${one.location}/classes`, { written0: "100", class0: "1E2" });
  expect((await get(both.location)).said).not.toMatch(/Welke klas is het\?/);
  await post(`${both.location}/apply`);
  expect((await enrolled()).toSorted()).toEqual(["Boels 2A", "Claes 1E2", "Maes 1-2", "Peeters 1-2"]);
});

test("a form that isn't ours is refused", async () => {
  const { send, post } = wizard.now;
  const { location } = await send(list);
  expect((await post(`${location}/classes`, { other: "x" })).status).toBe(400);
});
