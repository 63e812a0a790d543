import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PupilId } from "../../src/ids.ts";
import type { School } from "../../src/schools/schools.ts";
import { addPasskey, linkUpstream } from "../../src/staff/staff.ts";
import { addApplication } from "../../src/applications/applications.ts";
import { wish } from "../support/applications.ts";
import { classIdOf } from "../support/class-board.ts";
import { listsOf } from "../support/deeds.ts";
import { handIn } from "../support/link-web.ts";
import { arrangePackage } from "../support/packages.ts";
import { csv } from "../support/rosters.ts";
import { routeLines } from "../support/route-lines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeInvitation, arrangeStaff, signInStaff, type ArrangedStaff } from "../support/staff.ts";
import { Visitor } from "../support/visitor.ts";
import { arrangeApplication, arrangePupil, arrangeSchool } from "../support/world.ts";

/** Every form of staff, sent as it should be: what was done stands in the audit of the school, with who and from where. */
let world: TestServer;
let school: School;
let admin: ArrangedStaff;
let visitor: Visitor;
let here: ReturnType<typeof listsOf>;

/** A school of its own for each deed, with two pupils of 3B and an admin who signed in a moment ago. */
async function anew(): Promise<void> {
  school = await arrangeSchool(world, "De Linde");
  admin = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  here = listsOf(world, school);
  visitor = new Visitor({ headers: { "x-forwarded-for": "192.0.2.7" } });
  await signInStaff(world, { visitor, staff: admin, path: `/school/${school.number}/audit` });
}
beforeAll(async () => {
  world = await startTestServer({ TRUSTED_HOPS: "1" });
});
afterAll(() => world.close());

const sql = async (statement: string, values: unknown[] = []) =>
  (await world.database.owner.query(statement, values)).rows;
/** What the admin did after that event, signing in apart. */
const since = (seq: string | number | null) =>
  sql(
    `select what, network, school_id from audit_event
      where seq > $1 and actor in ($2, 'staff:' || $2) and what <> 'staff.signed-in'`,
    [seq, admin.staffId],
  );
const sent = { "sec-fetch-site": "same-origin" };
type Sent = { path: string; fields?: Record<string, string> | undefined };
async function post({ path, fields = {} }: Sent): Promise<number> {
  const headers = { ...sent, origin: world.issuer };
  const url = new URL(path.startsWith("/school/me") ? path : `/school/${school.number}${path}`, world.issuer);
  const answer = await visitor.send(url, { method: "POST", body: new URLSearchParams(fields), headers });
  await answer.arrayBuffer();
  return answer.status;
}
async function upload(path: string, bytes: Uint8Array): Promise<number> {
  const body = new FormData();
  body.set("file", new Blob([Uint8Array.from(bytes)]), "lijst.csv");
  const url = new URL(`/school/${school.number}${path}`, world.issuer);
  const headers = { ...sent, origin: world.issuer, cookie: visitor.cookies(url), "x-forwarded-for": "192.0.2.7" };
  return (await fetch(url, { method: "POST", body, headers, redirect: "manual" })).status;
}

const pupil = () => arrangePupil(world, school);
const colleague = () =>
  arrangeStaff(world, { roles: [{ role: "teacher", schoolId: school.id, className: "3B" }], givenName: "Samira" });
const invitation = async () => {
  await arrangeInvitation(world, { role: { role: "school-admin", schoolId: school.id } });
  return (await sql("select id from staff_invitation where school_id = $1", [school.id]))[0]?.id;
};
const board = async () => `/class/${await classIdOf(world, school, "3B")}`;
const merged = async () => {
  const [keep, other] = [await pupil(), await pupil()];
  await post({ path: "/merge/confirm", fields: { keep: keep.loginName, other: other.loginName, sure: "yes" } });
  return (await sql("select id from pupil_merge where kept_id = $1", [keep.pupilId]))[0]?.id;
};
const passkey = async (credentialId: string) => {
  const key = { credentialId, publicKey: Buffer.alloc(65, 1), counter: 0, transports: [], synced: false };
  return addPasskey(world.deps, { staffId: admin.staffId, passkey: key });
};
/** One number here and at another school, which is the newer one. */
async function question() {
  const other = await arrangeSchool(world, "De Eik");
  const [goes, stays, ...more] = here.lines("3A");
  if (!goes || !stays) throw new Error("no lines");
  await handIn(world, school, goes, stays, ...more);
  await handIn(world, other, goes);
  return { other, stays };
}
const account = { issuer: "https://elsewhere.example", subject: "x" };
const csvFile = { format: "csv" };
const takes = (path: string) => async () => post({ path, fields: csvFile });
const tick = ({ pupilId }: { pupilId: PupilId }, button: string) => ({ do: button, [`pupil.${pupilId}`]: "yes" });

