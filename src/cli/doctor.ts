import { z } from "zod";
import type { Deps, Mailer } from "../deps.ts";
import { sql } from "../lib/db.ts";
import { loadSigningKeys } from "../oidc/oidc.ts";
import type { Cli } from "./command.ts";

type Finding = { check: string; ok: boolean; found: string; todo?: string };

/** One check: what was found, or what to do. A check that throws is a finding, not a failure of the command. */
async function look(check: string, todo: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, found: await work() };
  } catch (error) {
    return { check, ok: false, found: error instanceof Error ? error.message : String(error), todo };
  }
}

const versionRow = z.object({ version: z.coerce.number() });
const clockRow = z.object({ at: z.date() });

async function database({ db }: Deps): Promise<string> {
  const { version } = await db.platform.one(versionRow, sql`select current_setting('server_version_num') as version`);
  if (version < 180_000)
    throw new Error(`PostgreSQL ${Math.floor(version / 10_000)} is too old: uuidv7() came with 18`);
  return `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}, schema up to date`;
}

async function clock({ db, now }: Deps): Promise<string> {
  const before = now().getTime();
  const { at } = await db.platform.one(clockRow, sql`select clock_timestamp() as at`);
  const apart = Math.abs(at.getTime() - (before + now().getTime()) / 2);
  if (apart > 2000) throw new Error(`this machine and the database are ${Math.round(apart / 1000)} s apart`);
  return `within ${Math.ceil(apart)} ms of the database`;
}

async function state({ artifacts, config }: Deps): Promise<string> {
  await artifacts.ping();
  return config.redisUrl ? "Redis answers" : "no REDIS_URL: PostgreSQL keeps the state of sign-ins";
}

async function signingKeys(deps: Deps): Promise<string> {
  const { jwks } = await loadSigningKeys(deps);
  return `${jwks.length} signing keys, opened with the master secret`;
}

async function versions(): Promise<string> {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 24) throw new Error(`Node ${process.versions.node} is too old`);
  return `Node ${process.versions.node}`;
}

/** @param mailerOf brings mail to staff, as the server does */
export function doctorCommands(cli: Cli, mailerOf: (deps: Deps) => Mailer): void {
  cli.program
    .command("doctor")
    .description("is everything there that the provider needs?")
    .action(() =>
      cli.run(async (deps) => {
        const findings = [
          await look("database", "start PostgreSQL 18 or mend DATABASE_URL", () => database(deps)),
          await look("redis", "start Redis or mend REDIS_URL", () => state(deps)),
          await look("clock", "switch on time synchronisation (NTP) on every machine", () => clock(deps)),
          await look("keys", "give the MASTER_SECRET that this database was made with", () => signingKeys(deps)),
          await look("mail", "start the mail server or mend SMTP_URL", () => mailerOf(deps).check()),
          await look("versions", "start with the Node that the project brings: npm run leerid", versions),
        ];
        if (findings.some((finding) => !finding.ok)) process.exitCode = 2;
        const text = findings
          .map(
            (finding) =>
              `${finding.ok ? "ok  " : "FAIL"}  ${finding.check}: ${finding.found}${finding.todo && !finding.ok ? ` -> ${finding.todo}` : ""}`,
          )
          .join("\n");
        return { json: { ok: findings.every((finding) => finding.ok), findings }, text };
      }),
    );
}
