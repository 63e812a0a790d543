import { z } from "zod";
import { listLatestEvents } from "../audit/audit.ts";
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
}
