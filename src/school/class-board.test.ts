import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresArtifacts } from "../../adapters/oidc-postgres.ts";
import type { ArtifactStore, Counter } from "../deps.ts";
import { ClassGroupId, StaffId, type SchoolId } from "../ids.ts";
import {
  addTestPupils,
  addTestSchool,
  countStatements,
  openActivationWorld,
  type ActivationWorld,
} from "../../test/support/activation.ts";
import { boardOf, type Helper } from "./class-board.ts";

let world: ActivationWorld;
let schoolId: SchoolId;
beforeAll(async () => {
  world = await openActivationWorld();
  schoolId = await addTestSchool(world);
});
afterAll(() => world.close());

async function classWith(pupils: number): Promise<ClassGroupId> {
  const className = `K${pupils}`;
  await addTestPupils(world, schoolId, { count: pupils, className });
  const query = "select id from class_group where school_id = $1 and name = $2";
  return ClassGroupId.parse((await world.database.owner.query(query, [schoolId, className])).rows[0].id);
}

const helper = (): Helper => ({
  schoolId,
  classNames: null,
  staffId: StaffId.parse("01920000-0000-7000-8000-000000000001"),
});

test("a class of 60 costs as many questions as a class of 2: two statements, one look at counters, one at sessions", async () => {
  const asked: string[] = [];
  const artifacts: ArtifactStore = createPostgresArtifacts(world.database.db.signIn, world.deps.now);
  const spied: ArtifactStore = {
    ...artifacts,
    sessionsOfAccounts: (ids) => {
      asked.push("sessions");
      return artifacts.sessionsOfAccounts(ids);
    },
  };
  const counter: Counter = {
    ...world.deps.counter,
    counts: (keys) => {
      asked.push("counters");
      return world.deps.counter.counts(keys);
    },
  };
  const counted = countStatements(world.deps);
  const deps = { ...counted.deps, counter, artifacts: spied };
  for (const size of [2, 60]) {
    const classId = await classWith(size);
    counted.reset();
    asked.length = 0;
    expect((await boardOf(deps, helper(), classId)).pupils).toHaveLength(size);
    expect([counted.count(), asked.toSorted()]).toEqual([2, ["counters", "sessions"]]);
  }
});
