import { afterEach, beforeEach, expect, test } from "vitest";
import { csv, number, openRosters, ten, type Line } from "../../test/support/rosters.ts";
import { ImportId } from "../ids.ts";
import { listLatestEvents } from "../audit/audit.ts";
import { decideDoubt, type Decision } from "./decide.ts";
import { undoImport } from "./undo.ts";

let rosters: Awaited<ReturnType<typeof openRosters>>;
beforeEach(async () => {
  rosters = await openRosters();
});
afterEach(() => rosters.drop());

/** Two pupils without any number, and a file in which the one is in another class. */
const before: Line[] = [...ten, ["Peeters", "Lotte", "3B"], ["Maes", "Wout", "3B"]];
const after: Line[] = [...ten, ["Peeters", "Lotte", "4A"], ["Maes", "Wout", "3B"]];

async function doubtful(lines = after) {
  await rosters.importFile(csv(...before));
  const planned = await rosters.plan(csv(...lines));
  const decide = (decision: Decision, line = planned.doubtful[0]?.line ?? 0) =>
    decideDoubt(rosters.deps, {
      schoolId: rosters.schoolA,
      importId: planned.importId,
      line,
      decision,
      actor: "staff:1",
    });
  return { planned, decide };
}
const pupils = async (familyName: string) =>
  (await rosters.enrolled()).filter((pupil) => pupil.familyName === familyName).map((pupil) => pupil.classNames.join());
const loginNameOf = async (familyName: string) => {
  const pupil = (await rosters.enrolled()).find((one) => one.familyName === familyName);
  if (!pupil) throw new Error(`No ${familyName}`);
  return pupil.loginName;
};
const countsOf = async (importId: string) =>
  (
    await rosters.database.owner.query("select summary -> 'counts' as counts from roster_import where id = $1", [
      importId,
    ])
  ).rows[0].counts;

test("a line that is decided to be the same pupil moves that pupil", async () => {
  const { planned, decide } = await doubtful();
  const loginName = await loginNameOf("Peeters");
  expect(await decide({ is: "same", loginName })).toEqual({ ok: true });
  expect(await countsOf(planned.importId)).toMatchObject({ moved: 1, added: 0, left: 0, unchanged: 11 });
  await rosters.apply(planned.importId);
  expect([await pupils("Peeters"), await loginNameOf("Peeters")]).toEqual([["4A"], loginName]);
});

test("a line that is decided to be a new pupil adds one, and the one of that name has left", async () => {
  const { planned, decide } = await doubtful();
  const loginName = await loginNameOf("Peeters");
  expect(await decide({ is: "new" })).toEqual({ ok: true });
  expect(await countsOf(planned.importId)).toMatchObject({ moved: 0, added: 1, left: 1, unchanged: 11 });
  await rosters.apply(planned.importId);
  expect(await pupils("Peeters")).toEqual(["4A"]);
  expect(await loginNameOf("Peeters")).not.toBe(loginName);
});

test("a line that nobody decides changes nothing", async () => {
  const { planned } = await doubtful();
  await rosters.apply(planned.importId);
  expect(await pupils("Peeters")).toEqual(["3B"]);
});

test("a decision may be changed and taken back as long as the plan waits", async () => {
  const { planned, decide } = await doubtful();
  await decide({ is: "new" });
  await decide({ is: "same", loginName: await loginNameOf("Peeters") });
  expect(await countsOf(planned.importId)).toMatchObject({ moved: 1, added: 0, left: 0 });
  await decide({ is: "open" });
  expect(await countsOf(planned.importId)).toEqual(planned.counts);
  await rosters.apply(planned.importId);
  expect(await pupils("Peeters")).toEqual(["3B"]);
});

test("the last line of a file can be the one that is decided, also when nothing else changes", async () => {
  const { planned, decide } = await doubtful([...ten, ["Maes", "Wout", "3B"], ["Peeters", "Lotte", "4A"]]);
  expect(planned.counts).toMatchObject({ unchanged: 11, left: 0 });
  await decide({ is: "new" });
  await rosters.apply(planned.importId);
  expect(await pupils("Peeters")).toEqual(["4A"]);
});

test("two lines can't both be one pupil", async () => {
  const { planned, decide } = await doubtful([...ten, ["Peeters", "Lotte", "4A"], ["Peeters", "Lotte", "5A"]]);
  const [first, second] = planned.doubtful;
  const same: Decision = { is: "same", loginName: await loginNameOf("Peeters") };
  expect(await decide(same, first?.line)).toEqual({ ok: true });
  expect(await decide(same, second?.line)).toEqual({ ok: false, problem: "taken" });
  expect(await decide({ is: "new" }, second?.line)).toEqual({ ok: true });
  await rosters.apply(planned.importId);
  expect((await pupils("Peeters")).toSorted()).toEqual(["4A", "5A"]);
});

test("somebody whom no doubt is about can't be chosen", async () => {
  const { decide } = await doubtful();
  const loginName = await loginNameOf("Maes");
  expect(await decide({ is: "same", loginName })).toEqual({ ok: false, problem: "contradicts" });
});

