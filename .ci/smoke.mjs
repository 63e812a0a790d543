// Starts the real server as a newcomer does, asks it for its discovery document and its keys, stops it with Ctrl-C, and looks
// whether everything is gone. Runs on Node 20 or newer. Exit code 0 when all of that went well.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const startSeconds = 240;
const stopSeconds = 30;

function listen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, () => resolve(server));
  });
}

async function isFree(port) {
  const server = await listen(port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** The first of four ports in a row that are free: provider, two example applications, metrics. */
async function findPorts() {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 30_000);
    const free = await Promise.all([0, 1, 2, 3].map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

async function waitFor(what, seconds, look) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    if (server.exitCode !== null) throw new Error(`the server ended by itself with code ${server.exitCode}`);
    if (Date.now() > end) throw new Error(`${what} did not come within ${seconds} s`);
    await pause(250);
  }
}

function expect(sentence, holds) {
  if (!holds) throw new Error(`${sentence}: no`);
  console.log(`ok  ${sentence}`);
}

async function stop() {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  // A terminal sends Ctrl-C to every process of the group: npm, its shell and the server.
  process.kill(-server.pid, "SIGINT");
  const inTime = await Promise.race([gone.then(() => true), pause(stopSeconds * 1000, false, { ref: false })]);
  if (inTime) return;
  process.kill(-server.pid, "SIGKILL");
  throw new Error(`the server did not stop within ${stopSeconds} s after Ctrl-C`);
}

const port = await findPorts();
const data = mkdtempSync(join(tmpdir(), "leerid-smoke-"));
chmodSync(data, 0o755); // where root runs this, PostgreSQL runs as another user
const { DATABASE_URL: _, DATABASE_URL_FILE: __, REDIS_URL: ___, ISSUER: ____, ...inherited } = process.env;
const server = spawn("npm", ["start"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  detached: true,
  stdio: ["ignore", "pipe", "pipe"],
  env: { ...inherited, PORT: String(port), METRICS_PORT: String(port + 3), LEERID_DATA: data },
});
let said = "";
for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (said += chunk));

try {
  const issuer = `http://localhost:${port}`;
  const discovery = await waitFor("the discovery document", startSeconds, async () => {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
    return answer.ok && (await answer.json());
  });
  expect("the discovery document names the issuer", discovery.issuer === issuer);
  const { keys } = await (await fetch(discovery.jwks_uri)).json();
  expect("the key set has public keys and nothing private", keys.length > 0 && keys.every((key) => key.kty && !key.d));
  await waitFor("the table for newcomers", startSeconds, async () => said.includes(issuer));
  expect("the server says where it is", true);
  await stop();
  expect(
    "Ctrl-C ends it without an error",
    server.exitCode === 0 || server.exitCode === 130 || server.signalCode === "SIGINT",
  );
  expect(
    "its ports are free again",
    (await Promise.all([0, 1, 2, 3].map((offset) => isFree(port + offset)))).every(Boolean),
  );
  expect("its database has stopped", !existsSync(join(data, "postgres", "postmaster.pid")));
} catch (error) {
  console.error(`FAIL  ${error.message}\n\nWhat the server said:\n${said.slice(-4000)}`);
  process.exitCode = 1;
} finally {
  await stop().catch(() => {});
  if (process.exitCode !== 1) rmSync(data, { recursive: true, force: true });
}