type Deed = () => Promise<number | boolean>;
/** Each form with what it needs to be taken. */
const deeds: Record<string, Deed> = {
  // a passkey is made by a browser, and an account elsewhere lies on the way there: what they end in is asked for
  "POST /school/me/passkey": () => passkey("one"),
  "POST /school/me/link": () => linkUpstream(world.deps, { staffId: admin.staffId, account }),
  "POST /school/me/passkey/name": async () => {
    await passkey("two");
    return post({ path: "/school/me/passkey/name", fields: { credential: "two", name: "laptop" } });
  },
  "POST /school/me/passkey/remove": async () => {
    await passkey("three");
    return post({ path: "/school/me/passkey/remove", fields: { credential: "three" } });
  },
  "POST /school/me/recovery": () => post({ path: "/school/me/recovery" }),
  "POST /school/me/unlink": async () => {
    await linkUpstream(world.deps, { staffId: admin.staffId, account: { ...account, subject: "y" } });
    return post({ path: "/school/me/unlink", fields: { issuer: account.issuer, subject: "y" } });
  },
  "POST /school/me/out": () => post({ path: "/school/me/out" }),
  "POST /school/:number/export": takes("/export"),
  "POST /school/:number/applications/export": takes("/applications/export"),
  "POST /school/:number/applications/:id/release": async () => {
    const { applicationId } = await addApplication(world.deps, wish({ name: "Leeshoek" }));
    const page = `/school/${school.number}/applications/${applicationId}`;
    await pupil();
    await visitor.go(new URL(`${page}/confirm?whole=yes`, world.issuer));
    return (await visitor.submit({}, { to: /release/ })).status;
  },
  "POST /school/:number/applications/:id/withdraw": async () => {
    const { applicationId } = await arrangeApplication(world, { releaseTo: school });
    return post({ path: `/applications/${applicationId}/withdraw` });
  },
  "POST /school/:number/packages/:id": async () => {
    const { packageId } = await arrangePackage(world);
    return post({ path: `/packages/${packageId}`, fields: { "roster.read": "yes" } });
  },
  "POST /school/:number/packages/:id/withdraw": async () => {
    const { packageId } = await arrangePackage(world, { grantedBy: school });
    return post({ path: `/packages/${packageId}/withdraw` });
  },
  "POST /school/:number/roster": () => upload("/roster", csv(...here.lines("3A"))),
  "POST /school/:number/roster/export": takes("/roster/export"),
  "POST /school/:number/roster/pupil": () =>
    post({
      path: "/roster/pupil",
      fields: { given_name: "Mila", family_name: "Wouters", class_name: "2A", level: "lager", year_group: "2" },
    }),
  "POST /school/:number/roster/:id/columns": async () => {
    const importId = await here.planOf(Buffer.from("Wie;Waar;Roepen\nPeeters;3B;Lotte\n"));
    const fields = { familyName: "0", givenName: "2", className: "1" };
    return post({ path: `/roster/${importId}/columns`, fields });
  },
  "POST /school/:number/roster/:id/reading": async () =>
    post({ path: `/roster/${await here.planOf(csv(...here.lines("3A")))}/reading` }),
  "POST /school/:number/roster/:id/classes": async () => {
    const importId = await here.planOf(Buffer.from("Naam;Voornaam;Klas\nPeeters;Lotte;1/feb\n"));
    return post({ path: `/roster/${importId}/classes`, fields: { written0: "1/feb", class0: "1-2" } });
  },
  "POST /school/:number/roster/:id/again": async () => {
    const importId = await here.planOf(csv(...here.lines("3A")));
    await here.applied();
    return post({ path: `/roster/${importId}/again` });
  },
  "POST /school/:number/roster/:id/apply": async () =>
    post({ path: `/roster/${await here.planOf(csv(...here.lines("3A")))}/apply`, fields: { leavers: "yes" } }),
  "POST /school/:number/roster/:id/doubt/:line": async () =>
    post({ path: `/roster/${await here.planOf(await here.doubtful())}/doubt/2`, fields: { decision: "new" } }),
  "POST /school/:number/roster/:id/undo": async () => post({ path: `/roster/${await here.applied()}/undo` }),
  "POST /school/:number/roster/:id/lines/export": async () =>
    post({ path: `/roster/${await here.applied()}/lines/export`, fields: csvFile }),
  "POST /school/:number/roster/:id/told/export": async () =>
    post({ path: `/roster/${await here.planOf(csv(["", "", "3A"]))}/told/export`, fields: csvFile }),
  "POST /school/:number/year/:id/pupils/export": async () =>
    post({ path: `/year/${await here.yearPlan()}/pupils/export`, fields: csvFile }),
  "POST /school/:number/year/:id/agree": async () =>
    post({ path: `/year/${await here.yearPlan()}/agree`, fields: { leavers: "yes", classes: "yes", foreign: "yes" } }),
  "POST /school/:number/year/:id/withdraw": async () => post({ path: `/year/${await here.yearPlan()}/withdraw` }),
  "POST /school/:number/year/:id/doubt/:line": async () =>
    post({ path: `/year/${await here.yearPlan(await here.doubtful())}/doubt/2`, fields: { decision: "new" } }),
  "POST /school/:number/merge/export": takes("/merge/export"),
  "POST /school/:number/merge/confirm": async () => ((await merged()) === undefined ? 500 : 303),
  "POST /school/:number/merge/:id/split": async () => post({ path: `/merge/${await merged()}/split` }),
  "POST /school/:number/links": async () => {
    const { other } = await question();
    return post({ path: "/links", fields: { other: other.number, says: "yes", all: "yes" } });
  },
  "POST /school/:number/links/:id/undo": async () => {
    const { stays } = await question();
    await handIn(world, school, stays);
    const [link] = await sql("select id from link where undo_school_id = $1", [school.id]);
    return post({ path: `/links/${link?.id}/undo` });
  },
  "POST /school/:number/activation/export": takes("/activation/export"),
  "POST /school/:number/activation/ladder": () =>
    post({ path: "/activation/ladder", fields: { young: "badge", middle: "words", secondary: "words" } }),
  "POST /school/:number/activation/pupils/export": takes("/activation/pupils/export"),
  "POST /school/:number/activation/without-class/export": async () => {
    await sql("delete from class_membership where pupil_id = $1", [(await pupil()).pupilId]);
    return post({ path: "/activation/without-class/export", fields: csvFile });
  },
  "POST /school/:number/activation/class/:name/export": async () => {
    await pupil();
    return post({ path: "/activation/class/3B/export", fields: csvFile });
  },
  "POST /school/:number/activation/runs": async () => {
    const { loginName } = await pupil();
    const fields = { secret: "words", paper: "cards.nl", again: "yes" };
    return post({ path: `/activation/runs?pupil=${loginName}`, fields });
  },
  "POST /school/:number/activation/runs/:id/cancel": async () =>
    post({ path: `/activation/runs/${await here.run({ made: false })}/cancel` }),
  "POST /school/:number/activation/runs/:id/cards": async () =>
    post({ path: `/activation/runs/${await here.run({ made: true })}/cards` }),
  "POST /school/:number/class/:classId": async () => {
    const fields = tick(await pupil(), "secret");
    return post({ path: await board(), fields });
  },
  "POST /school/:number/class/:classId/remove": async () => {
    await pupil();
    const path = await board();
    await sql("delete from class_membership where school_id = $1", [school.id]);
    return post({ path: `${path}/remove` });
  },
  "POST /school/:number/class/:classId/passes/:passId/end": async () => {
    const fields = tick(await pupil(), "lesson");
    await post({ path: await board(), fields });
    const [pass] = await sql("select id from class_pass where school_id = $1", [school.id]);
    await sql("delete from audit_event where school_id = $1", [school.id]);
    return post({ path: `${await board()}/passes/${pass?.id}/end` });
  },
  "POST /school/:number/class/:classId/card/:pupilId": async () => {
    const { pupilId } = await pupil();
    return post({ path: `${await board()}/card/${pupilId}` });
  },
  "POST /school/:number/staff/export": takes("/staff/export"),
  "POST /school/:number/staff/invitations/export": takes("/staff/invitations/export"),
  "POST /school/:number/staff/invite": () =>
    post({
      path: "/staff/invite",
      fields: { email: "an@school.example", given_name: "An", family_name: "Claes", role: "school-admin" },
    }),
  "POST /school/:number/staff/invitations/:id/again": async () =>
    post({ path: `/staff/invitations/${await invitation()}/again` }),
  "POST /school/:number/staff/invitations/:id/withdraw": async () =>
    post({ path: `/staff/invitations/${await invitation()}/withdraw` }),
  "POST /school/:number/staff/:staffId/classes": async () => {
    await arrangePupil(world, school, { className: "4A" });
    return post({ path: `/staff/${(await colleague()).staffId}/classes`, fields: { "class:4A": "yes" } });
  },
  "POST /school/:number/staff/:staffId/admin": async () =>
    post({ path: `/staff/${(await colleague()).staffId}/admin` }),
  "POST /school/:number/staff/:staffId/remove": async () =>
    post({ path: `/staff/${(await colleague()).staffId}/remove`, fields: { role: "teacher" } }),
  "POST /school/:number/audit/export": takes("/audit/export"),
  "POST /welcome/mine": async () => {
    await arrangeInvitation(world, {
      role: { role: "teacher", schoolId: school.id, classNames: ["3B"] },
      email: admin.email,
    });
    await visitor.go(new URL("/welcome/mine", world.issuer));
    const page = await visitor.submit({}, { to: /welcome\/mine$/ });
    return page.status;
  },
};

