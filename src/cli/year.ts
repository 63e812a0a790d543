import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolNumber, YearPlanId } from "../ids.ts";
import {
  agreeYear,
  listYearPlans,
  reasonText,
  rehearseYear,
  takeDueEffects,
  withdrawYear,
  type YearHead,
  type YearStop,
} from "../rosters/rosters.ts";
import { comingSchoolYear, getSchoolByNumber, type School } from "../schools/schools.ts";
import { yearPlanOf, type Loss, type YearPlanView } from "../school/school.ts";
import type { Cli, Output } from "./command.ts";
import { choicesIn, readRosterFile, refusal } from "./roster-file.ts";
import type { Options } from "./roster.ts";
import { schoolNumber } from "./school.ts";

const actor = "cli";

/** The `year` commands: what is ready for 1 September. Lists come in by `roster plan` and `roster apply` with `--year`. */
export function yearCommands(cli: Cli): void {
  const year = cli.program.command("year").description("the coming school year: lists that wait for 1 September");
  year
    .command("status")
    .description("the lists of a school, the newest first")
    .requiredOption("--school <six digits>", "instellingsnummer", schoolNumber)
    .action(({ school }: { school: SchoolNumber }) => cli.run((deps) => status(deps, school)));
  year
    .command("withdraw")
    .description("forget the list that was to take effect, and any that nobody agreed to")
    .requiredOption("--school <six digits>", "instellingsnummer", schoolNumber)
    .action(({ school }: { school: SchoolNumber }) => cli.run((deps) => withdraw(deps, school)));
  year
    .command("run")
    .description("let every list take effect whose school year has begun; the server does it by itself at midnight")
    .action(() => cli.run((deps) => run(deps)));
}

async function read(deps: Deps, file: string, options: Options): Promise<{ school: School; planId: YearPlanId }> {
  const coming = comingSchoolYear(deps.now());
  if (options.year !== coming) {
    const open = coming === undefined ? "from 1 June to 31 August only" : `of ${coming} now`;
    throw new AppError("bad-request", `The list of a coming school year comes in ${open}`);
  }
  const school = await getSchoolByNumber(deps.db.platform, options.school);
  const bytes = await readRosterFile(file, options.language);
  const read = await rehearseYear(deps, {
    schoolId: school.id,
    bytes,
    locale: options.language,
    actor,
    choices: choicesIn(options),
  });
  if (!read.ok) throw refusal(read);
  return { school, planId: read.planId };
}

async function viewOf(deps: Deps, { school, planId }: { school: School; planId: YearPlanId }): Promise<YearPlanView> {
  const view = await yearPlanOf(deps, { schoolId: school.id, planId });
  if (!view) throw new AppError("not-found", "The list was replaced meanwhile");
  return view;
}

/** `roster plan --year`: keeps the list, and nothing takes effect. */
export async function rehearse(deps: Deps, file: string, options: Options): Promise<Output> {
  return shown(await viewOf(deps, await read(deps, file, options)), options);
}

/** `roster apply --year`: the list is to take effect on 1 September. */
export async function agree(deps: Deps, file: string, options: Options): Promise<Output> {
  const plan = await read(deps, file, options);
  const view = await viewOf(deps, plan);
  const said: YearStop[] = [
    ...options.allow,
    ...(options.allowLeavers ? (["leavers"] as const) : []),
    ...(options.yesForeign ? (["foreign"] as const) : []),
  ];
  const agreed = await agreeYear(deps, { schoolId: plan.school.id, planId: plan.planId, said, actor });
  if (agreed.ok) return shown(await viewOf(deps, plan), options);
  const missing = agreed.problem === "missing" ? agreed.missing : [];
  throw new AppError(
    missing.includes("leavers") ? "roster-too-many-leavers" : "roster-problem",
    `${wrong(view, missing).join("\n")}\nIf that is right: --allow ${missing.join(" ")}`,
  );
}

