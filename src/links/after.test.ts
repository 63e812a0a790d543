import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openLinks, type LinkWorld } from "../../test/support/links.ts";
import { number, type Line } from "../../test/support/rosters.ts";
import { CredentialId, LinkId, type PupilId } from "../ids.ts";
import { getMergeOf, splitPupils } from "../merges/merges.ts";
import { getPupil } from "../pupils/pupils.ts";
import { findAccountByLoginName } from "../sessions/queries.ts";
import { answerByPupil, undoLink, viewLinks, workOnLinks } from "./links.ts";

let world: LinkWorld;
const lotte: Line = ["Peeters", "Lotte", "3A", number(1)];

beforeAll(async () => {
  world = await openLinks();
});
afterAll(() => world.drop());
beforeEach(() => world.empty());

async function both() {
  await world.hand(world.schoolA, lotte);
  const older = await world.onlyOne(world.schoolA);
  await world.hand(world.schoolB, lotte);
  return { older, newer: await world.onlyOne(world.schoolB) };
}

type Secret = { kind: "password" | "words" | "badge" | "code"; used?: string; signedIn?: string };
/** A live secret; `used` first, and `signedIn` with last. */
async function secret(pupilId: PupilId, { kind, used, signedIn }: Secret): Promise<string> {
  const { owner } = world.database;
  const bound = kind === "badge" || kind === "code" || used === undefined;
  const { rows } = await owner.query(
    `insert into credential (id, pupil_id, kind, secret_hash, phc, created_at, expires_at, used_at)
      values (uuidv7(), $1, $2, case when $3 then sha256(uuid_send(uuidv7())) end, case when not $3 then 'phc' end, '2026-09-01',
        case when $3 then '2099-01-01'::timestamptz end, $4) returning id`,
    [pupilId, kind, bound, used ?? null],
  );
  if (signedIn !== undefined)
    await owner.query(
      "insert into audit_event (at, what, actor, pupil_id, details) values ($1, 'pupil.signed-in', 'pupil', $2, $3)",
      [signedIn, pupilId, JSON.stringify({ method: kind })],
    );
  return rows[0].id;
}
const alive = async () =>
  (await world.database.owner.query("select id, pupil_id from credential where revoked_at is null order by id")).rows;

test("both login names lead to the older LeerID", async () => {
  const { older, newer } = await both();
  await world.say("yes", world.schoolA, world.schoolB);
  for (const name of [older.loginName, newer.loginName])
    expect(
      await findAccountByLoginName(world.database.db.signIn, { loginName: name, today: "2026-09-02" }),
    ).toMatchObject({ pupilId: older.pupilId });
});

test("a record that was part of the newer one before leads on to the older one, and back after a split", async () => {
  const { older, newer } = await both();
  const { owner } = world.database;
  const { rows } = await owner.query(
    `insert into pupil (id, login_name, created_at, status, merged_into)
      values (uuidv7(), 'lotte.100001', now(), 'suspended', $1) returning id`,
    [newer.pupilId],
  );
  await world.say("yes", world.schoolA, world.schoolB);
  expect(await world.mergedInto(rows[0].id)).toBe(older.pupilId);
  const mergeId = await getMergeOf(world.database.db.platform, newer.loginName);
  await splitPupils(world.deps, { mergeId, actor: "cli" });
  expect(await world.mergedInto(rows[0].id)).toBe(newer.pupilId);
});

test("the secret that was used last stays, whosever it was, and every other one ends", async () => {
  for (const last of ["older", "newer"] as const) {
    await world.empty();
    const { older, newer } = await both();
    const password = await secret(older.pupilId, {
      kind: "password",
      used: "2026-09-01T08:00:00Z",
      signedIn: last === "older" ? "2026-11-02T08:00:00Z" : "2026-09-02T08:00:00Z",
    });
    const badge = await secret(newer.pupilId, {
      kind: "badge",
      used: "2026-10-01T08:00:00Z",
      signedIn: "2026-10-02T08:00:00Z",
    });
    await secret(older.pupilId, { kind: "words" });
    await secret(newer.pupilId, { kind: "code" });
    await world.say("yes", world.schoolA, world.schoolB);
    expect(await alive()).toEqual([{ id: last === "older" ? password : badge, pupil_id: older.pupilId }]);
  }
});

