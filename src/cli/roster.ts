import { readFile, stat } from "node:fs/promises";
import { Option, type Command } from "commander";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError, type ErrorCode } from "../errors.ts";
import { SchoolNumber } from "../ids.ts";
import {
  applyRoster,
  fileTooLarge,
  limits,
  planRoster,
  rosterLocales,
  type RosterPlan,
  type RosterProblem,
} from "../rosters/rosters.ts";
import { getSchoolByNumber } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";
import { schoolNumber } from "./school.ts";

const Options = z.object({
  school: SchoolNumber,
  language: z.enum(rosterLocales),
  allowLeavers: z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

export function rosterCommands(cli: Cli): void {
  const roster = cli.program.command("roster").description("a school's own list of pupils: CSV, Excel or OneRoster");
  common(roster.command("plan"))
    .description("show what a file would change; nothing changes")
    .action((file: string, given: unknown) => cli.run((deps) => plan(deps, file, Options.parse(given))));
  common(roster.command("apply"))
    .description("make the school's pupils what the file says")
    .option("--allow-leavers", "also when more than a fifth of the school's pupils are missing from the file")
    .action((file: string, given: unknown) => cli.run((deps) => apply(deps, file, Options.parse(given))));
}

const common = (command: Command) =>
  command
    .argument("<file>", "the roster")
    .requiredOption("--school <six digits>", "instellingsnummer", schoolNumber)
    .addOption(new Option("--language <code>", "of the reasons").choices(rosterLocales).default("nl"));

async function plan(deps: Deps, file: string, options: Options): Promise<Output> {
  return shown((await read(deps, file, options)).planned);
}

async function apply(deps: Deps, file: string, options: Options): Promise<Output> {
  const { planned, schoolId } = await read(deps, file, options);
  const { importId } = planned;
  const applied = await applyRoster(deps, {
    schoolId,
    importId,
    allowLeavers: options.allowLeavers,
    locale: options.language,
  });
  if (!applied.ok) throw refusal(applied);
  return shown({ ...planned, stop: undefined });
}

async function read(deps: Deps, file: string, options: Options) {
  const school = await getSchoolByNumber(deps.db.platform, options.school);
  const locale = options.language;
  const size = (await stat(file).catch(unreadable)).size;
  if (size > limits.fileBytes) throw refusal(fileTooLarge(locale));
  const bytes = await readFile(file).catch(unreadable);
  const planned = await planRoster(deps, { schoolId: school.id, bytes, locale });
  if (!planned.ok) throw refusal(planned);
  return { planned, schoolId: school.id };
}

function unreadable(cause: unknown): never {
  throw new AppError("roster-problem", "There is no such file, or it can't be read", { cause });
}

const codes: Partial<Record<RosterProblem["problem"], ErrorCode>> = {
  stale: "roster-stale",
  "too-many-leavers": "roster-too-many-leavers",
};
const refusal = ({ problem, message }: RosterProblem) => new AppError(codes[problem] ?? "roster-problem", message);

function shown({ counts, rejected, doubtful, ignoredColumns, stop }: RosterPlan): Output {
  const { rows, added, changed, moved, left, unchanged } = counts;
  const refused = rejected.map(({ line, reason }) => ({ line, reason }));
  const unsure = doubtful.map(({ line, reason, candidates }) => ({ line, reason, candidates }));
  const lines = [
    `${rows} rows: ${added} added, ${changed} changed, ${moved} moved, ${left} left, ${unchanged} unchanged`,
    ...refused.map(({ line, reason }) => `  line ${line}, rejected: ${reason}`),
    ...unsure.map(({ line, reason, candidates }) => `  line ${line}, doubtful: ${reason} (${candidates.join(", ")})`),
    ...(ignoredColumns.length > 0 ? [`Columns that were not used: ${ignoredColumns.join(", ")}`] : []),
    ...(stop === undefined ? [] : [stop]),
  ];
  const json = {
    ...counts,
    rejected: refused,
    doubtful: unsure,
    ignoredColumns,
    ...(stop === undefined ? {} : { stop }),
  };
  return { json, text: lines.join("\n") };
}
