import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import { listSchools } from "../schools/schools.ts";
import { startExamples, type Examples } from "./examples.ts";
import { fillDemo, inviteDemoHead, registerExamples } from "./fill.ts";

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

/** Demo data in an empty database, and the two applications that go with it. @param folder where the embedded database is */
export async function openDemo(deps: Deps, folder: string): Promise<Demo> {
  const path = join(folder, "demo.json");
  const save = (notes: DemoNotes) => writeFileSync(path, JSON.stringify(notes, null, 2), { mode: 0o600 });
  let notes: DemoNotes = existsSync(path)
    ? Notes.parse(JSON.parse(readFileSync(path, "utf8")))
    : { logins: [], examples: {} };
  if ((await listSchools(deps.db.platform)).length === 0) {
    notes = { logins: await fillDemo(deps), examples: {} };
    save(notes);
  }
  const port = String(deps.config.port);
  const known = notes.examples[port] ?? (await registerExamples(deps));
  if (!notes.examples[port]) save({ ...notes, examples: { ...notes.examples, [port]: known } });
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