test("words that nobody has used let nobody in afterwards, also when there is no other secret", async () => {
  const { older } = await both();
  await secret(older.pupilId, { kind: "words" });
  await world.say("yes", world.schoolA, world.schoolB);
  expect(await alive()).toEqual([]);
});

test("a split gives both their secrets back, but none beside what was given since", async () => {
  const { older, newer } = await both();
  await secret(older.pupilId, { kind: "password", used: "2026-09-01T08:00:00Z" });
  await secret(older.pupilId, { kind: "badge" });
  await secret(newer.pupilId, { kind: "words", used: "2026-10-01T08:00:00Z" });
  const before = await alive();
  await world.say("yes", world.schoolA, world.schoolB);
  const mergeId = await getMergeOf(world.database.db.platform, newer.loginName);
  await world.database.owner.query(
    `insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at)
      values (uuidv7(), $1, 'badge', sha256('since'), $2, '2099-01-01')`,
    [older.pupilId, world.clock.now],
  );
  await splitPupils(world.deps, { mergeId, actor: "cli" });
  const kinds = (await world.database.owner.query("select kind, pupil_id from credential where revoked_at is null"))
    .rows;
  expect(before).toHaveLength(3);
  expect(kinds.filter((one) => one.pupil_id === older.pupilId).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["password", "badge"]),
  );
  expect(kinds).toHaveLength(3);
});

test("an application keeps the sub that it knows; where it knew both the older one counts, and that is noted", async () => {
  const { older, newer } = await both();
  const [oldest, onlyNewer] = [await world.sub(older.pupilId, 0), await world.sub(newer.pupilId, 1)];
  await world.sub(newer.pupilId, 0);
  await world.say("yes", world.schoolA, world.schoolB);
  expect([await world.sub(older.pupilId, 0), await world.sub(older.pupilId, 1)]).toEqual([oldest, onlyNewer]);
  for (const schoolId of [world.schoolA, world.schoolB])
    expect((await world.audit(schoolId)).find(({ what }) => what === "pupil.linked")).toMatchObject({
      actor: "job:link-questions",
      details: { knownTwice: 1 },
    });
});

test("the sessions of the LeerID that goes end", async () => {
  const { newer } = await both();
  world.enqueued.length = 0;
  await world.say("yes", world.schoolA, world.schoolB);
  expect(world.enqueued).toContainEqual({ name: "end-sessions", data: { accountId: `${newer.pupilId}.1` } });
});

test("who is signed in with the older LeerID by a secret that ends is out, too", async () => {
  const { older, newer } = await both();
  await secret(older.pupilId, { kind: "words", used: "2026-09-01T08:00:00Z" });
  await secret(newer.pupilId, { kind: "badge", used: "2026-10-01T08:00:00Z", signedIn: "2026-10-02T08:00:00Z" });
  world.enqueued.length = 0;
  await world.say("yes", world.schoolA, world.schoolB);
  expect(world.enqueued).toContainEqual({ name: "end-sessions", data: { accountId: `${older.pupilId}.1` } });
});

test("of many who say yes at the same moment one makes them one", async () => {
  const { older, newer } = await both();
  await world.say("yes", world.schoolA);
  await Promise.all(Array.from({ length: 6 }, () => world.say("yes", world.schoolB)));
  await Promise.all(Array.from({ length: 3 }, () => workOnLinks(world.deps, { schoolId: world.schoolB })));
  expect(await world.mergedInto(newer.pupilId)).toBe(older.pupilId);
  const { rows } = await world.database.owner.query("select count(*)::int as merges from pupil_merge");
  expect(rows).toEqual([{ merges: 1 }]);
});

test("a yes and another child at the same moment never leave both", async () => {
  for (let round = 0; round < 5; round += 1) {
    await world.empty();
    const { newer } = await both();
    await world.say("yes", world.schoolA);
    await Promise.all([world.say("yes", world.schoolB), world.say("another", world.schoolB)]);
    const [link] = await world.links();
    expect((await world.mergedInto(newer.pupilId)) !== null).toBe(link?.state === "linked");
  }
});

