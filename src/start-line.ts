import { ConfigError } from "./config.ts";
import { AppError } from "./errors.ts";
import { portProblems } from "./http/ports.ts";
import { isAway } from "./lib/away.ts";
import { problemOfFile, StartProblem } from "./lib/start-problem.ts";

/**
 * Why the program can't start or can't do what it was told, in words for whoever did so: one line, and no stack.
 * @returns undefined for what is nobody's to mend but ours
 */
export function startLine(error: unknown): string | undefined {
  if (error instanceof StartProblem || error instanceof ConfigError || error instanceof AppError) return error.message;
  if (isAway(error))
    return `PostgreSQL or Redis doesn't answer (${codeOf(error) ?? "no answer"}): start it, or mend DATABASE_URL or REDIS_URL`;
  return problemOfPort(error) ?? problemOfFile(error)?.message;
}

/** The same for everything: what nobody foresaw has its name, and where it rose only in the log of a developer. */
export function anyStartLine(error: unknown): string {
  const said = error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : String(error);
  return startLine(error) ?? `LeerID could not start: ${said}`;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

function problemOfPort(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("port" in error) || !("syscall" in error) || error.syscall !== "listen")
    return undefined;
  const problem = portProblems[codeOf(error) ?? ""];
  return problem === undefined
    ? undefined
    : `Port ${String(error.port)} ${problem}, or give another PORT or METRICS_PORT`;
}
