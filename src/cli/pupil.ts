import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { getMergeOf, mergePupils, splitPupils, type MergeProblem } from "../merges/merges.ts";
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
    .argument("<other>", "login name that becomes part of it, and leads there from now on")
    .option("--reason <text>", "why two different national numbers are one child; kept in the audit")
    .action((keep: string, other: string, { reason }: { reason?: string }) =>
      cli.run((deps) => merge(deps, { keep, other, reason })),
    );
  pupil
    .command("split")
    .description("they were two children after all: everything goes back")
    .argument("<other>", "login name that became part of another one")
    .action((other: string) => cli.run((deps) => split(deps, other)));
}

const mergeProblems = {
  same: "This is one record twice",
  merged: "One of them is part of another record already",
  elsewhere: "Another school has a say in it",
  "needs-reason": "They have different national numbers, and none of these is a bis number: say --reason TEXT",
  "through-links":
    "They have national numbers at different schools: both say yes on their start page, or see leerid link",
} satisfies Record<MergeProblem, string>;

type Wish = { keep: string; other: string; reason: string | undefined };

async function merge(deps: Deps, { reason, ...names }: Wish): Promise<Output> {
  const [keep, other] = [await getPupil(deps.db.platform, names.keep), await getPupil(deps.db.platform, names.other)];
  const merged = await mergePupils(deps, { keep: keep.id, other: other.id, actor: "cli", reason });
  if (!merged.ok) throw new AppError("bad-request", mergeProblems[merged.problem]);
  return shown(await getPupil(deps.db.platform, names.keep));
}

async function split(deps: Deps, otherName: string): Promise<Output> {
  const mergeId = await getMergeOf(deps.db.platform, otherName);
  const done = await splitPupils(deps, { mergeId, actor: "cli" });
  if (!done.ok)
    throw new AppError("bad-request", "The record that stayed is part of another one by now: split that first");
  return shown(await getPupil(deps.db.platform, otherName));
}