/** These leave everything as it is, or can not be sent at this moment. */
const others = [
  // wakes a job that stands still: what it makes is recorded as of who asked for it
  "POST /school/:number/activation/runs/:id/resume",
  // shows both records side by side
  "POST /school/:number/merge",
  // a code of an error page; that somebody looked up a pupil is recorded: test/journeys/why-did-it-fail.test.ts
  "POST /school/:number/help",
  // taken from June on only; that it is recorded: src/school/year-pages.test.ts
  "POST /school/:number/year",
];

const forms = Object.entries(routeLines)
  .filter(([route, line]) => route.startsWith("POST ") && ["staff", "here", "class", "admin"].includes(line?.who ?? ""))
  .map(([route]) => route);

test("every form of staff is in the list", () => {
  expect(forms.filter((route) => !deeds[route] && !others.includes(route))).toEqual([]);
  expect(Object.keys(deeds).filter((route) => !forms.includes(route))).toEqual([]);
  expect(forms.length).toBeGreaterThan(45);
});

describe("is in the audit of the school, with who and from where:", () => {
  test.each(Object.entries(deeds))("%s", async (_route, deed) => {
    await anew();
    const [last] = await sql("select max(seq) as seq from audit_event");
    const done = await deed();
    expect([200, 303, true]).toContain(done);
    const own = (event: Record<string, unknown>) => done === true || event["network"] === "192.0.2.0/24";
    // a file is recorded once it has left whole, a moment after its end
    await vi.waitFor(async () => expect((await since(last?.seq)).filter(own)).not.toEqual([]), 3000);
    for (const event of await since(last?.seq)) expect(event).toMatchObject({ school_id: school.id });
  });
});
