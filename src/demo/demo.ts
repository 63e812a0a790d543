import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import { listSchools } from "../schools/schools.ts";
import { startExamples, type Examples } from "./examples.ts";
import { demoNumbers, fillDemo, inviteDemoHead, registerExamples } from "./fill.ts";

const Login = z.object({ who: z.string(), loginName: z.string(), secret: z.string(), hint: z.string() });
const Example = z.object({ name: z.string(), port: z.number(), clientId: z.string(), clientSecret: z.string() });
/** Kept beside the embedded database, mode 0600: invented children on one machine. No other pupil's secret is ever kept. */
const Notes = z.object({ logins: z.array(Login), examples: z.record(z.string(), z.array(Example)) });
export type DemoNotes = z.infer<typeof Notes>;
export type DemoLogin = z.infer<typeof Login>;
export type DemoExample = z.infer<typeof Example>;

export type Demo = {
  /** Starts the example applications, which need a provider that answers. */
  start(): void;
  /** What a newcomer reads when everything runs. */
  welcome: string;
  close(): Promise<void>;
};

/** Stands in the folder while the demo data are made: whoever finds it knows that they are half made. */
const markOf = (folder: string) => join(folder, "demo-half-made");

/**
 * Whether a start was killed while it made the demo data: then the database holds nothing else, and can be thrown away. Where somebody has
 * entered a school of their own since, it stays as it is.
 */
export async function isHalfMade({ db }: Pick<Deps, "db">, folder: string): Promise<boolean> {
  if (!existsSync(markOf(folder))) return false;
  const schools = await listSchools(db.platform);
  if (schools.every(({ number }) => demoNumbers.has(number))) return schools.length > 0;
  rmSync(markOf(folder), { force: true });
  return false;
}

/** Demo data in an empty database, and the two applications that go with it. @param folder where the embedded database is */
export async function openDemo(deps: Deps, folder: string): Promise<Demo> {
  const path = join(folder, "demo.json");
  const save = (notes: DemoNotes) => writeWhole(path, JSON.stringify(notes, null, 2));
  let notes: DemoNotes = existsSync(path)
    ? Notes.parse(JSON.parse(readFileSync(path, "utf8")))
    : { logins: [], examples: {} };
  const isNew = (await listSchools(deps.db.platform)).length === 0;
  if (isNew) {
    writeFileSync(markOf(folder), "", { mode: 0o600 });
    notes = { logins: await fillDemo(deps), examples: {} };
  }
  const port = String(deps.config.port);
  const known = notes.examples[port] ?? (await registerExamples(deps));
  if (!notes.examples[port]) save({ ...notes, examples: { ...notes.examples, [port]: known } });
  rmSync(markOf(folder), { force: true });
  const head = await inviteDemoHead(deps);
  let running: Examples | undefined;
  return {
    start: () => {
      running = startExamples(deps.config.issuer, known);
    },
    welcome: welcome(deps.config, { ...notes, examples: { [port]: known }, head }),
    close: async () => running?.close(),
  };
}

/** Whoever reads it finds the old or the new, and never half of one. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function welcome({ issuer, port }: Config, { logins, examples, head }: DemoNotes & { head: string[] }): string {
  const addresses = [
    ["LeerID", issuer],
    ...(examples[String(port)] ?? []).map(({ name, port: own }) => [name, `http://localhost:${own}`]),
  ];
  const width = Math.max(...logins.map(({ loginName }) => loginName.length), 0);
  const lines = [
    "",
    ...addresses.map(([name = "", address = ""]) => `  ${name.padEnd(12)} ${address}`),
    "",
    ...logins.map(
      ({ who, loginName, secret, hint }) =>
        `  ${loginName.padEnd(width)}  ${secret}\n  ${" ".repeat(width)}  ${who}: ${hint}`,
    ),
    "",
    ...head.map((line) => `  ${line}`),
    "",
    "  Try: sign in at the first application, then open the second one.",
    `  The school's side: ${issuer}/school, once that link was opened. Everything else: npm run -s leerid -- --help`,
    "  Ctrl-C stops everything; the data stay.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}
