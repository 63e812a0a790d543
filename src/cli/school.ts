import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { SchoolNumber } from "../ids.ts";
import { addSchool, listSchools, resumeSchool, suspendSchool, type School } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";

const AddOptions = z.object({ number: SchoolNumber, name: z.string(), group: z.string().optional() });

/** For commander: a wrong number is told before anything is opened. */
export function schoolNumber(written: string): SchoolNumber {
  const parsed = SchoolNumber.safeParse(written);
  if (!parsed.success) throw new InvalidArgumentError("A school number has six digits, such as 012345.");
  return parsed.data;
}

function filled(written: string): string {
  const text = written.trim();
  if (text === "") throw new InvalidArgumentError("It can't be empty.");
  return text;
}

const shown = ({ id, number, name, groupName, status }: School): Output => ({
  json: { schoolId: id, number, name, group: groupName, status },
  text: `${number}  ${name}${groupName === null ? "" : ` (${groupName})`}  ${status}`,
});

export function schoolCommands(cli: Cli): void {
  const school = cli.program.command("school").description("schools of the platform");
  school
    .command("add")
    .description("add a school")
    .requiredOption("--number <six digits>", "instellingsnummer", schoolNumber)
    .requiredOption("--name <name>", "what the school is called", filled)
    .option("--group <name>", "school group; it is added when it is new", filled)
    .action((given: unknown) => {
      const { number, name, group } = AddOptions.parse(given);
      return cli.run(async (deps) => shown(await addSchool(deps, { number, name, groupName: group })));
    });
  school
    .command("list")
    .description("all schools, by number")
    .action(() =>
      cli.run(async (deps) => {
        const schools = (await listSchools(deps.db.platform)).map(shown);
        return { json: { schools: schools.map((one) => one.json) }, text: schools.map((one) => one.text).join("\n") };
      }),
    );
  school
    .command("suspend")
    .description("nobody signs in through this school until it is resumed")
    .argument("<number>", "instellingsnummer", schoolNumber)
    .action((number: SchoolNumber) => cli.run(async (deps) => shown(await suspendSchool(deps, number))));
  school
    .command("resume")
    .description("open a suspended school again; pupils sign in anew")
    .argument("<number>", "instellingsnummer", schoolNumber)
    .action((number: SchoolNumber) => cli.run(async (deps) => shown(await resumeSchool(deps, number))));
}
