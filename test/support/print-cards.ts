/** A process of its own that makes the file of a run, as the server does, and waits after each class until it may go on or is killed. */
import { Writable } from "node:stream";
import { createJobs } from "../../adapters/jobs-pg-boss.ts";
import { startPrinting } from "../../src/activation/activation.ts";
import { parseConfig } from "../../src/config.ts";
import { ActivationRunId, SchoolId } from "../../src/ids.ts";
import { createDatabases } from "../../src/lib/db.ts";
import { createKeys } from "../../src/lib/keys.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";

const [schoolId, runId, now] = process.argv.slice(2);
const config = parseConfig(process.env);
const log = createLog("silent");
const jobs = await createJobs({ databaseUrl: config.databaseUrl, log, workers: false });
const at = new Date(now ?? "");
const deps = {
  config,
  log,
  jobs,
  db: createDatabases(config.databaseUrl, { log, max: 2 }),
  keys: createKeys(config.masterSecret, systemRandom),
  random: systemRandom,
  now: () => at,
};
const request = {
  schoolId: SchoolId.parse(schoolId),
  schoolName: "De Klimboom",
  runId: ActivationRunId.parse(runId),
  actor: "test",
};
const printing = await startPrinting(deps, request);
if (!printing.ok) throw new Error(printing.reason);
/** Takes the first pages and then no more: whoever reads has a slow line. */
const out = new Writable({
  highWaterMark: 1,
  write: () => {
    process.stdout.write("writing\n");
  },
});
await printing.print(out, new Promise(() => {}));
