import { beforeEach, afterEach, expect } from "vitest";
import { errorHandling } from "../../src/http/errors.ts";
import { loadAssets } from "../../src/http/assets.ts";
import { pages } from "../../src/http/pages.ts";
import type { SchoolId } from "../../src/ids.ts";
import { createLog } from "../../src/lib/log.ts";
import { systemRandom } from "../../src/lib/random.ts";
import type { Gate, Need } from "../../src/school/gate.ts";
import { rosterRoutes } from "../../src/school/roster-routes.ts";
import { openGate } from "./activation.ts";
import { openRosters } from "./rosters.ts";
import { startWeb, type TestWeb } from "./web.ts";

export const home = "/school/012345/roster";
const assets = loadAssets();

export type WizardPage = {
  status: number;
  location: string;
  /** The words on the page, without its markup. */
  said: string;
  text: string;
};

async function pageOf(response: Response): Promise<WizardPage> {
  const text = await response.text();
  const said = text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  return { status: response.status, location: response.headers.get("location") ?? "", said, text };
}

async function openWizard() {
  const rosters = await openRosters();
  const opened: TestWeb[] = [];
  /** What the pages asked of who is there. */
  const asked: Need[] = [];

  async function open(id: SchoolId): Promise<TestWeb> {
    const inner = openGate({ id });
    const gate: Gate = {
      enter: (ctx, need = {}) => {
        asked.push(need);
        return inner.enter(ctx, need);
      },
    };
    const errors = errorHandling({ log: createLog("silent"), random: systemRandom });
    const layers = (issuer: string) => [pages({ assets, issuer }), errors.middleware];
    const started = await startWeb(layers, rosterRoutes(rosters.deps, gate));
    opened.push(started);
    return started;
  }
  const web = await open(rosters.schoolA);
  const ask = async (url: string, init: RequestInit = {}) => pageOf(await fetch(url, { redirect: "manual", ...init }));
  const get = (path: string, on = web) => ask(`${on.origin}${path}`);
  const post = (path: string, fields: Record<string, string> = {}, on = web) =>
    ask(`${on.origin}${path}`, { method: "POST", body: new URLSearchParams(fields) });
  async function send(bytes: Uint8Array, name = "leerlingen.csv"): Promise<WizardPage> {
    const body = new FormData();
    body.set("file", new Blob([Uint8Array.from(bytes)]), name);
    return ask(`${web.origin}${home}`, { method: "POST", body });
  }
  /** Sends a file and opens its plan. */
  async function plan(bytes: Uint8Array): Promise<WizardPage & { path: string }> {
    const { status, location } = await send(bytes);
    expect(status).toBe(303);
    return { ...(await get(location)), path: location };
  }
  async function carryOut(bytes: Uint8Array, said: Record<string, string> = {}): Promise<string> {
    const { path } = await plan(bytes);
    expect(await post(`${path}/apply`, said)).toMatchObject({ status: 303, location: path });
    return path;
  }
  const enrolled = async () =>
    (await rosters.enrolled()).map((pupil) => `${pupil.familyName} ${pupil.classNames.join()}`);
  const close = async () => {
    for (const one of opened) await one.close();
    await rosters.drop();
  };
  return { rosters, asked, web, open, get, post, send, plan, carryOut, enrolled, close };
}

export type Wizard = Awaited<ReturnType<typeof openWizard>>;

/** The pages of the roster wizard at school A, with a database of their own for each test. */
export function wizardPerTest(): { readonly now: Wizard } {
  let wizard: Wizard | undefined;
  beforeEach(async () => {
    wizard = await openWizard();
  });
  afterEach(() => wizard?.close());
  return {
    get now() {
      if (!wizard) throw new Error("The wizard is open during a test only");
      return wizard;
    },
  };
}
