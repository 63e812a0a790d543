import { availableParallelism } from "node:os";
import { z } from "zod";
import { openVisits } from "./support/client.ts";
import { signIn } from "./support/flows.ts";
import { startProcess, type Measured } from "./support/processes.ts";
import { report, type Report } from "./support/report.ts";
import { compare } from "./support/rounds.ts";
import { startOurs } from "./support/servers.ts";
import { withStores, type Stores } from "./support/stores.ts";
import { arrangePupils, arrangeSchool, arrangeTarget, openWorld } from "./support/world.ts";

const concurrency = 8;
const perRound = 100;
/** A server runs for days; V8 has optimized the path of a sign-in after some thousands, and until then it costs a fifth more. */
const warmUp = 40;
/** More than any round needs, so that hardly anybody signs in twice. */
const pupils = 1200;

/**
 * Server CPU per whole sign-in, against one Argon2id verification with the same parameters. The baseline is the package `argon2`, as
 * decision 0006 says; our own library verifies faster, and what it takes is told beside it.
 */
export const login = (): Promise<Report> => withStores(compareWithVerifying);

async function compareWithVerifying(stores: Stores): Promise<Report> {
  const ours = await startOurs(stores);
  const [own, baseline] = [startVerifier("@node-rs/argon2"), startVerifier("argon2")];
  const world = await openWorld(ours.env);
  const school = await arrangeSchool(world.deps);
  const names = await arrangePupils(world.deps, school, pupils);
  const visits = openVisits(await arrangeTarget(ours, world.deps, school), concurrency);
  await world.close();

  let next = 0;
  const cost = await compare(
    {
      ours: { process: ours, perRound, work: () => signIn(visits, names[next++ % pupils] ?? "") },
      own: { process: own, perRound: 1, warmUp: 2, work: own.verify },
      baseline: { process: baseline, perRound: 1, warmUp: 2, work: baseline.verify },
    },
    { rounds: 9, concurrency, warmUp },
  );

  await visits.close();
  await Promise.all([ours.stop(), own.stop(), baseline.stop()]);
  const verification = cost.own.cpuMs / perRound;
  return report({
    name: "login",
    ours: cost.ours.cpuMs,
    reference: cost.baseline.cpuMs / perRound,
    unit: "CPU ms",
    bar: 0.7,
    what: { ours: "one sign-in at our server", reference: "one verification, argon2" },
    details: {
      "one verification, @node-rs/argon2 (CPU ms)": verification,
      "one verification, @node-rs/argon2 / ours": verification / cost.ours.cpuMs,
      "CPU ms beside the verification": cost.ours.cpuMs - verification,
      "sign-ins per second": cost.ours.perSecond,
      "verifications per second, @node-rs/argon2": cost.own.perSecond * perRound,
    },
  });
}

/** One library in a process of its own, as many at once as our server lets run. `verify` does a round's worth. */
function startVerifier(library: string): Measured & { verify: () => Promise<void> } {
  const env = { LIBRARY: library, AT_ONCE: String(availableParallelism()) };
  const measured = startProcess({ path: "bench/support/verifier.ts", env });
  const verify = async () => {
    z.literal("right").parse(await measured.ask({ verify: perRound }));
  };
  return { ...measured, verify };
}
