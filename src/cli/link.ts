import { InvalidArgumentError } from "commander";
import type { Deps } from "../deps.ts";
import { LinkId, type SchoolId, type SchoolNumber } from "../ids.ts";
import { decideLinks, listLinks, takeOver, type ListedLink, type Says } from "../links/links.ts";
import { getSchoolByNumber, listSchools } from "../schools/schools.ts";
import type { Cli, Output } from "./command.ts";
import { schoolNumber } from "./school.ts";

const actor = "cli";

function linkId(written: string, before: LinkId[] = []): LinkId[] {
  const parsed = LinkId.safeParse(written);
  if (!parsed.success) throw new InvalidArgumentError("leerid link list shows the ids.");
  return [...before, parsed.data];
}

/** It stays in the audit of both schools. */
function reasonOf(written: string): string {
  const text = written.trim();
  if (text === "" || text.length > 200)
    throw new InvalidArgumentError("Say why, in at most 200 characters and without names.");
  return text;
}

/** The `link` commands: two LeerIDs with one national number. Nothing that they print names a child. */
export function linkCommands(cli: Cli): void {
  const link = cli.program.command("link").description("whether two LeerIDs with one national number are one child");
  const reason = ["--reason <text>", "why; kept in the audit of both schools, so without names", reasonOf] as const;
  link
    .command("list")
    .description("questions that wait, the oldest first; after 20 school days you may decide")
    .option("--due", "only those that you may decide by now")
    .action(({ due }: { due?: true }) => cli.run((deps) => list(deps, due === true)));
  for (const [name, says, description] of [
    ["yes", "yes", "they are one child, when the schools have had 20 school days"],
    ["no", "another", "they are two children: the same pair is never asked again"],
  ] as const)
    link
      .command(name)
      .description(description)
      .argument("<id...>", "as leerid link list shows them", linkId)
      .requiredOption(...reason)
      .action((linkIds: LinkId[], { reason: why }: { reason: string }) =>
        cli.run((deps) => decide(deps, { linkIds, says, reason: why })),
      );
  link
    .command("takeover")
    .description("a school goes on as another one: every question between the two is answered with yes at once")
    .requiredOption("--from <six digits>", "instellingsnummer of the school that had the pupils", schoolNumber)
    .requiredOption("--to <six digits>", "instellingsnummer of the school that has them now", schoolNumber)
    .requiredOption(...reason)
    .action((wish: Takeover) => cli.run((deps) => takeover(deps, wish)));
}

async function list(deps: Deps, dueOnly: boolean): Promise<Output> {
  const schools = new Map((await listSchools(deps.db.platform)).map(({ id, number }) => [id, number]));
  const numbers = (ids: SchoolId[]) => ids.map((id) => schools.get(id) ?? "?");
  const links = (await listLinks(deps)).filter(({ due }) => due || !dueOnly).map((one) => shown(one, numbers));
  const lines = links.map(
    ({ linkId: id, schoolDays, due, older, newer, waitsFor }) =>
      `${id}  ${schoolDays} school days${due ? "" : " (not yet)"}  ${older.join(",")} <- ${newer.join(",")}  waits for the ${waitsFor} side`,
  );
  return { json: { links }, text: lines.length === 0 ? "No question waits." : lines.join("\n") };
}

const shown = ({ id, openedAt, schoolDays, due, ...link }: ListedLink, numbers: (ids: SchoolId[]) => string[]) => ({
  linkId: id,
  openedAt: openedAt.toISOString(),
  schoolDays,
  due,
  older: numbers(link.olderSchools),
  newer: numbers(link.newerSchools),
  waitsFor: link.olderYes ? "newer" : "older",
});

async function decide(deps: Deps, wish: { linkIds: LinkId[]; says: Says; reason: string }): Promise<Output> {
  const linked = await decideLinks(deps, { ...wish, actor });
  const answered = wish.linkIds.length;
  return { json: { answered, linked }, text: `${answered} answered, ${linked} became one` };
}

type Takeover = { from: SchoolNumber; to: SchoolNumber; reason: string };
async function takeover(deps: Deps, wish: Takeover): Promise<Output> {
  const from = await getSchoolByNumber(deps.db.platform, wish.from);
  const to = await getSchoolByNumber(deps.db.platform, wish.to);
  const linked = await takeOver(deps, { from: from.id, to: to.id, reason: wish.reason, actor });
  return { json: { linked }, text: `${linked} became one` };
}
