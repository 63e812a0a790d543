import { Command, CommanderError } from "commander";
import { ConfigError, parseConfig } from "../config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { createLog } from "../lib/log.ts";
import { migrate } from "../lib/migrate.ts";
import { openLocalEnvironment } from "../local.ts";
import { openDeps, openMailer } from "../open.ts";
import { startLine } from "../start-line.ts";
import type { Cli, Output } from "./command.ts";

/** The settings of the server itself, except that a command says nothing in the log. */
async function withDeps(work: (deps: Deps) => Promise<Output>): Promise<Output> {
  const local = await openLocalEnvironment(process.env);
  try {
    const config = parseConfig(local.env);
    await migrate(config.databaseUrl);
    const opened = await openDeps(config, { log: createLog("silent"), max: 3, workers: false });
    try {
      return await work(opened.deps);
    } finally {
      await opened.close();
    }
  } finally {
    await local.close();
  }
}

function print(output: Output, asJson: boolean): void {
  process.stdout.write(asJson ? `${JSON.stringify(output.json)}\n` : `${output.text}\n`);
}

type Failure = { exitCode: 1 | 2; code: string; message: string };

function explain(error: unknown): Failure {
  if (error instanceof AppError) return { exitCode: 1, code: error.code, message: error.message };
  if (error instanceof ConfigError) return { exitCode: 1, code: "settings", message: error.message };
  const line = startLine(error);
  if (line !== undefined) return { exitCode: 2, code: "unavailable", message: line };
  const said = error instanceof Error ? error.message : String(error);
  return { exitCode: 2, code: "unexpected", message: `This failed, and it is not your input: ${said}` };
}

/** People read why on standard error; a machine that asked for JSON gets its one document all the same. */
function fail({ exitCode, code, message }: Failure, asJson: boolean): void {
  process.stderr.write(`${message}\n`);
  if (asJson) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  process.exitCode = exitCode;
}

const program = new Command("leerid")
  .description("Everything an operator does without a browser. Works whether the provider runs or not.")
  .option("--json", "print one JSON document on standard output")
  .showHelpAfterError("(--help shows what a command takes)")
  .exitOverride();

const cli: Cli = {
  program,
  run: async (work) => {
    try {
      print(await withDeps(work), program.opts()["json"] === true);
    } catch (error) {
      fail(explain(error), program.opts()["json"] === true);
    }
  },
};

/** What each group of commands is defined in: only what was asked for is loaded. */
const groups: Record<string, () => Promise<(cli: Cli) => void>> = {
  school: async () => (await import("./school.ts")).schoolCommands,
  staff: async () => (await import("./staff.ts")).staffCommands,
  roster: async () => (await import("./roster.ts")).rosterCommands,
  year: async () => (await import("./year.ts")).yearCommands,
  activate: async () => (await import("./activate.ts")).activateCommands,
  app: async () => (await import("./app.ts")).appCommands,
  package: async () => (await import("./package.ts")).packageCommands,
  pupil: async () => (await import("./pupil.ts")).pupilCommands,
  link: async () => (await import("./link.ts")).linkCommands,
  keys: async () => (await import("./keys.ts")).keysCommands,
  audit: async () => (await import("./audit.ts")).auditCommands,
  upstream: async () => (await import("./upstream.ts")).upstreamCommands,
  doctor: async () => {
    const { doctorCommands } = await import("./doctor.ts");
    return (to) => doctorCommands(to, openMailer);
  },
};

const asked = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const only = groups[asked ?? ""];
for (const load of only ? [only] : Object.values(groups)) (await load())(cli);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 1;
  // commander has said it on standard error; where it stopped before it read --json, the arguments still hold it
  if (error.exitCode !== 0 && process.argv.includes("--json"))
    process.stdout.write(`${JSON.stringify({ error: { code: "arguments", message: error.message } })}\n`);
}
