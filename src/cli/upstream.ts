import { readFileSync } from "node:fs";
import { z } from "zod";
import { upstreamCallback } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { UpstreamId } from "../ids.ts";
import { getGroupByName } from "../schools/schools.ts";
import { addUpstream, listUpstreams, removeUpstream, type Upstream } from "../staff/staff.ts";
import type { Cli, Output } from "./command.ts";

const actor = "cli";

const AddOptions = z.object({
  group: z.string(),
  issuer: z.string(),
  clientId: z.string().trim().min(1),
  clientSecretFile: z.string(),
  button: z.string().trim().min(1).max(60),
  mfaAcr: z.array(z.string()).default([]),
});

/** The `upstream` commands: other OpenID providers by which the staff of a school group may sign in. */
export function upstreamCommands(cli: Cli): void {
  const upstream = cli.program.command("upstream").description("other OpenID providers by which staff may sign in");
  upstream
    .command("add")
    .description("let the staff of a school group sign in by another provider, and print the redirect URI for it")
    .requiredOption("--group <name>", "school group")
    .requiredOption("--issuer <address>", "exactly as the provider writes it, such as https://login.example/tenant")
    .requiredOption("--client-id <id>", "as the provider gave it")
    .requiredOption(
      "--client-secret-file <path>",
      "a file that holds the client secret; - reads it from standard input",
    )
    .requiredOption("--button <text>", "what the button on the sign-in page says, at most 60 characters")
    .option("--mfa-acr <value...>", "values of acr that stand for two factors; mfa in amr always does")
    .action((given: unknown) => cli.run((deps) => added(deps, given)));
  upstream
    .command("list")
    .description("the provider of the platform and those of the groups")
    .action(() => cli.run(async (deps) => shownAll(deps, await listUpstreams(deps))));
  upstream
    .command("remove")
    .description("nobody signs in by it any more; who linked an account there loses the link, and is out at once")
    .argument("<id>", "as `leerid upstream list` shows it")
    .action((id: string) => cli.run((deps) => removed(deps, id)));
}

async function added(deps: Deps, given: unknown): Promise<Output> {
  const options = AddOptions.safeParse(given);
  if (!options.success)
    throw new AppError("bad-request", "The client id or the text of the button is empty or too long");
  const { group, issuer, clientSecretFile, ...rest } = options.data;
  const local = ["localhost", "127.0.0.1"].includes(URL.canParse(issuer) ? new URL(issuer).hostname : "");
  if (!issuer.startsWith("https://") && !local)
    throw new AppError("bad-request", "The issuer must start with https://");
  const { id: groupId } = await getGroupByName(deps.db.platform, group);
  const clientSecret = readSecret(clientSecretFile);
  const id = await addUpstream(deps, { ...rest, issuer, clientSecret, groupId, actor });
  const redirectUri = upstreamCallback(deps.config.issuer, id);
  return {
    json: { upstreamId: id, group, issuer, redirectUri },
    text: `${id}\nGive the provider this redirect URI, and no other:\n${redirectUri}`,
  };
}

/** From a file, so that it stands in no history of commands and in no list of processes. */
function readSecret(path: string): string {
  try {
    const secret = readFileSync(path === "-" ? 0 : path, "utf8").trim();
    if (secret !== "") return secret;
  } catch (cause) {
    throw new AppError("bad-request", "The file with the client secret can't be read", { cause });
  }
  throw new AppError("bad-request", "The file with the client secret is empty");
}

function shownAll(deps: Deps, upstreams: Upstream[]): Output {
  const shown = upstreams.map(({ id, group, issuer, clientId, button, mfaAcr }) => ({
    upstreamId: id,
    group: group?.name ?? null,
    issuer,
    clientId,
    button,
    mfaAcr,
    redirectUri: upstreamCallback(deps.config.issuer, id),
  }));
  const lines = shown.map(
    ({ upstreamId, group, issuer, button }) => `${upstreamId}  ${group ?? "(all staff)"}  ${issuer}  ${button}`,
  );
  return { json: shown, text: lines.length === 0 ? "There is none." : lines.join("\n") };
}

async function removed(deps: Deps, written: string): Promise<Output> {
  const id = UpstreamId.safeParse(written);
  const unlinked = id.success ? await removeUpstream(deps, { id: id.data, actor }) : undefined;
  if (unlinked === undefined) throw new AppError("bad-request", "No school group has a provider with this id");
  return {
    json: { upstreamId: written, unlinked },
    text: `removed; ${unlinked} lost their link and sign in another way`,
  };
}
