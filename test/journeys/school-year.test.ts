import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { releaseApplication } from "../../src/applications/applications.ts";
import { SchoolNumber } from "../../src/ids.ts";
import { hashNationalNumber, makeNationalNumber } from "../../src/pupils/pupils.ts";
import { addSchool, type School } from "../../src/schools/schools.ts";
import { moveClock, realClock } from "../support/clock.ts";
import { enter, relyingParty, type RelyingParty } from "../support/relying-party.ts";
import { csv, type Line } from "../support/rosters.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { expectPage, Visitor, words } from "../support/visitor.ts";
import { moments } from "../support/year.ts";
import { arrangeApplication, arrangePupil, type ArrangedPupil } from "../support/world.ts";

let world: TestServer;
let here: School;
let there: School;
let staff: ArrangedStaff;
let pupils: { noor: ArrangedPupil; wout: ArrangedPupil };
let everybody: RelyingParty;
let classOnly: RelyingParty;

const number = (serial: number) => makeNationalNumber({ year: 2017, month: 3, day: 4, serial });
const stopAt = ["http://localhost:9"];

beforeAll(async () => {
  moveClock(new Date("2027-03-01T09:00:00Z"));
  world = await startTestServer();
  here = await addSchool(world.deps, { number: SchoolNumber.parse("012345"), name: "De Wingerd" });
  there = await addSchool(world.deps, { number: SchoolNumber.parse("054321"), name: "De Linde" });
  staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: here.id }] });
  const noor = await arrangePupil(world, here, { givenName: "Noor", className: "3B", yearGroup: 3 });
  const wout = await arrangePupil(world, here, { givenName: "Wout", className: "6A", yearGroup: 6 });
  pupils = { noor, wout };
  for (const [serial, { pupilId }] of [noor, wout].entries())
    await world.database.owner.query("update enrolment set number_hash = $1 where pupil_id = $2", [
      hashNationalNumber(world.deps.keys, number(serial + 1)),
      pupilId,
    ]);
  const open = await arrangeApplication(world, { name: "Rekenland", releaseTo: here });
  await releaseApplication(world.deps, { applicationId: open.applicationId, schoolId: there.id, actor: "test" });
  const ofClass = await arrangeApplication(world, { name: "Leeshoek" });
  const release = { applicationId: ofClass.applicationId, schoolId: here.id, classNames: ["3B"], actor: "test" };
  await releaseApplication(world.deps, release);
  [everybody, classOnly] = [await relyingParty(world.issuer, open), await relyingParty(world.issuer, ofClass)];
});
afterAll(async () => {
  await world.close();
  realClock();
});

/** Time goes on while the pages are visited. */
const before = (moment: Date): Date => new Date(moment.getTime() - 5 * 60_000);

/** Signs in anew and comes into the application. */
const into = async (party: RelyingParty, pupil: ArrangedPupil) =>
  (await enter(new Visitor({ stopAt }), party, pupil)).user;

/** What stands on the page where a pupil is stopped. */
async function refused(party: RelyingParty, { loginName, password }: ArrangedPupil): Promise<string> {
  const visitor = new Visitor({ stopAt });
  await visitor.go((await party.start()).url);
  return words(await visitor.submit({ login_name: loginName, secret: password }));
}

async function upload(visitor: Visitor, ...lines: Line[]) {
  const url = new URL(`/school/${here.number}/year`, world.issuer);
  const body = new FormData();
  body.set("file", new Blob([Uint8Array.from(csv(...lines))]), "volgend jaar.csv");
  const headers = { cookie: visitor.cookies(url), origin: url.origin, "sec-fetch-site": "same-origin" };
  const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" });
  expect(answer.status).toBe(303);
  return visitor.go(new URL(answer.headers.get("location") ?? "", url));
}

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path: `/school/${here.number}/year` });
  return visitor;
}

/** The job of midnight, on whichever process takes it. */
async function midnight(visitor: Visitor): Promise<void> {
  await world.deps.jobs.enqueue("school-year", {});
  for (let tries = 0; tries < 100; tries += 1) {
    const page = await visitor.go(`/school/${here.number}/year`);
    if (words(page).includes("Ingegaan")) return;
    await pause(100);
  }
  throw new Error("The school year did not take effect");
}

test(
  "a head rehearses the new school year in June, and it takes effect at midnight on 1 September",
  { timeout: 90_000 },
  async () => {
    moveClock(before(moments.firstOfJune));
    expectPage((await signedIn()).page ?? fail(), { says: /Vanaf 1 juni 2027/ });

    moveClock(moments.june);
    const june = await signedIn();
    const plan = await upload(june, ["Peeters", "Noor", "4B", number(1)], ["Nieuw", "Nora", "1A", number(9)]);
    expectPage(plan, { says: /Wat verandert er in 2027-2028/ });
    expect(words(plan)).toMatch(/3B 4B: 1/);
    expect(words(plan)).toMatch(/Leeshoek : vanaf 1 oktober: Noor Peeters/);
    expect(words(plan)).toMatch(/1 leerling gaat weg Zij houden hun LeerID.*Wout Peeters/);
    expect(words(plan)).toMatch(/1 leerling komt erbij.*Nora Nieuw/);
    expectPage(await june.submit({}, { to: /agree$/ }), { says: /Ligt vast en gaat in op 1 september 2027/ });

    moveClock(before(moments.firstOfSeptember));
    await world.deps.jobs.enqueue("school-year", {});
    const inAugust = await into(everybody, pupils.noor);
    expect(inAugust).toMatchObject({ leerid_year_group: 3, leerid_class_groups: [{ name: "3B" }] });

    moveClock(moments.firstOfSeptember);
    await midnight(await signedIn());
    const after = await into(everybody, pupils.noor);
    expect(after).toMatchObject({ leerid_year_group: 4, leerid_class_groups: [{ name: "4B" }] });
    expect([after.sub, after.email]).toEqual([inAugust.sub, inAugust.email]);
    expect(await into(classOnly, pupils.noor)).toMatchObject({ leerid_class_groups: [{ name: "4B" }] });
    expect(await refused(everybody, pupils.wout)).toMatch(/nog niet|school/i);

    moveClock(moments.october);
    expect(await refused(classOnly, pupils.noor)).toMatch(/Leeshoek/);
    expect((await into(everybody, pupils.noor)).sub).toBe(inAugust.sub);
  },
);

function fail(): never {
  throw new Error("no page");
}
