import { openVisits } from "./support/client.ts";
import { inParallel, passThrough, signIn, signInBare } from "./support/flows.ts";
import { report, type Report } from "./support/report.ts";
import { compare } from "./support/rounds.ts";
import { startBare, startOurs } from "./support/servers.ts";
import { withStores, type Stores } from "./support/stores.ts";
import { arrangePupils, arrangeSchool, arrangeTarget, bareTarget, openWorld } from "./support/world.ts";

const concurrency = 8;
const perRound = 400;
/** 12,000 flows: until then V8 still optimizes the path, on both sides. */
const warmUp = 30;
/** Of each side. The bare provider's store forgets what is older than its last thousand or so entries. */
const pupils = 100;

/** Server CPU per flow (authorize, token, userinfo) of pupils who are signed in, against a bare oidc-provider. */
export const sso = (): Promise<Report> => withStores(compareFlows);

async function compareFlows(stores: Stores): Promise<Report> {
  const [ours, bare] = [await startOurs(stores), await startBare()];
  const world = await openWorld(ours.env);
  const school = await arrangeSchool(world.deps);
  const names = await arrangePupils(world.deps, school, pupils);
  const visits = openVisits(await arrangeTarget(ours, world.deps, school), concurrency);
  const bareVisits = openVisits(bareTarget(bare), concurrency);
  await world.close();

  const browsers = await inTurn(names, (name) => signIn(visits, name));
  const bareBrowsers = await inTurn(names, (name) => signInBare(bareVisits, name));
  const cost = await compare(
    {
      ours: { process: ours, perRound, work: (index) => passThrough(visits, at(browsers, index)) },
      bare: { process: bare, perRound, work: (index) => passThrough(bareVisits, at(bareBrowsers, index)) },
    },
    { rounds: 15, concurrency, warmUp },
  );

  await Promise.all([visits.close(), bareVisits.close()]);
  await Promise.all([ours.stop(), bare.stop()]);
  return report({
    name: "sso",
    ours: cost.ours.cpuMs,
    reference: cost.bare.cpuMs,
    unit: "CPU ms per flow",
    bar: 0.8,
    what: {
      ours: "our server, PostgreSQL and Redis",
      reference: "bare oidc-provider, in memory, RS256",
    },
    details: { "ours, flows per second": cost.ours.perSecond, "bare, flows per second": cost.bare.perSecond },
  });
}

async function inTurn<T>(names: string[], work: (name: string) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  await inParallel(names.length, concurrency, async (index) => done.push(await work(at(names, index))));
  return done;
}

/** Round and round. */
function at<T>(list: T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("There is nobody");
  return item;
}
