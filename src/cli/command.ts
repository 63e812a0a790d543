import type { Command } from "commander";
import type { Deps } from "../deps.ts";

/** What a command answers: one JSON document for machines, a few lines for people. */
export type Output = { json: object; text: string };

/**
 * What a group of commands gets. `run` opens the dependencies, prints the answer (`--json` chooses which form) and sets the
 * exit code: 0, 1 for an `AppError` (bad input), 2 for any other failure.
 */
export type Cli = {
  program: Command;
  run(work: (deps: Deps) => Promise<Output>): Promise<void>;
};
