import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoRoster } from "../../src/demo/roster.ts";
import type { School } from "../../src/schools/schools.ts";
import { leerid } from "../support/command-line.ts";
import { killerFiles } from "../support/killer-files.ts";
import { arrangePackage, askApi, getPackageToken } from "../support/packages.ts";
import { startServerProcess, type ServerProcess } from "../support/server-process.ts";
import { arrangeStaff, passSignIn } from "../support/staff.ts";
import { Visitor } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

/** A server with the memory that our own compose file gives it, and a school whose package and head send it such files. */
let world: ServerProcess;
let school: School;
const doors: Record<string, (bytes: Uint8Array<ArrayBuffer>) => Promise<string>> = {};

beforeAll(async () => {
  world = await startServerProcess({ NODE_OPTIONS: "--max-old-space-size=512", LOG_LEVEL: "warn" });
  school = await arrangeSchool(world);
  const pack = await arrangePackage(world, { grantedBy: school });
  doors["the API"] = async (body) => {
    await world.database.owner.query("delete from throttle");
    const token = await getPackageToken(world, pack);
    const headers = { "content-type": "text/csv" };
    const { status } = await askApi(world.issuer, `/schools/${school.number}/roster`, {
      ...{ method: "PUT", token, body, headers },
    });
    return String(status);
  };
  const head = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  const visitor = new Visitor();
  await visitor.go(new URL("/school", world.issuer));
  await passSignIn(world, visitor, head);
  doors["the portal"] = async (bytes) => {
    const form = new FormData();
    form.set("file", new Blob([bytes]), "leerlingen.xlsx");
    const url = new URL(`/school/${school.number}/roster`, world.issuer);
    const headers = { cookie: visitor.cookies(url), "sec-fetch-site": "same-origin" };
    const { status } = await fetch(url, { method: "POST", body: form, redirect: "manual", headers });
    return String(status);
  };
  doors["the command line"] = async (bytes) => {
    const file = join(tmpdir(), `killer-${process.pid}`);
    writeFileSync(file, bytes);
    const { exitCode, stderr } = await leerid(world.config, "roster", "plan", file, "--school", school.number);
    return `${exitCode}${/\n\s+at /.test(stderr) ? " with a stack trace" : ""}`;
  };
}, 180_000);
afterAll(() => world.close());

const right = { "the API": /^(201|422)$/, "the portal": /^(200|303|422)$/, "the command line": /^[01]$/ };
/** Of each kind one goes through every door; all of them through the first. */
const everywhere = [
  "tags in a sheet that never end",
  "a sheet outside its folder with a cell at the far end",
  "two names with one number, a hundred thousand times",
];
const table = Object.entries(right).flatMap(([door, answer]) =>
  Object.keys(killerFiles)
    .filter((file) => door === "the API" || everywhere.includes(file))
    .map((file): [string, string, RegExp] => [file, door, answer]),
);

test.each(table)(
  "%s, by %s, gets an answer, and the server is still there",
  { timeout: 240_000 },
  async (file, door, answer) => {
    const bytes = Uint8Array.from(killerFiles[file]?.() ?? []);
    expect(await doors[door]?.(bytes)).toMatch(answer);
    expect((await fetch(`${world.issuer}/health/live`)).status).toBe(200);
    expect(world.output()).not.toMatch(/FATAL|Reached heap limit/);
  },
);

describe("a request while a file is read", () => {
  const ask = async () => {
    const start = performance.now();
    await (await fetch(`${world.issuer}/api/v1`)).text();
    return performance.now() - start;
  };
  const middle = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  /** The middle one of those that were asked until this is done. */
  async function askUntil(done: Promise<unknown>): Promise<number> {
    const times: number[] = [];
    const state = { isOver: false };
    void done.finally(() => {
      state.isOver = true;
    });
    while (!state.isOver) {
      times.push(await ask());
      await pause(5);
    }
    return middle(times);
  }

  test("takes no more than twice as long as one before", { timeout: 240_000, retry: 2 }, async () => {
    const bytes = Uint8Array.from(demoRoster({ seed: 3, pupils: 2500, kind: "secundair" }).bytes);
    for (let turn = 0; turn < 50; turn += 1) await ask();
    const before = await askUntil(pause(2000));
    const during = await askUntil(doors["the API"]?.(bytes) ?? Promise.resolve());
    expect(during).toBeLessThanOrEqual(2 * before + 2);
  });
});
