import { Option } from "commander";
import { z } from "zod";
import {
  addApplication,
  authMethods,
  bundles,
  idTokenAlgs,
  listApplications,
  releaseApplication,
  resumeApplication,
  rotateClientSecret,
  suspendApplication,
  withdrawRelease,
} from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { ApplicationId } from "../ids.ts";
import { yearChoices, type YearChoice } from "../pupils/pupils.ts";
import { getSchoolByNumber } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";

const actor = "cli";

/** The `app` commands: applications, and what schools release to them. */
export function appCommands(cli: Cli): void {
  const app = cli.program.command("app").description("learning applications, and what schools release to them");
  addCommand(cli, app);
  releaseCommand(cli, app);
  withdrawCommand(cli, app);
  stateCommands(cli, app);
  rotateCommand(cli, app);
  app
    .command("list")
    .description("every application, with its clients and how many schools have it switched on")
    .action(() => cli.run(async (deps) => listed(await listApplications(deps))));
}

type Group = Cli["program"];

const AddOptions = z.object({
  name: z.string(),
  redirectUri: z.array(z.string()),
  postLogoutRedirectUri: z.array(z.string()).optional(),
  backchannelLogoutUri: z.string().optional(),
  initiateLoginUri: z.string().optional(),
  sector: z.string().optional(),
  bundle: z.enum(bundles),
  attribute: z.array(z.string()).optional(),
  reason: z.array(z.string()).optional(),
  authMethod: z.enum(authMethods),
  jwksUri: z.string().optional(),
  idTokenAlg: z.enum(idTokenAlgs),
  status: z.enum(["live", "sandbox"]),
});

function addCommand(cli: Cli, app: Group): void {
  app
    .command("add")
    .description("register an application with its first client; its secret is shown this once")
    .requiredOption("--name <name>", "what pupils and schools call it")
    .requiredOption("--redirect-uri <uri...>", "where sign-ins lead back to, in full; again for every further one")
    .option("--post-logout-redirect-uri <uri...>", "where sign-outs lead back to")
    .option("--backchannel-logout-uri <uri>", "is told when a pupil signs out")
    .option("--initiate-login-uri <uri>", "where a tile on the pupil's start page leads")
    .option("--sector <name>", "knows pupils by the pseudonyms of this sector (default: a sector of its own)")
    .addOption(new Option("--bundle <bundle>", "how well it knows a pupil").choices(bundles).default("pseudonymous"))
    .option("--attribute <name...>", "only these of the bundle; family_name and name are in none and need a reason")
    .option("--reason <name=text...>", "why it needs an attribute: shown to every school")
    .addOption(
      new Option("--auth-method <method>", "how it proves itself").choices(authMethods).default("client_secret_basic"),
    )
    .option("--jwks-uri <uri>", "its public keys, for private_key_jwt")
    .addOption(new Option("--id-token-alg <alg>", "what signs its ID tokens").choices(idTokenAlgs).default("ES256"))
    .addOption(
      new Option("--status <status>", "sandbox may live on http://localhost")
        .choices(["live", "sandbox"])
        .default("live"),
    )
    .action((options: unknown) => cli.run(async (deps) => added(deps, AddOptions.parse(options))));
}

async function added(deps: Deps, options: z.infer<typeof AddOptions>): Promise<Output> {
  const { redirectUri, postLogoutRedirectUri, attribute, reason, ...rest } = options;
  const result = await addApplication(deps, {
    ...rest,
    redirectUris: redirectUri,
    postLogoutRedirectUris: postLogoutRedirectUri,
    attributes: attribute,
    reasons: reason && Object.fromEntries(reason.map(parseReason)),
    actor,
  });
  const secret =
    result.clientSecret === undefined
      ? []
      : [`client secret  ${result.clientSecret}`, "Keep it now: it is never shown again."];
  const lines = [`application    ${result.applicationId}`, `client id      ${result.clientId}`, ...secret];
  return { json: result, text: lines.join("\n") };
}

function parseReason(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1)
    throw new AppError(
      "bad-request",
      "A reason is written as attribute=why, such as family_name='prints certificates'",
    );
  return [text.slice(0, at), text.slice(at + 1)];
}

type AppOption = { app: string };
type SchoolOptions = AppOption & { school: string };

