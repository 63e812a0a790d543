import cluster from "node:cluster";
import { setTimeout as pause } from "node:timers/promises";
import { makeRun } from "./activation/activation.ts";
import { createApp } from "./app.ts";
import { createRegistry, type Registry } from "./applications/applications.ts";
import { sealAudit } from "./audit/audit.ts";
import type { Config } from "./config.ts";
import type { Deps, Mailer } from "./deps.ts";
import { listen } from "./lib/listen.ts";
import type { Log } from "./lib/log.ts";
import { workOnLinks } from "./links/links.ts";
import { createSafeFetch } from "./lib/safe-fetch.ts";
import { createOidc, type Oidc } from "./oidc/oidc.ts";
import { createFailureLog, type FailureLog } from "./failures/failures.ts";
import { errorHandling, type ErrorParts } from "./http/errors.ts";
import { openDoor } from "./http/door.ts";
import { createMetrics, startMetricsServer } from "./http/metrics.ts";
import { clientNetwork } from "./http/network.ts";
import { factsOf } from "./http/request.ts";
import { openDeps, openMailer } from "./open.ts";
import { purge } from "./purge.ts";
import { sendLinkMails } from "./school/school.ts";
import { applyRoster } from "./rosters/rosters.ts";
import { takeDueEffects } from "./rosters/rosters.ts";

export type RunningServer = {
  /** The port it listens on; another one than configured when that was 0. */
  port: number;
  /**
   * Says at once that it isn't ready, answers everybody for as long as a balancer needs to hear that, then takes no new request, finishes
   * what runs, hands its jobs back and closes everything.
   */
  close(): Promise<void>;
};

/** What is left to close says goodbye within this time, or is left to itself. */
const goodbyeMs = 2_000;

/** One process that serves requests and takes jobs. It may run as many times as wanted. */
export async function startServer(config: Config): Promise<RunningServer> {
  const { deps, close: closeDeps } = await openDeps(config, { workers: true });
  const { log } = deps;
  const [leaving, closing] = [new AbortController(), new AbortController()];
  const registry = createRegistry(deps);
  // Only a provider on a machine of one's own may call applications there.
  const allowLoopback = new URL(config.issuer).protocol === "http:";
  const failures = createFailureLog(deps);
  const errors = errorHandling({ ...deps, note: noting(deps, failures) });
  const oidc = await createOidc(deps, { registry, errors, fetch: createSafeFetch({ allowLoopback }) });
  const listener = await listenFor(deps, { registry, oidc });
  const metrics = createMetrics();
  const mailer = openMailer(deps);
  const stopping = { isStopping: () => leaving.signal.aborted, closing: closing.signal };
  const handle = createApp(deps, { oidc, errors, metrics, mailer, failures, ...stopping }).callback();
  const door = await openDoor((request, response) => void handle(request, response), config.port);
  // With cluster workers the primary serves the figures of all of them.
  const metricsServer = cluster.isPrimary ? await startMetricsServer(config.metricsPort, metrics.text) : undefined;
  await takeJobs(deps, oidc, mailer);
  return {
    port: door.port,
    close: async () => {
      leaving.abort();
      deps.jobs.rest();
      door.leave();
      await pause(config.stopDelaySeconds * 1000);
      closing.abort();
      await door.close();
      await sayGoodbye(log, async () => {
        metricsServer?.close();
        metricsServer?.closeAllConnections();
        oidc.close();
        await failures.flush();
        await Promise.all([listener.close(), closeDeps()]);
      });
    },
  };
}

async function sayGoodbye(log: Log, closeAll: () => Promise<void>): Promise<void> {
  const closed = closeAll().catch((error: unknown) => log.warn({ err: error }, "not everything could be closed"));
  await Promise.race([closed, pause(goodbyeMs, undefined, { ref: false })]);
}

/** What other processes change and this one remembers. */
const listenFor = ({ config, log }: Deps, { registry, oidc }: { registry: Registry; oidc: Oidc }) =>
  listen(config.databaseUrl, log, {
    registry: () => registry.invalidate(),
    keys: () =>
      void oidc.reloadKeys().catch((error: unknown) => log.error({ err: error }, "signing keys could not be reloaded")),
  });

/** What the code of an error page stands for, with what the layers found out about the request. */
const noting =
  ({ config }: Deps, failures: FailureLog): NonNullable<ErrorParts["note"]> =>
  (ctx, failure) => {
    const { network } = clientNetwork(ctx, config.trustedHops);
    failures.note({ ...failure, ...factsOf(ctx).about, network });
  };

async function takeJobs(deps: Deps, oidc: Oidc, mailer: Mailer): Promise<void> {
  const { jobs } = deps;
  await jobs.work("backchannel-logout", (data) => oidc.sendBackchannelLogout(data));
  await jobs.work("end-sessions", ({ accountId }) => oidc.endSessionsOf(accountId));
  await jobs.work("purge", () => purge(deps));
  await jobs.work("audit-seal", async () => {
    await sealAudit(deps);
  });
  await jobs.work("roster-apply", async (data) => void (await applyRoster(deps, data)));
  await jobs.work("activation-make", (data) => makeRun(deps, data));
  await jobs.schedule("purge", "*/10 * * * *");
  await jobs.schedule("audit-seal", "* * * * *");
  await jobs.work("school-year", async () => {
    await takeDueEffects(deps, "job:school-year");
  });
  // midnight in Brussels on 1 September is 22:00 UTC; the other calls are for a night on which nothing ran
  await jobs.schedule("school-year", "*/10 * * * *");
  await takeLinkJobs(deps, mailer);
}

async function takeLinkJobs(deps: Deps, mailer: Mailer): Promise<void> {
  const { jobs } = deps;
  await jobs.work("link-questions", async (data) => void (await workOnLinks(deps, data)));
  // what the calendar alone changes: an enrolment in the last year group ends with 31 August
  await jobs.schedule("link-questions", "20 22 * * *");
  await jobs.work("link-mail", async () => void (await sendLinkMails(deps, mailer)));
  await jobs.schedule("link-mail", "0 6 * * 1-5");
}
