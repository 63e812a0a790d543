import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { getMergeOf, mergePupils, splitPupils } from "../merges/merges.ts";
import { getPupil, resumePupil, suspendPupil, type Pupil } from "../pupils/pupils.ts";
import type { Cli, Output } from "./command.ts";

function shown({ id, createdAt, ...pupil }: Pupil): Output {
  const lines = [
    `${pupil.loginName}  ${pupil.givenName} ${pupil.familyName}  ${pupil.status}`,
    ...pupil.enrolments.map(
      (one) =>
        `  ${one.schoolNumber} ${one.schoolName}: ${one.level}${one.yearGroup === null ? "" : ` ${one.yearGroup}`}` +
        `, from ${one.from}${one.until === null ? "" : ` until ${one.until}`}`,
    ),
    ...pupil.classes.map((one) => `  class ${one.name} (${one.schoolNumber}, ${one.schoolYear})`),
  ];
  return { json: { pupilId: id, ...pupil, createdAt: createdAt.toISOString() }, text: lines.join("\n") };
}

export function pupilCommands(cli: Cli): void {
  const pupil = cli.program.command("pupil").description("one pupil, by login name");
  const argument = ["<login name>", "such as lotte.482137"] as const;
  pupil
    .command("show")
    .description("who it is, where enrolled, in which classes")
    .argument(...argument)
    .action((loginName: string) => cli.run(async (deps) => shown(await getPupil(deps.db.platform, loginName))));
  pupil
    .command("suspend")
    .description("end every session, and let nobody sign in with this LeerID until it is resumed")
    .argument(...argument)
    .action((loginName: string) => cli.run(async (deps) => shown(await suspendPupil(deps, loginName))));
  pupil
    .command("resume")
    .description("let the pupil sign in again")
    .argument(...argument)
    .action((loginName: string) => cli.run(async (deps) => shown(await resumePupil(deps, loginName))));
  pupil
    .command("merge")
    .description("two records turned out to be one child; every school that has one of them has agreed")
    .argument("<keep>", "login name that stays")
    .argument("<other>", "login name that becomes part of it, and signs nobody in any more")
    .action((keep: string, other: string) => cli.run((deps) => merge(deps, keep, other)));
  pupil
    .command("split")
    .description("they were two children after all: everything goes back")
    .argument("<other>", "login name that became part of another one")
    .action((other: string) => cli.run((deps) => split(deps, other)));
}

async function merge(deps: Deps, keepName: string, otherName: string): Promise<Output> {
  const [keep, other] = [await getPupil(deps.db.platform, keepName), await getPupil(deps.db.platform, otherName)];
  const merged = await mergePupils(deps, { keep: keep.id, other: other.id, actor: "cli" });
  if (!merged.ok)
    throw new AppError(
      "bad-request",
      merged.problem === "same" ? "This is one record twice" : "One of them is part of another record already",
    );
  return shown(await getPupil(deps.db.platform, keepName));
}

async function split(deps: Deps, otherName: string): Promise<Output> {
  const mergeId = await getMergeOf(deps.db.platform, otherName);
  const done = await splitPupils(deps, { mergeId, actor: "cli" });
  if (!done.ok)
    throw new AppError("bad-request", "The record that stayed is part of another one by now: split that first");
  return shown(await getPupil(deps.db.platform, otherName));
}
