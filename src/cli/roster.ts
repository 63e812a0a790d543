import { Option, type Command } from "commander";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { SchoolNumber } from "../ids.ts";
import {
  applyRoster,
  Encoding,
  ListPackage,
  planRoster,
  rosterLocales,
  type RosterPlan,
  type Stop,
  YearStop,
} from "../rosters/rosters.ts";
import { getSchoolByNumber } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";
import { choicesIn, readRosterFile, refusal } from "./roster-file.ts";
import { schoolNumber } from "./school.ts";
import { agree, rehearse } from "./year.ts";

const Options = z.object({
  school: SchoolNumber,
  language: z.enum(rosterLocales),
  allowLeavers: z.boolean().default(false),
  yesForeign: z.boolean().default(false),
  yesLastYear: z.boolean().default(false),
  nobodyLeaves: z.boolean().default(false),
  year: z.string().optional(),
  allow: z.array(YearStop).default([]),
  class: z
    .array(z.string().regex(/^[^=]+=[^=]+$/, "--class is what the list says, =, and the class"))
    .default([])
    .transform((pairs) => Object.fromEntries(pairs.map((pair) => pair.split("=")))),
  package: ListPackage.optional(),
  encoding: Encoding.optional(),
  sheet: z.array(z.string()).optional(),
});
export type Options = z.infer<typeof Options>;

export function rosterCommands(cli: Cli): void {
  const roster = cli.program.command("roster").description("a school's own list of pupils: CSV, Excel or OneRoster");
  common(roster.command("plan"))
    .description("show what a file would change; nothing changes")
    .action((file: string, given: unknown) =>
      cli.run((deps) => choose({ now: plan, coming: rehearse })(deps, file, Options.parse(given))),
    );
  common(roster.command("apply"))
    .description("make the school's pupils what the file says")
    .option(
      "--allow-leavers",
      "also when more than a fifth of the school's pupils, or more than 50, are missing from the file",
    )
    .option("--nobody-leaves", "the file is a part of the school's list: who isn't in it stays")
    .option("--yes-foreign", "also when the file lacks most pupils of the school")
    .option("--yes-last-year", "also when most lines put pupils back in their class of last year")
    .addOption(
      new Option("--allow <what...>", "with --year: what looks wrong with the list, and isn't").choices(
        YearStop.options,
      ),
    )
    .action((file: string, given: unknown) =>
      cli.run((deps) => choose({ now: apply, coming: agree })(deps, file, Options.parse(given))),
    );
}

type Deed = (deps: Deps, file: string, options: Options) => Promise<Output>;
/** With `--year` it is about the coming school year. */
const choose =
  ({ now, coming }: { now: Deed; coming: Deed }): Deed =>
  (deps, file, options) =>
    (options.year === undefined ? now : coming)(deps, file, options);

const common = (command: Command) =>
  command
    .argument("<file>", "the roster")
    .requiredOption("--school <six digits>", "instellingsnummer", schoolNumber)
    .option("--year <2027-2028>", "the coming school year: from 1 June on, and nothing changes before 1 September")
    .option("--class <written=class...>", "which class is meant by what Excel made of it: 100=1E2")
    .addOption(
      new Option("--package <name>", "whose list it is, when its headers don't say it").choices(ListPackage.options),
    )
    .addOption(
      new Option("--encoding <name>", "how its letters are written, when that isn't sure").choices(Encoding.options),
    )
    .option("--sheet <name...>", "which sheet of a workbook; several are joined")
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
    confirmed: confirmedBy(options),
    nobodyLeaves: options.nobodyLeaves,
    locale: options.language,
  });
  if (!applied.ok) throw refusal(applied);
  return shown({ ...planned, counts: applied.counts, stops: [] });
}

const confirmedBy = ({ allowLeavers, yesForeign, yesLastYear }: Options): Stop[] => [
  ...(allowLeavers ? (["leavers"] as const) : []),
  ...(yesForeign ? (["foreign"] as const) : []),
  ...(yesLastYear ? (["last-year"] as const) : []),
];

async function read(deps: Deps, file: string, options: Options) {
  const school = await getSchoolByNumber(deps.db.platform, options.school);
  const locale = options.language;
  const bytes = await readRosterFile(file, locale);
  const planned = await planRoster(deps, { schoolId: school.id, bytes, locale, choices: choicesIn(options) });
  if (!planned.ok) throw refusal(planned);
  return { planned, schoolId: school.id };
}

function shown({ counts, rejected, doubtful, renamed, ignoredColumns, reading, stops }: RosterPlan): Output {
  const { rows, added, changed, moved, left, unchanged } = counts;
  const refused = rejected.map(({ line, code, reason }) => ({ line, code, reason }));
  const unsure = doubtful.map(({ line, code, reason, candidates }) => ({ line, code, reason, candidates }));
  const lines = [
    `${rows} rows: ${added} added, ${changed} changed, ${moved} moved, ${left} left, ${unchanged} unchanged`,
    ...refused.map(({ line, reason }) => `  line ${line}, rejected: ${reason}`),
    ...unsure.map(({ line, reason, candidates }) => `  line ${line}, doubtful: ${reason} (${candidates.join(", ")})`),
    ...renamed.map(({ line, from, to }) => `  line ${line}, name changes from ${from} to ${to}`),
    ...(ignoredColumns.length > 0 ? [`Columns that were not used: ${ignoredColumns.join(", ")}`] : []),
    `Read as a list of ${[reading.packageName, reading.encoding, ...(reading.sheets ?? [])].filter(Boolean).join(", ")}`,
    ...reading.notices.map(({ text }) => text),
    ...stops.map(({ message }) => message),
  ];
  const json = {
    ...counts,
    rejected: refused,
    doubtful: unsure,
    renamed,
    ignoredColumns,
    reading,
    ...(stops.length === 0 ? {} : { stops }),
  };
  return { json, text: lines.join("\n") };
}
