import { packageScopes } from "../../src/applications/applications.ts";
import { ProblemDocument } from "../../src/api/schemas.ts";
import type { School } from "../../src/schools/schools.ts";
import {
  arrangePackage,
  askApi,
  getPackageToken,
  type ApiAnswer,
  type ApiRequest,
  type ArrangedPackage,
} from "./packages.ts";
import { csv, ten } from "./rosters.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { arrangeSchool } from "./world.ts";

export const everyScope = packageScopes.join(" ");

/** A school that allows a package everything, another that allows it nothing, and that package's token. */
export type ApiWorld = {
  world: TestServer;
  school: School;
  other: School;
  pack: ArrangedPackage;
  token: string;
  ask(path: string, request?: ApiRequest): Promise<ApiAnswer>;
  put(at: School, token: string): Promise<ApiAnswer>;
  activation(at: School, token?: string): Promise<ApiAnswer>;
  /** What each endpoint says, for a plan that nobody has. */
  atEveryDoor(at: School, token?: string): Promise<[number, string][]>;
  close(): Promise<void>;
};

export async function openApi(settings: Record<string, string>): Promise<ApiWorld> {
  const world = await startTestServer(settings);
  const school = await arrangeSchool(world, "A");
  const other = await arrangeSchool(world, "B");
  const pack = await arrangePackage(world, { grantedBy: school });
  const token = await getPackageToken(world, pack);
  const ask = (path: string, request: ApiRequest = {}) => askApi(world.issuer, path, request);
  const body = new Uint8Array(csv(...ten));
  const headers = { "content-type": "text/csv" };
  return {
    ...{ world, school, other, pack, token, ask },
    put: (at, by) => ask(`/schools/${at.number}/roster`, { method: "PUT", token: by, body, headers }),
    activation: (at, by) => ask(`/schools/${at.number}/activation`, { token: by }),
    atEveryDoor: async (at, by) => {
      const answers: [number, string][] = [];
      for (const [method, path] of everyDoor(at, crypto.randomUUID()))
        answers.push(verdict(await ask(path, { method, token: by, ...(method === "PUT" ? { headers } : {}) })));
      return answers;
    },
    close: world.close,
  };
}

/** The status, and the code of the problem where it is one. */
export function verdict({ status, json }: ApiAnswer): [number, string] {
  const problem = ProblemDocument.safeParse(json);
  return [status, problem.success ? problem.data.code : ""];
}

export const everyDoor = (at: School, planId: string): [method: string, path: string][] => [
  ["PUT", `/schools/${at.number}/roster`],
  ["GET", `/schools/${at.number}/roster/plans/${planId}`],
  ["GET", `/schools/${at.number}/roster/plans/${planId}/changes`],
  ["POST", `/schools/${at.number}/roster/plans/${planId}/apply`],
  ["GET", `/schools/${at.number}/activation`],
  ["GET", `/schools/${at.number}/activation/pupils`],
];

/** The same answer at every door. */
export const six = (answer: [number, string]): [number, string][] => Array.from({ length: 6 }, () => answer);
