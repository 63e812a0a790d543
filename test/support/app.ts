import { createServer } from "node:http";
import type Koa from "koa";
import { freePort } from "../../adapters/embedded-postgres.ts";
import { createApp } from "../../src/app.ts";
import { createRegistry } from "../../src/applications/applications.ts";
import type { Deps } from "../../src/deps.ts";
import { createFailureLog } from "../../src/failures/failures.ts";
import { errorHandling } from "../../src/http/errors.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { createOidc } from "../../src/oidc/oidc.ts";
import { openMailer } from "../../src/open.ts";

/** The whole application as it is mounted, in the hands of a test: nothing listens yet. */
export async function openApp(deps: Deps): Promise<{ app: Koa; close(): void }> {
  const errors = errorHandling(deps);
  const oidc = await createOidc(deps, { registry: createRegistry(deps), errors, fetch });
  const parts = {
    oidc,
    errors,
    metrics: createMetrics(),
    mailer: openMailer(deps),
    isStopping: () => false,
    closing: new AbortController().signal,
  };
  return { app: createApp(deps, { ...parts, failures: createFailureLog(deps) }), close: () => oidc.close() };
}

/** The same, served: for a `Visitor` who reaches the issuer there. */
export async function serveApp(deps: Deps): Promise<{ origin: string; close(): void }> {
  const { app, close } = await openApp(deps);
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
      close();
    },
  };
}
