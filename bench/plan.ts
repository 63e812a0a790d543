import { parse } from "csv-parse/sync";
import { demoRoster } from "../src/demo/roster.ts";
import type { Deps } from "../src/deps.ts";
import type { Tx } from "../src/lib/db.ts";
import { planRoster } from "../src/rosters/rosters.ts";
import { startYearOf, type School } from "../src/schools/schools.ts";
import { median, report, type Report } from "./support/report.ts";
import { withStores, type Stores } from "./support/stores.ts";
import { arrangeSchool, importRoster, openWorld } from "./support/world.ts";

/** The largest school there is. */
const rows = 2500;
const rounds = 9;

/** A school's file, read, compared with 2,500 enrolled pupils and kept as a plan, against the CSV parser alone on the same bytes. */
export const plan = (): Promise<Report> => withStores(compare);

async function compare(stores: Stores): Promise<Report> {
  const { deps, close } = await openWorld({
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    ISSUER: "http://localhost:3000",
    MASTER_SECRET: Buffer.alloc(32, "bench").toString("base64"),
  });
  const startYear = startYearOf(deps.now());
  const first = demoRoster({ seed: 1, pupils: rows, kind: "secundair", startYear }).bytes;
  const other = demoRoster({ seed: 2, pupils: rows, kind: "secundair", startYear }).bytes;
  const school = await arrangeSchool(deps);
  const importing = await timed(() => importRoster(deps, school, first));
  const found = await takeTurns(deps, school, { first, other });
  await close();
  return report({
    name: "plan",
    ours: found.same.ms,
    reference: found.parsing.ms,
    unit: `ms for ${rows} rows`,
    bar: 0.04,
    what: { ours: "the school's own list again: read, compared, kept", reference: "csv-parse alone" },
    details: {
      "rows per second": rows / (found.same.ms / 1000),
      "rows per second, parsing alone": rows / (found.parsing.ms / 1000),
      "of which PostgreSQL, ms": found.same.databaseMs,
      "a list of 2,500 others, ms": found.others.ms,
      "of which PostgreSQL, ms (others)": found.others.databaseMs,
      "first import with its plan, rows per second": rows / (importing / 1000),
    },
  });
}

type Files = { first: Uint8Array; other: Uint8Array };

/** The middle one of the rounds, in which all take turns: a machine that slows down slows all of them. */
async function takeTurns(deps: Deps, school: School, { first, other }: Files) {
  const watched = watchDatabase(deps);
  const times = { parsing: noTimes(), same: noTimes(), others: noTimes() };
  for (let round = 0; round < rounds; round += 1) {
    times.parsing.ms.push(await timed(async () => parseAlone(first)));
    for (const [name, bytes] of [
      ["same", first],
      ["others", other],
    ] as const) {
      watched.reset();
      times[name].ms.push(await timed(() => planOnce(watched.deps, school, bytes)));
      times[name].databaseMs.push(watched.ms());
    }
  }
  const middle = (found: Times) => ({ ms: median(found.ms), databaseMs: median(found.databaseMs) });
  return { parsing: middle(times.parsing), same: middle(times.same), others: middle(times.others) };
}

type Times = { ms: number[]; databaseMs: number[] };
const noTimes = (): Times => ({ ms: [], databaseMs: [] });

/** What any reader of the file must do: bytes to text, text to cells. */
function parseAlone(bytes: Uint8Array): void {
  const cells: string[][] = parse(new TextDecoder("windows-1252").decode(bytes), { delimiter: ";" });
  if (cells.length <= rows) throw new Error(`${cells.length} lines were parsed`);
}

async function planOnce(deps: Deps, school: School, bytes: Uint8Array): Promise<void> {
  const planned = await planRoster(deps, { schoolId: school.id, bytes });
  if (!planned.ok) throw new Error(planned.message);
  if (planned.counts.rows !== rows) throw new Error(`${planned.counts.rows} of ${rows} rows were read`);
}

/** How long statements of a school's transactions take until their rows are here. */
function watchDatabase(deps: Deps): { deps: Deps; ms: () => number; reset: () => void } {
  let ms = 0;
  const watch = (tx: Tx): Tx => {
    const { run, many, one, maybeOne } = tx;
    return {
      ...tx,
      run: (query) => measure(() => run(query)),
      many: (row, query) => measure(() => many(row, query)),
      one: (row, query) => measure(() => one(row, query)),
      maybeOne: (row, query) => measure(() => maybeOne(row, query)),
    };
  };
  const measure = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      ms += performance.now() - start;
    }
  };
  const db: Deps["db"] = {
    ...deps.db,
    forSchools: (ids, work) => deps.db.forSchools(ids, (tx) => work(watch(tx))),
  };
  const reset = () => {
    ms = 0;
  };
  return { deps: { ...deps, db }, ms: () => ms, reset };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
