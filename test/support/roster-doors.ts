import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { apiRoutes } from "../../src/api/routes.ts";
import { addPackage, grantPackage, packageScopes } from "../../src/applications/applications.ts";
import { parseConfig } from "../../src/config.ts";
import type { Deps } from "../../src/deps.ts";
import { AppError } from "../../src/errors.ts";
import { loadAssets } from "../../src/http/assets.ts";
import { errorHandling } from "../../src/http/errors.ts";
import { pages } from "../../src/http/pages.ts";
import { ImportId, PackageId, SchoolNumber, type SchoolId } from "../../src/ids.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { listEnrolled } from "../../src/pupils/pupils.ts";
import type { Gate } from "../../src/school/gate.ts";
import { rosterRoutes } from "../../src/school/roster-routes.ts";
import { addSchool } from "../../src/schools/schools.ts";
import { openGate } from "./activation.ts";
import { openRosterJobs } from "./background-jobs.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createSimulatedCounter } from "./simulated-counter.ts";
import { startWeb, type TestWeb } from "./web.ts";

export type SchoolOfCase = { id: SchoolId; number: string };
/** Where a list comes in: the form of the portal and the API over HTTP, and what the command line gets. */
export type RosterDoors = {
  portal: TestWeb;
  api: TestWeb;
  deps: Deps;
  owner: TestDatabase["owner"];
  /** for files that the command line reads */
  folder: string;
  newestImport(schoolId: SchoolId): Promise<ImportId>;
  /** Waits until all that was asked for is carried out. */
  idle(): Promise<void>;
  enrolled(schoolId: SchoolId): ReturnType<typeof listEnrolled>;
  /** Lines that were not used, with the code of why. */
  told(importId: ImportId): Promise<[line: number, code: string][]>;
  /** What the audit says of the last list that a person began to carry out: who did, and what of it they confirmed. */
  started(schoolId: SchoolId): Promise<{ actor: string; details: object }>;
  /** A school without pupils that has this number until it is let go. */
  openSchool(number?: string): Promise<SchoolOfCase & { letGo(): Promise<void> }>;
  close(): Promise<void>;
};

/**
 * Who may send a list has tests of its own: here everybody may, at every school.
 * @param now late enough for who left in October, and in the school year of the lists
 */
export async function openRosterDoors(now = new Date("2026-11-16T08:00:00Z")): Promise<RosterDoors> {
  const folder = mkdtempSync(join(tmpdir(), "leerid-lists-"));
  const database = await createTestDatabase();
  const { deps, jobs } = depsAt(database, now);
  const { clientId, packageId } = await addAnyPackage(deps);
  const schools = new Map<string, SchoolId>();
  const errors = errorHandling({ log: deps.log, random: systemRandom });
  const token = { clientId, scopes: new Set<string>(packageScopes), issuedAt: now.getTime() / 1000 + 3600 };
  const oidc = { packageToken: async () => ({ ok: true, token }) as const };
  const assets = loadAssets();
  const portal = await startWeb(
    (issuer) => [pages({ assets, issuer }), errors.middleware],
    rosterRoutes(deps, gateOf(schools)),
  );
  const api = await startWeb(() => [], apiRoutes(deps, { oidc, errors }));
  return {
    ...{ portal, api, deps, folder, idle: jobs.idle },
    owner: database.owner,
    ...readingFrom(database),
    openSchool: (number) => openSchool({ database, deps, packageId, schools }, number),
    close: async () => {
      await Promise.all([portal.close(), api.close(), jobs.idle()]);
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

function depsAt(database: TestDatabase, at: Date) {
  const now = () => at;
  const keys = createKeys(Buffer.alloc(32, 3), systemRandom);
  const world = { db: database.db, now, random: systemRandom, keys };
  const jobs = openRosterJobs(world);
  const none = new Proxy(
    {},
    {
      get: () => {
        throw new Error("not part of this test");
      },
    },
  );
  const settings = {
    DATABASE_URL: database.url,
    ISSUER: "http://localhost:1",
    MASTER_SECRET: Buffer.alloc(32, 3).toString("base64"),
  };
  const deps: Deps = Object.assign(Object.create(none), {
    ...{ ...world, jobs, config: parseConfig(settings), log: createLog("silent") },
    counter: createSimulatedCounter(now),
  });
  return { deps, jobs };
}

async function addAnyPackage(deps: Deps) {
  const { publicKey } = await generateKeyPair("ES256");
  return addPackage(deps, { name: "Pakket", jwks: { keys: [await exportJWK(publicKey)] }, actor: "test" });
}

const gateOf = (schools: Map<string, SchoolId>): Gate => ({
  enter: async (ctx, need) => {
    const id = schools.get(String(ctx["params"].number));
    if (id === undefined) throw new AppError("not-found");
    return openGate({ id }).enter(ctx, need);
  },
});

const readingFrom = ({
  db,
  owner,
}: TestDatabase): Pick<RosterDoors, "newestImport" | "enrolled" | "started" | "told"> => ({
  newestImport: async (schoolId) => {
    const { rows } = await owner.query("select id from roster_import where school_id = $1 order by id desc limit 1", [
      schoolId,
    ]);
    return ImportId.parse(rows[0]?.id);
  },
  enrolled: (schoolId) => db.forSchools([schoolId], (tx) => listEnrolled(tx, { schoolId, schoolYear: "2026-2027" })),
  started: async (schoolId) => {
    const { rows } = await owner.query(
      "select actor, details from audit_event where what = 'roster.started' and school_id = $1 order by id desc limit 1",
      [schoolId],
    );
    return rows[0];
  },
  told: async (importId) => {
    const { rows } = await owner.query(
      "select line, reason from roster_row where import_id = $1 and action in ('rejected', 'doubtful') order by line",
      [importId],
    );
    return rows.map(({ line, reason }): [number, string] => [line, reason]);
  },
});

type Opening = { database: TestDatabase; deps: Deps; packageId: PackageId; schools: Map<string, SchoolId> };

/** Numbers that a file holds are of one school after the other. */
async function openSchool({ database, deps, packageId, schools }: Opening, number?: string) {
  const own = String(700_000 + schools.size);
  const { id } = await addSchool(deps, { number: SchoolNumber.parse(own), name: "De Linde" });
  await grantPackage(deps, { packageId, schoolId: id, scopes: [...packageScopes], actor: "test" });
  schools.set(own, id);
  if (number === undefined) return { id, number: own, letGo: async () => {} };
  const rename = (from: string, to: string) =>
    database.owner.query("update school_number set number = $2 where number = $1", [from, to]);
  await rename(own, number);
  schools.set(number, id);
  return { id, number, letGo: async () => void (await rename(number, own)) };
}