/** In words what looks wrong. */
function wrong({ signs }: YearPlanView, stops: YearStop[]): string[] {
  const words = {
    leavers: `${signs.left} of ${signs.enrolled} pupils are not in this list.`,
    classes: `There are ${signs.classesNext} classes in this list; now there are ${signs.classesNow}.`,
    "this-year": `${signs.sameClasses} pupils stay in the class of now: this may be this year's list.`,
    foreign: `Only ${signs.here} of ${signs.rows} lines are about pupils of this school.`,
  } satisfies Record<YearStop, string>;
  return stops.map((stop) => words[stop]);
}

function shown(view: YearPlanView, { language }: Options): Output {
  const { head, plan, difference, stops } = view;
  const { rows, added, moved, left } = plan.counts;
  const refused = plan.refused.map((row) => ({
    line: row.line,
    action: row.action,
    reason: reasonText(row.code, row.params, language),
    candidates: row.candidates,
  }));
  const lines = [
    `${head.schoolYear}, ${head.status === "agreed" ? "takes effect on 1 September" : "nothing takes effect yet"}`,
    `${rows} rows: ${added} new, ${moved} to another class or school, ${left} leave`,
    ...difference.flows.map(({ from, to, left: gone }) => {
      const next = to.map(({ name, pupils }) => `${name}: ${pupils}`);
      return `  ${from} -> ${[...next, ...(gone > 0 ? [`leave: ${gone}`] : [])].join(", ")}`;
    }),
    ...difference.losses.map((loss) => `  loses ${loss.application}: ${countsOf(loss)}`),
    ...refused.map(({ line, action, reason }) => `  line ${line}, ${action}: ${reason}`),
    ...wrong(view, head.status === "agreed" ? [] : stops),
  ];
  const json = {
    ...jsonOf(head),
    counts: plan.counts,
    flows: difference.flows,
    losses: difference.losses.map((loss) => ({
      application: loss.application,
      september: loss.september.length,
      october: loss.october.length,
      leavers: loss.leavers,
    })),
    refused,
    stops,
  };
  return { json, text: lines.join("\n") };
}

function countsOf({ september, october, leavers }: Loss): string {
  return [
    ...(september.length > 0 ? [`${september.length} pupils from 1 September`] : []),
    ...(october.length > 0 ? [`${october.length} pupils from 1 October`] : []),
    ...(leavers > 0 ? [`${leavers} who leave`] : []),
  ].join(", ");
}

const jsonOf = ({ id, schoolYear, status, createdAt, agreedAt, stops }: YearHead) => ({
  planId: id,
  schoolYear,
  status,
  createdAt: createdAt.toISOString(),
  agreedAt: agreedAt?.toISOString() ?? null,
  stoppedBy: stops ?? [],
});

async function listed(deps: Deps, number: SchoolNumber): Promise<YearHead[]> {
  const school = await getSchoolByNumber(deps.db.platform, number);
  return listYearPlans(deps.db.platform, school.id);
}

async function status(deps: Deps, number: SchoolNumber): Promise<Output> {
  const plans = (await listed(deps, number)).map(jsonOf);
  const lines = plans.map((one) => `${one.schoolYear}  ${one.status.padEnd(9)}  read ${one.createdAt}`);
  return { json: { plans }, text: lines.length === 0 ? "No list waits." : lines.join("\n") };
}

async function withdraw(deps: Deps, number: SchoolNumber): Promise<Output> {
  let withdrawn = 0;
  for (const { id, schoolId } of await listed(deps, number))
    if (await withdrawYear(deps, { schoolId, planId: id, actor })) withdrawn += 1;
  return { json: { withdrawn }, text: withdrawn === 0 ? "There was nothing to withdraw." : "Withdrawn." };
}

async function run(deps: Deps): Promise<Output> {
  const done = await takeDueEffects(deps, actor);
  return {
    json: done,
    text: `${done.inEffect} in effect, ${done.stopped} stopped for a person, ${done.failed} failed`,
  };
}
