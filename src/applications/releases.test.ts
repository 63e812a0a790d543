import { afterAll, beforeAll, expect, test } from "vitest";
import { openApplications } from "../../test/support/applications.ts";
import { ApplicationId, SchoolId } from "../ids.ts";
import { releaseApplication, withdrawRelease } from "./applications.ts";

let registry: Awaited<ReturnType<typeof openApplications>>;
let schoolId: SchoolId;
let otherSchoolId: SchoolId;

beforeAll(async () => {
  registry = await openApplications();
  ({ schoolId, otherSchoolId } = registry);
});
afterAll(() => registry.drop());

const releases = async (applicationId: string) =>
  (
    await registry.database.owner.query(
      `select class_names, year_choices, withdrawn_at is null as live, allowed_by, school_id from release
        where application_id = $1 order by id`,
      [applicationId],
    )
  ).rows;

test("a release says for whom, by whom, and is in the school's audit", async () => {
  const { applicationId } = await registry.add();
  await releaseApplication(registry.deps, {
    applicationId,
    schoolId,
    classNames: ["3B"],
    yearChoices: ["lager-5"],
    actor: "test",
  });
  expect(await releases(applicationId)).toEqual([
    { class_names: ["3B"], year_choices: ["lager-5"], live: true, allowed_by: "test", school_id: schoolId },
  ]);
  expect((await registry.audited("application.released")).at(-1)).toMatchObject({
    school_id: schoolId,
    details: { applicationId },
  });
});

test("a new release replaces the one before", async () => {
  const { applicationId } = await registry.add();
  await releaseApplication(registry.deps, { applicationId, schoolId, classNames: ["3B"], actor: "test" });
  await releaseApplication(registry.deps, { applicationId, schoolId, actor: "test" });
  expect((await releases(applicationId)).map((row) => [row.class_names, row.live])).toEqual([
    [["3B"], false],
    [null, true],
  ]);
});

test("of ten releases at one moment one stays", async () => {
  const { applicationId } = await registry.add();
  await Promise.all(
    Array.from({ length: 10 }, () => releaseApplication(registry.deps, { applicationId, schoolId, actor: "test" })),
  );
  expect((await releases(applicationId)).filter((row) => row.live)).toHaveLength(1);
});

test("a class that the school doesn't have is named, and nothing is released", async () => {
  const { applicationId } = await registry.add();
  const release = { applicationId, schoolId: otherSchoolId, classNames: ["3B", "9Z"], actor: "test" };
  await expect(releaseApplication(registry.deps, release)).rejects.toMatchObject({
    code: "bad-request",
    message: "This school has no class 3B, 9Z this year",
  });
  expect(await releases(applicationId)).toEqual([]);
});

test.each([{ classNames: [] }, { yearChoices: [] }])(
  "%j is no scope: a list that is empty by mistake must not mean everybody",
  async (scope) => {
    const { applicationId } = await registry.add();
    await expect(
      releaseApplication(registry.deps, { applicationId, schoolId, ...scope, actor: "test" }),
    ).rejects.toMatchObject({
      code: "bad-request",
    });
  },
);

test("a school or application that isn't there is told", async () => {
  const { applicationId } = await registry.add();
  const nowhere = SchoolId.parse("019ab000-0000-7000-8000-000000000000");
  const nothing = ApplicationId.parse("019ab000-0000-7000-8000-000000000000");
  for (const work of [releaseApplication, withdrawRelease]) {
    await expect(work(registry.deps, { applicationId, schoolId: nowhere, actor: "t" })).rejects.toMatchObject({
      code: "school-not-found",
    });
    await expect(work(registry.deps, { applicationId: nothing, schoolId, actor: "t" })).rejects.toMatchObject({
      code: "application-not-found",
    });
  }
});

test("a school can withdraw, also twice", async () => {
  const { applicationId } = await registry.add();
  await releaseApplication(registry.deps, { applicationId, schoolId, actor: "test" });
  await withdrawRelease(registry.deps, { applicationId, schoolId, actor: "test" });
  await withdrawRelease(registry.deps, { applicationId, schoolId, actor: "test" });
  expect((await releases(applicationId)).map((row) => row.live)).toEqual([false]);
});

test("withdrawing leaves the other school's release alone", async () => {
  const { applicationId } = await registry.add();
  await releaseApplication(registry.deps, { applicationId, schoolId, actor: "test" });
  await releaseApplication(registry.deps, { applicationId, schoolId: otherSchoolId, actor: "test" });
  await withdrawRelease(registry.deps, { applicationId, schoolId, actor: "test" });
  expect((await releases(applicationId)).filter((row) => row.live).map((row) => row.school_id)).toEqual([
    otherSchoolId,
  ]);
});
