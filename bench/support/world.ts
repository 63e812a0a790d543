import pg from "pg";
import { z } from "zod";
import { addApplication, releaseApplication } from "../../src/applications/applications.ts";
import { parseConfig } from "../../src/config.ts";
import { demoRoster } from "../../src/demo/roster.ts";
import type { Deps } from "../../src/deps.ts";
import { SchoolNumber } from "../../src/ids.ts";
import { createLog } from "../../src/lib/log.ts";
import { openDeps, type OpenDeps } from "../../src/open.ts";
import { applyRoster, planRoster } from "../../src/rosters/rosters.ts";
import { addSchool, startYearOf, type School } from "../../src/schools/schools.ts";
import { bareSecret, redirectUri, type Server } from "./servers.ts";
import type { Target } from "./client.ts";

export const password = "zeven gele olifanten op zolder";

/** The world of a server, for arranging: as a second process has it. */
export function openWorld(env: Record<string, string>): Promise<OpenDeps> {
  return openDeps(parseConfig(env), { log: createLog("warn"), max: 3, workers: false });
}

let schools = 0;
export function arrangeSchool(deps: Deps): Promise<School> {
  schools += 1;
  return addSchool(deps, { number: SchoolNumber.parse(String(100_000 + schools)), name: `School ${schools}` });
}

/** Imports a file as a school does: plan, then apply. */
export async function importRoster(deps: Deps, school: School, bytes: Uint8Array): Promise<void> {
  const plan = await planRoster(deps, { schoolId: school.id, bytes });
  if (!plan.ok) throw new Error(plan.message);
  const applied = await applyRoster(deps, { schoolId: school.id, importId: plan.importId });
  if (!applied.ok) throw new Error(applied.message);
}

/**
 * A school of pupils who all have the same password, hashed once: checking it costs the same for each.
 * @returns their login names
 */
export async function arrangePupils(deps: Deps, school: School, count: number): Promise<string[]> {
  const startYear = startYearOf(deps.now());
  await importRoster(deps, school, demoRoster({ seed: 1, pupils: count, kind: "secundair", startYear }).bytes);
  const phc = await deps.hasher.hash(password);
  const client = new pg.Client({ connectionString: deps.config.databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into credential (id, pupil_id, kind, phc, created_at, used_at)
        select uuidv7(), id, 'password', $1, now(), now() from pupil`,
      [phc],
    );
    await client.query("analyze");
    const { rows } = await client.query("select login_name as name from pupil order by id");
    return z.array(z.object({ name: z.string() }).transform((row) => row.name)).parse(rows);
  } finally {
    await client.end();
  }
}

/** An application that the school has switched on, as a vendor registers one today: its ID tokens are ES256. */
export async function arrangeTarget({ origin }: Server, deps: Deps, school: School): Promise<Target> {
  const { applicationId, clientId, clientSecret } = await addApplication(deps, {
    name: "Rekenland",
    status: "sandbox",
    redirectUris: [redirectUri],
    bundle: "personalised",
    actor: "bench",
  });
  await releaseApplication(deps, { applicationId, schoolId: school.id, actor: "bench" });
  return {
    origin,
    paths: { authorization: "/authorize", token: "/token", userinfo: "/userinfo" },
    client: { id: clientId, secret: clientSecret ?? "", redirectUri, scope: "openid email profile leerid" },
  };
}

export const bareTarget = ({ origin }: Server): Target => ({
  origin,
  paths: { authorization: "/auth", token: "/token", userinfo: "/me" },
  client: { id: "bench", secret: bareSecret, redirectUri, scope: "openid" },
});
