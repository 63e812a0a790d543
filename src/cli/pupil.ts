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
}
