import { createServer } from "node:net";
import { StartProblem } from "../lib/start-problem.ts";

/** A port, and what it is for: as an operator reads it. */
export type WantedPort = { port: number; host?: string; what: string; setting: string };

/**
 * Looks before anything is opened, so that a port which is taken leaves nothing half started.
 * @throws StartProblem that names the port, what it is for and the setting
 */
export async function mustBeFree(wanted: WantedPort[]): Promise<void> {
  for (const { port, host, what, setting } of wanted) {
    if (port === 0) continue;
    const problem = await tryOut(port, host);
    if (problem !== undefined) throw new StartProblem(`Port ${port} (${what}) ${problem}, or give another ${setting}`);
  }
}

/** What Node says of a port that can't be opened, for whoever starts the program. */
export const portProblems: Record<string, string> = {
  EADDRINUSE: "is taken: end what listens there",
  EACCES: "may not be opened by this user: let it",
  EADDRNOTAVAIL: "can't be opened at this address: mend the network of this machine",
};

function tryOut(port: number, host: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      const code = "code" in error && typeof error.code === "string" ? error.code : "";
      resolve(portProblems[code] ?? `can't be opened (${code})`);
    });
    if (port > 65_535) resolve("doesn't exist");
    else server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
