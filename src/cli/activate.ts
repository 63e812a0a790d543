import { Option } from "commander";
import { z } from "zod";
import {
  activateInChunks,
  CardFileError,
  CardLocale,
  openCardFiles,
  type CardFiles,
  type Skipped,
} from "../activation/activation.ts";
import { FirstSecretKind, firstSecretKinds } from "../credentials/credentials.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { locales } from "../lib/locale.ts";
import { YearChoice, yearChoices } from "../pupils/pupils.ts";
import { getSchoolByNumber } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";

const Options = z.object({
  school: z.string(),
  class: z.array(z.string()).optional(),
  yearGroup: z.array(YearChoice).optional(),
  pupil: z.array(z.string()).optional(),
  secret: FirstSecretKind,
  again: z.boolean().optional(),
  cards: z.string().optional(),
  csv: z.string().optional(),
  locale: CardLocale,
});
type Options = z.infer<typeof Options>;

export function activateCommands(cli: Cli): void {
  cli.program
    .command("activate")
    .description(
      "gives pupils their first secret, and prints their cards; a secret is shown nowhere else, and never again",
    )
    .requiredOption("--school <number>", "six digits")
    .option("--class <name...>", "only these classes of this school year")
    .addOption(new Option("--year-group <year...>", "only these years, each with its level").choices(yearChoices))
    .option("--pupil <loginName...>", "only these pupils; one who uses a LeerID already loses what they have")
    .addOption(new Option("--secret <kind>", "what is on the card").choices(firstSecretKinds).makeOptionMandatory())
    .option("--again", "also pupils who use their LeerID already: they lose what they have")
    .option("--cards <file.pdf>", "cards on A4, ten a sheet")
    .option("--csv <file.csv>", "the same as a list, for a mail merge of one's own")
    .addOption(new Option("--locale <locale>", "language of the cards").choices(locales).default("nl"))
    .addHelpText(
      "after",
      "\nGive --cards or --csv, or both. Pupils who have a card that nobody used get a new one, and the old one dies.",
    )
    .action((options: unknown) => cli.run((deps) => activateToFiles(deps, Options.parse(options))));
}

async function activateToFiles(deps: Deps, options: Options): Promise<Output> {
  if (options.cards === undefined && options.csv === undefined) {
    throw new AppError(
      "bad-request",
      "Give --cards FILE.pdf or --csv FILE.csv: without them the secrets would be lost",
    );
  }
  const school = await getSchoolByNumber(deps.db.platform, options.school);
  const files = await openCardFiles(
    { pdf: options.cards, csv: options.csv },
    { schoolName: school.name, issuer: deps.config.issuer, locale: options.locale },
  );
  const request = {
    schoolId: school.id,
    classNames: options.class,
    yearChoices: options.yearGroup,
    loginNames: options.pupil,
    secret: options.secret,
    again: options.again,
    actor: "cli",
  };
  const done: Done = { activated: 0, skipped: [] };
  try {
    for await (const { cards, skipped } of activateInChunks(deps, request)) {
      done.activated += cards.length;
      done.skipped.push(...skipped);
      await files.add(cards);
    }
    if (done.activated > 0) await files.keep();
    else await files.discard();
  } catch (error) {
    throw await rescue(files, done, error);
  }
  return { json: done, text: tell(done, options) };
}

type Done = { activated: number; skipped: Skipped[] };

/** Cards that were made are kept where that is possible. @returns what to say */
async function rescue(files: CardFiles, { activated }: Done, cause: unknown): Promise<unknown> {
  if (cause instanceof CardFileError || activated === 0) {
    await files.discard();
    if (activated === 0) return cause;
    const text = `${activated} pupils were activated, but their cards could not be written and are lost. Make room, or choose another place, and run this again: unused secrets are replaced.`;
    return new Error(text, { cause });
  }
  await files.keep();
  const text = `Stopped after ${activated} pupils; the files hold their cards. Run this again for the other classes: for all of them these cards would die.`;
  return new Error(text, { cause });
}

const reasons: Record<Skipped["reason"], string> = {
  suspended: "the LeerID is suspended",
  "already-active": "uses the LeerID already (--again replaces what they have)",
  "not-enrolled-here": "nobody of this school has this login name",
  "given-elsewhere": "was activated by somebody else at this moment",
};

function tell({ activated, skipped }: Done, options: Options): string {
  const paths = [options.cards, options.csv].filter((path) => path !== undefined);
  const made =
    activated > 0
      ? `. The secrets are in ${paths.join(" and ")} only: hand them out, then delete ${paths.length > 1 ? "both files" : "that file"}.`
      : ".";
  const lines = skipped.map(({ loginName, reason }) => `skipped ${loginName}: ${reasons[reason]}`);
  return [`${activated} ${activated === 1 ? "pupil" : "pupils"} activated${made}`, ...lines].join("\n");
}