/** A child who moved: nobody had to be asked. */
async function moved() {
  await world.hand(world.schoolA, lotte, ["Janssens", "Noor", "3A", number(2)]);
  await world.hand(world.schoolA, ["Janssens", "Noor", "3A", number(2)]);
  await world.hand(world.schoolB, lotte);
  const [told] = await world.told(world.schoolA);
  const { rows } = await world.database.owner.query("select id from link");
  return { told, linkId: LinkId.parse(rows[0].id) };
}

test("the last school undoes within 30 days, and the pair is not asked again", async () => {
  const { linkId } = await moved();
  const wish = { linkId, actor: "staff:x" };
  await expect(undoLink(world.deps, { ...wish, schoolIds: [world.schoolB] })).rejects.toThrow();
  expect(await undoLink(world.deps, { ...wish, schoolIds: [world.schoolA] })).toEqual({ ok: true });
  await workOnLinks(world.deps, { schoolId: null });
  expect(await world.links()).toMatchObject([{ state: "closed" }]);
  const { rows } = await world.database.owner.query(
    "select count(*)::int as merged from pupil where merged_into is not null",
  );
  expect(rows).toEqual([{ merged: 0 }]);
  expect((await world.onlyOne(world.schoolB)).classNames).toEqual(["3A"]);
});

test("after 30 days the last school undoes nothing any more", async () => {
  const { linkId, told } = await moved();
  expect(told).toMatchObject({ givenName: "Lotte" });
  const before = world.clock.now;
  world.clock.now = new Date(before.getTime() + 30 * 24 * 60 * 60 * 1000 + 1000);
  const wish = { linkId, actor: "staff:x", schoolIds: [world.schoolA] };
  await expect(undoLink(world.deps, wish)).rejects.toThrow();
  expect((await viewLinks(world.deps, world.schoolA)).told).toEqual([]);
  world.clock.now = before;
});

test("a link that was split by the operator is told no more, and not made again", async () => {
  const { linkId } = await moved();
  const { rows } = await world.database.owner.query("select login_name from pupil where merged_into is not null");
  const mergeId = await getMergeOf(world.database.db.platform, rows[0].login_name);
  await splitPupils(world.deps, { mergeId, actor: "cli" });
  await workOnLinks(world.deps, { schoolId: null });
  expect(await world.told(world.schoolA)).toEqual([]);
  const wish = { linkId, actor: "staff:x", schoolIds: [world.schoolA] };
  await expect(undoLink(world.deps, wish)).rejects.toThrow();
});

test("the pupil who knows both answers for both sides, with the secret that was just typed; and only where there is a question", async () => {
  const { older, newer } = await both();
  const credentialId = await secret(older.pupilId, { kind: "password", used: "2026-09-01T08:00:00Z" });
  await secret(newer.pupilId, { kind: "badge", used: "2026-10-01T08:00:00Z", signedIn: "2026-10-02T08:00:00Z" });
  const proven = { pupilId: older.pupilId, credentialId: CredentialId.parse(credentialId) };
  expect(await answerByPupil(world.deps, { older: undefined, newer: newer.pupilId })).toBe(false);
  expect(await answerByPupil(world.deps, { older: proven, newer: older.pupilId })).toBe(false);
  expect(await answerByPupil(world.deps, { older: proven, newer: newer.pupilId })).toBe(true);
  expect(await alive()).toEqual([{ id: credentialId, pupil_id: older.pupilId }]);
  expect(await getPupil(world.database.db.platform, older.loginName)).toMatchObject({ status: "active" });
});

test("the pupil can't answer what a side called another child", async () => {
  const { older, newer } = await both();
  await world.say("another", world.schoolA);
  const credentialId = await secret(older.pupilId, { kind: "password", used: "2026-09-01T08:00:00Z" });
  const proven = { pupilId: older.pupilId, credentialId: CredentialId.parse(credentialId) };
  expect(await answerByPupil(world.deps, { older: proven, newer: newer.pupilId })).toBe(false);
});
