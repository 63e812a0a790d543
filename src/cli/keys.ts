import { rotateSigningKeys } from "../oidc/oidc.ts";
import type { Cli } from "./command.ts";

export function keysCommands(cli: Cli): void {
  const keys = cli.program.command("keys").description("the keys that sign ID tokens");
  keys
    .command("rotate")
    .description("publish new signing keys; they take over when every application has had time to fetch them")
    .option("--now", "they take over at once, because a key has leaked")
    .action((options: { now?: boolean }) =>
      cli.run(async (deps) => {
        const rotated = await rotateSigningKeys(deps, { atOnce: options.now === true, actor: "cli" });
        const text = `New keys ${rotated.kids.join(", ")} sign from ${rotated.activeFrom.toISOString()}. No restart is needed.`;
        return { json: rotated, text };
      }),
    );
}
