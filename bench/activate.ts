import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { activateInChunks } from "../src/activation/activation.ts";
import { demoRoster } from "../src/demo/roster.ts";
import type { Deps } from "../src/deps.ts";
import { startYearOf, type School } from "../src/schools/schools.ts";
import { median, report, type Report } from "./support/report.ts";
import { withStores, type Stores } from "./support/stores.ts";
import { arrangeSchool, importRoster, openWorld } from "./support/world.ts";

/** 100,000 pupils in all; one file of a school group's size at a time. */
const schools = 20;
const pupilsPerSchool = 5000;
/** What an import and an activation leave behind, parents first. */
const tables = ["pupil", "class_group", "enrolment", "class_membership", "credential"];

/** From the schools' own files to first secrets, against COPY of the same final rows into the same tables with the same indexes. */
export const activate = (): Promise<Report> => withStores(compare);

async function compare(stores: Stores): Promise<Report> {
  const { deps, close } = await openWorld({
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    ISSUER: "http://localhost:3000",
    MASTER_SECRET: Buffer.alloc(32, "bench").toString("base64"),
  });
  const ours = await importAndActivate(deps);
  await close();
  const copied = await copyAgain(stores);
  const pupils = schools * pupilsPerSchool;
  return report({
    name: "activate",
    ours: ours.seconds,
    reference: copied,
    unit: "s for 100,000 pupils",
    bar: 0.3,
    what: { ours: "import, plan, apply, activate with words", reference: "COPY of the final rows" },
    details: {
      "pupils per second": pupils / ours.seconds,
      "of which import, s": ours.importing,
      "peak memory after the first school, MB": ours.firstMegabytes,
      "peak memory at the end, MB": process.resourceUsage().maxRSS / 1000,
    },
  });
}

async function importAndActivate(deps: Deps) {
  const taken = new Set<string>();
  const startYear = startYearOf(deps.now());
  let importing = 0;
  let activating = 0;
  let firstMegabytes = 0;
  for (let index = 0; index < schools; index += 1) {
    const school = await arrangeSchool(deps);
    const { bytes } = demoRoster({ seed: index, pupils: pupilsPerSchool, kind: "secundair", startYear, taken });
    importing += await timed(() => importRoster(deps, school, bytes));
    activating += await timed(() => activateAll(deps, school));
    if (index === 0) firstMegabytes = process.resourceUsage().maxRSS / 1000;
  }
  return { seconds: importing + activating, importing, firstMegabytes };
}

/** Every card is made; nobody prints it. */
async function activateAll(deps: Deps, school: School): Promise<void> {
  let cards = 0;
  for await (const chunk of activateInChunks(deps, { schoolId: school.id, secret: "words", actor: "bench" })) {
    cards += chunk.cards.length;
  }
  if (cards !== pupilsPerSchool) throw new Error(`${cards} of ${pupilsPerSchool} pupils were activated`);
}

async function copyAgain({ databaseUrl, folder }: Stores): Promise<number> {
  const files = join(folder, "rows");
  mkdirSync(files);
  // the server writes here, as a user of its own
  chmodSync(files, 0o777);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const table of tables) await client.query(`copy ${table} to '${files}/${table}'`);
    const seconds: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await client.query(`truncate ${tables.join(", ")} cascade`);
      const copyAll = async () => {
        for (const table of tables) await client.query(`copy ${table} from '${files}/${table}'`);
      };
      seconds.push(await timed(copyAll));
    }
    return median(seconds);
  } finally {
    await client.end();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
