import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  addPackage,
  grantPackage,
  listPackages,
  packageScopes,
  resumePackage,
  suspendPackage,
  withdrawPackage,
} from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { PackageId } from "../ids.ts";
import { getSchoolByNumber } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";

const actor = "cli";
type Group = Cli["program"];

/** The `package` commands: administration packages, and what schools grant them. */
export function packageCommands(cli: Cli): void {
  const group = cli.program.command("package").description("administration packages, and what schools grant them");
  addCommand(cli, group);
  grantCommands(cli, group);
  stateCommands(cli, group);
  group
    .command("list")
    .description("every package, with the schools that grant it something")
    .action(() => cli.run(async (deps) => listed(await listPackages(deps))));
}

const AddOptions = z.object({ name: z.string(), jwksUri: z.string().optional(), jwks: z.string().optional() });

function addCommand(cli: Cli, group: Group): void {
  group
    .command("add")
    .description("register a package; it proves itself by its key, so there is no secret")
    .requiredOption("--name <name>", "what schools call it")
    .option("--jwks-uri <uri>", "where its public keys are: it can change them by itself")
    .option("--jwks <file>", "its public keys in a file, as JSON (RFC 7517)")
    .action((options: unknown) => cli.run((deps) => added(deps, AddOptions.parse(options))));
}

async function added(deps: Deps, { name, jwksUri, jwks }: z.infer<typeof AddOptions>): Promise<Output> {
  // only a provider on a machine of one's own may fetch keys there
  const loopback = new URL(deps.config.issuer).protocol === "http:";
  const keys = jwks === undefined ? undefined : readKeys(jwks);
  const result = await addPackage(deps, { name, jwksUri, jwks: keys, loopback, actor });
  return { json: result, text: `package      ${result.packageId}\nclient id    ${result.clientId}` };
}

function readKeys(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("bad-request", "--jwks takes a file with JSON in it", { cause });
  }
}

type PackageOption = { package: string };
type GrantOptions = PackageOption & { school: string };

function grantCommands(cli: Cli, group: Group): void {
  group
    .command("grant")
    .description("a school allows a package to do this, and nothing else; again to change it")
    .requiredOption("--package <id>", "as package add printed it")
    .requiredOption("--school <number>", "six digits")
    .option("--scope <name...>", `some of ${packageScopes.join(", ")} (default: all)`)
    .action((options: GrantOptions & { scope?: string[] }) =>
      cli.run(async (deps) => {
        const { packageId, schoolId } = await findBoth(deps, options);
        const scopes = options.scope ?? [...packageScopes];
        await grantPackage(deps, { packageId, schoolId, scopes, actor });
        const text = `School ${options.school} allows the package: ${scopes.join(", ")}.`;
        return { json: { packageId, school: options.school, scopes }, text };
      }),
    );
  group
    .command("withdraw")
    .description("a school allows a package nothing any more; what it did stays")
    .requiredOption("--package <id>", "as package add printed it")
    .requiredOption("--school <number>", "six digits")
    .action((options: GrantOptions) =>
      cli.run(async (deps) => {
        const { packageId, schoolId } = await findBoth(deps, options);
        await withdrawPackage(deps, { packageId, schoolId, actor });
        const text = `School ${options.school} allows the package nothing any more.`;
        return { json: { packageId, school: options.school }, text };
      }),
    );
}

function stateCommands(cli: Cli, group: Group): void {
  const deeds = [
    { name: "suspend", what: "at its next request the package is nobody", apply: suspendPackage, status: "suspended" },
    { name: "resume", what: "let a suspended package in again", apply: resumePackage, status: "active" },
  ];
  for (const { name, what, apply, status } of deeds) {
    group
      .command(name)
      .description(what)
      .requiredOption("--package <id>", "as package add printed it")
      .action((options: PackageOption) =>
        cli.run(async (deps) => {
          const packageId = parsePackageId(options.package);
          await apply(deps, { packageId, actor });
          return { json: { packageId, status }, text: `The package is ${status}.` };
        }),
      );
  }
}

function parsePackageId(text: string): PackageId {
  const id = PackageId.safeParse(text);
  if (!id.success) throw new AppError("bad-request", "--package takes a package id, as package list shows it");
  return id.data;
}

async function findBoth(deps: Deps, options: GrantOptions) {
  const packageId = parsePackageId(options.package);
  const { id: schoolId } = await getSchoolByNumber(deps.db.platform, options.school);
  return { packageId, schoolId };
}

function listed(packages: Awaited<ReturnType<typeof listPackages>>): Output {
  const lines = packages.map(
    ({ packageId, clientId, status, name, schools }) =>
      `${packageId}  ${clientId}  ${status.padEnd(9)}  ${schools.length} schools  ${name}`,
  );
  return { json: { packages }, text: lines.length === 0 ? "There is no package yet." : lines.join("\n") };
}