function releaseCommand(cli: Cli, app: Group): void {
  app
    .command("release")
    .description("a school switches an application on; again to change for whom")
    .requiredOption("--app <id>", "as app add printed it")
    .requiredOption("--school <number>", "six digits")
    .option("--class <name...>", "only pupils of these classes (default: everybody)")
    .addOption(
      new Option("--year-group <year...>", "only pupils of these years, and of the classes named besides").choices(
        yearChoices,
      ),
    )
    .action((options: SchoolOptions & { class?: string[]; yearGroup?: YearChoice[] }) =>
      cli.run(async (deps) => {
        const { applicationId, schoolId } = await findBoth(deps, options);
        const { class: classNames, yearGroup: years } = options;
        await releaseApplication(deps, { applicationId, schoolId, classNames, yearChoices: years, actor });
        const json = {
          applicationId,
          school: options.school,
          classes: classNames ?? null,
          yearGroups: years ?? null,
        };
        return { json, text: `School ${options.school} has switched the application on.` };
      }),
    );
}

function withdrawCommand(cli: Cli, app: Group): void {
  app
    .command("withdraw")
    .description("a school switches an application off; its pupils get in no more")
    .requiredOption("--app <id>", "as app add printed it")
    .requiredOption("--school <number>", "six digits")
    .action((options: SchoolOptions) =>
      cli.run(async (deps) => {
        const { applicationId, schoolId } = await findBoth(deps, options);
        await withdrawRelease(deps, { applicationId, schoolId, actor });
        return {
          json: { applicationId, school: options.school },
          text: `School ${options.school} has switched the application off.`,
        };
      }),
    );
}

function stateCommands(cli: Cli, app: Group): void {
  const deeds = [
    { name: "suspend", what: "at once nobody gets in, at any school", apply: suspendApplication, status: "suspended" },
    { name: "resume", what: "open a suspended application again", apply: resumeApplication, status: "resumed" },
  ];
  for (const { name, what, apply, status } of deeds) {
    app
      .command(name)
      .description(what)
      .requiredOption("--app <id>", "as app add printed it")
      .action((options: AppOption) =>
        cli.run(async (deps) => {
          const applicationId = parseApplicationId(options.app);
          await apply(deps, { applicationId, actor });
          return { json: { applicationId, status }, text: `The application is ${status}.` };
        }),
      );
  }
}

function rotateCommand(cli: Cli, app: Group): void {
  app
    .command("rotate-secret")
    .description("make a new client secret, shown this once; the one before it goes on working for a while")
    .requiredOption("--client <id>", "as app add printed it")
    .option("--overlap-hours <hours>", "0 for a secret that has leaked", "72")
    .action((options: { client: string; overlapHours: string }) =>
      cli.run(async (deps) => {
        const hours = z.coerce.number().min(0).max(720).safeParse(options.overlapHours);
        if (!hours.success) throw new AppError("bad-request", "--overlap-hours takes a number from 0 to 720");
        const overlapSeconds = hours.data * 3600;
        const { clientSecret } = await rotateClientSecret(deps, { clientId: options.client, overlapSeconds, actor });
        const until = new Date(deps.now().getTime() + overlapSeconds * 1000).toISOString();
        const text = `client secret  ${clientSecret}\nThe one before it works until ${until}.`;
        return { json: { clientId: options.client, clientSecret, previousWorksUntil: until }, text };
      }),
    );
}

function parseApplicationId(text: string): ApplicationId {
  const id = ApplicationId.safeParse(text);
  if (!id.success) throw new AppError("bad-request", "--app takes an application id, as app list shows it");
  return id.data;
}

async function findBoth(deps: Deps, options: SchoolOptions) {
  const applicationId = parseApplicationId(options.app);
  const { id: schoolId } = await getSchoolByNumber(deps.db.platform, options.school);
  return { applicationId, schoolId };
}

function listed(applications: Awaited<ReturnType<typeof listApplications>>): Output {
  const lines = applications.map(
    (app) =>
      `${app.applicationId}  ${app.status.padEnd(9)}  ${app.bundle.padEnd(13)}  ${app.schools} schools  ${app.name}`,
  );
  return { json: { applications }, text: lines.length === 0 ? "There is no application yet." : lines.join("\n") };
}
