import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { DemoExample } from "./demo.ts";

export type Examples = { close(): Promise<void> };

const program = fileURLToPath(new URL("../../examples/learning-app.ts", import.meta.url));

/** Runs the small learning applications, each as a process of its own, as a vendor's would be. */
export function startExamples(issuer: string, examples: DemoExample[]): Examples {
  const children = examples.map(({ name, port, clientId, clientSecret }) =>
    spawn(process.execPath, [program], {
      env: {
        ...process.env,
        NAME: name,
        PORT: String(port),
        ISSUER: issuer,
        CLIENT_ID: clientId,
        CLIENT_SECRET: clientSecret,
      },
      // the channel is closed when we end, however we end: then they end as well
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }),
  );
  return {
    close: async () => {
      await Promise.all(children.map(stop));
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
