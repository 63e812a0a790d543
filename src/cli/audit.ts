import { z } from "zod";
import { listLatestEvents, sealAudit, verifyAudit, type BreakKind, type Verified } from "../audit/audit.ts";
import { AppError } from "../errors.ts";
import type { Cli } from "./command.ts";

const Lines = z.coerce.number().int().min(1).max(10_000);

export function auditCommands(cli: Cli): void {
  const audit = cli.program.command("audit").description("what was done, by whom, when");
  audit
    .command("tail")
    .description("the latest events, oldest first")
    .option("--lines <count>", "how many", "20")
    .action((options: { lines: string }) =>
      cli.run(async (deps) => {
        const lines = Lines.safeParse(options.lines);
        if (!lines.success) throw new AppError("bad-request", "--lines takes a whole number from 1 to 10000");
        const events = await listLatestEvents(deps.db.platform, lines.data);
        const text = events
          .map((event) => `${event.at.toISOString()}  ${event.what}  ${event.actor}  ${JSON.stringify(event.details)}`)
          .join("\n");
        return { json: { events }, text: text || "Nothing yet." };
      }),
    );
  audit
    .command("verify")
    .description("seal what is new, then read the whole chain: exit code 1 at the first place that doesn't hold")
    .option(
      "--head <head>",
      "a head that an earlier check or a log line named: shows that the end was not cut off since",
    )
    .action((options: { head?: string }) =>
      cli.run(async (deps) => {
        const sealed = await sealAudit(deps);
        const verified = await verifyAudit(deps, { known: options.head });
        if (verified.broken) process.exitCode = 1;
        return { json: { ok: !verified.broken, ...verified }, text: textOf(verified, sealed.waiting) };
      }),
    );
}

const meanings: Record<BreakKind, string> = {
  "link-missing": "a link of the chain is gone",
  "link-changed": "the link says something else than what was sealed, or was sealed under another master secret",
  "event-changed": "an event says something else than what was sealed, or events changed places",
  "event-missing": "an event is gone",
  "event-added": "an event was put in afterwards",
  "event-misdated": "an event names a moment far from the one when it was written, or a clock was wrong",
  "dropped-too-early": "a month was dropped before its time",
  "head-unknown": "the head that you named is not in this chain: its end was cut off, or it is of another one",
};

function textOf({ broken, links, events, purged, head, unsealed }: Verified, waiting: boolean): string {
  if (broken) {
    const { kind, link, afterSeq, upToSeq, part, sealedAt } = broken;
    const place = `link ${link}, sealed ${sealedAt.toISOString()}: events ${afterSeq + 1} to ${upToSeq} in ${part || "no table"}`;
    return `BROKEN: ${meanings[kind]}.\nFirst at ${place}.`;
  }
  return [
    `The chain holds: ${events} events in ${links} links, of which ${purged} outlived their month.`,
    `Written since: ${unsealed}${waiting ? " (a transaction that doesn't end keeps them from being sealed)" : ""}.`,
    `Head, to be kept elsewhere: ${head ?? "none yet"}`,
  ].join("\n");
}