test("a national number of a pupil here is nobody new", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(50), "S1"], ["Maes", "Wout", "3B", number(51), "S2"]));
  const planned = await rosters.plan(
    csv(["Peeters", "Lotte", "3B", number(50), "S2"], ["Maes", "Wout", "3B", number(51)]),
  );
  const [line] = planned.doubtful.map((one) => one.line);
  const request = { schoolId: rosters.schoolA, importId: planned.importId, line: line ?? 0, actor: "staff:1" };
  expect(await decideDoubt(rosters.deps, { ...request, decision: { is: "new" } })).toEqual({
    ok: false,
    problem: "contradicts",
  });
  const loginName = await loginNameOf("Peeters");
  expect(await decideDoubt(rosters.deps, { ...request, decision: { is: "same", loginName } })).toEqual({ ok: true });
  await rosters.apply(planned.importId);
  expect(await pupils("Peeters")).toEqual(["3B"]);
});

test("a number goes to whom a person says that the line is about, and the next import of that list asks nothing", async () => {
  await rosters.importFile(csv(["Peeters", "Lotte", "3B", number(50), "S1"], ...ten));
  const list = csv(["Janssens", "Amir", "3B", number(50), "S1"], ["Peeters", "Lotte", "3B"], ...ten);
  const planned = await rosters.plan(list);
  expect(planned.doubtful).toMatchObject([{ line: 2, code: "other-name" }]);
  const request = { schoolId: rosters.schoolA, importId: planned.importId, line: 2, actor: "staff:1" };
  expect(await decideDoubt(rosters.deps, { ...request, decision: { is: "new" } })).toEqual({ ok: true });
  expect(await rosters.apply(planned.importId)).toMatchObject({ ok: true });
  expect([await pupils("Janssens"), await pupils("Peeters")]).toEqual([["3B"], ["3B"]]);
  expect(await rosters.plan(list)).toMatchObject({ doubtful: [], counts: { unchanged: 12, left: 0 } });
  expect(await undoImport(rosters.deps, { ...request })).toMatchObject({ can: true });
  expect(await rosters.plan(csv(["Peeters", "Lotte", "3B", number(50), "S1"], ...ten))).toMatchObject({
    counts: { unchanged: 11, left: 0 },
  });
});

test("twins who had each other's numbers get their own, and undoing gives them back what they had", async () => {
  const twins: Line[] = [
    ["Peeters", "Emma", "3B", number(50), "S1"],
    ["Peeters", "Lotte", "3B", number(51), "S2"],
  ];
  await rosters.importFile(csv(...ten, ...twins));
  const list = csv(...ten, ["Peeters", "Emma", "3B", number(51), "S2"], ["Peeters", "Lotte", "3B", number(50), "S1"]);
  const planned = await rosters.plan(list);
  const request = { schoolId: rosters.schoolA, importId: planned.importId, actor: "staff:1" };
  const all = await rosters.enrolled();
  for (const { line } of planned.doubtful) {
    const name = line === planned.doubtful[0]?.line ? "Emma" : "Lotte";
    const loginName = all.find(({ givenName }) => givenName === name)?.loginName;
    if (!loginName) throw new Error(`No ${name}`);
    expect(await decideDoubt(rosters.deps, { ...request, line, decision: { is: "same", loginName } })).toEqual({
      ok: true,
    });
  }
  expect(await rosters.apply(planned.importId)).toMatchObject({ ok: true });
  expect(await rosters.plan(list)).toMatchObject({ doubtful: [], counts: { unchanged: 12 } });
  expect(await undoImport(rosters.deps, request)).toMatchObject({ can: true });
  expect(await rosters.plan(csv(...ten, ...twins))).toMatchObject({
    doubtful: [],
    counts: { unchanged: 12 },
  });
});

test("a line that is a pupil once more changes nothing and waits no longer, and the same list again asks again", async () => {
  const list = csv(...ten, ["Peeters", "Lotte", "3B"], ["Peeters", "Lotte", "3B"]);
  const planned = await rosters.plan(list);
  const request = { schoolId: rosters.schoolA, importId: planned.importId, line: 13, actor: "staff:1" };
  expect(planned.doubtful).toMatchObject([{ line: 13, code: "twice" }]);
  expect(await decideDoubt(rosters.deps, { ...request, decision: { is: "twice" } })).toEqual({ ok: true });
  expect(await countsOf(planned.importId)).toEqual(planned.counts);
  await rosters.apply(planned.importId);
  expect(await pupils("Peeters")).toEqual(["3B"]);
  expect((await rosters.plan(list)).doubtful.map(({ line }) => line)).toContain(13);
});

test("nothing can be decided in a plan that is stale or applied", async () => {
  const { planned, decide } = await doubtful();
  await rosters.importFile(csv(...before, ["Extra", "Kind", "3C"]));
  expect(await decide({ is: "new" })).toEqual({ ok: false, problem: "stale" });
  await expect(rosters.apply(planned.importId)).resolves.toMatchObject({ problem: "stale" });
});

test("a school decides nothing of another", async () => {
  const { planned } = await doubtful();
  const request = { importId: planned.importId, line: 12, decision: { is: "new" }, actor: "staff:1" } as const;
  await expect(decideDoubt(rosters.deps, { ...request, schoolId: rosters.schoolB })).rejects.toMatchObject({
    code: "not-found",
  });
  const unknown = ImportId.parse("01890000-0000-7000-8000-000000000000");
  await expect(
    decideDoubt(rosters.deps, { ...request, schoolId: rosters.schoolA, importId: unknown }),
  ).rejects.toMatchObject({ code: "not-found" });
});

test("a decision is in the audit, without a name", async () => {
  const { planned, decide } = await doubtful();
  await decide({ is: "new" });
  const [event] = await listLatestEvents(rosters.database.db.platform, 1);
  expect(event).toMatchObject({
    what: "roster.decided",
    actor: "staff:1",
    details: { importId: planned.importId, decision: "new" },
  });
});
