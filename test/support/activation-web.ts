import { expect } from "vitest";
import { errorHandling } from "../../src/http/errors.ts";
import { loadAssets } from "../../src/http/assets.ts";
import { securityHeaders } from "../../src/http/headers.ts";
import { pages } from "../../src/http/pages.ts";
import type { SchoolId } from "../../src/ids.ts";
import { activationRoutes } from "../../src/school/activation-routes.ts";
import {
  addTestPupils,
  addTestSchool,
  openActivationWorld,
  openGate,
  type ActivationWorld,
  type OpenGate,
  type TestPupil,
} from "./activation.ts";
import { startWeb, type Answer, type TestWeb } from "./web.ts";

/** The activation board of a school on a small server; `newSchool` gives the next test one without pupils. */
export type ActivationWeb = {
  readonly world: ActivationWorld;
  readonly web: TestWeb;
  readonly gate: OpenGate;
  readonly schoolId: SchoolId;
  newSchool(): Promise<void>;
  /** The same pages for an admin of another school. */
  open(schoolId: SchoolId): Promise<TestWeb>;
  add(wanted: Parameters<typeof addTestPupils>[2]): Promise<TestPupil[]>;
  /** Chooses and prepares. @returns the address of the run */
  prepare(choice: string, form?: Record<string, string>): Promise<string>;
  audit(what: string): Promise<{ actor: string; details: Record<string, unknown> }[]>;
  update(statement: string, values: unknown[]): Promise<unknown>;
  close(): Promise<void>;
};

export const path = "/school/012345/activation";
export const byAge = { secret: "by-age", paper: "cards.nl" };
export const words = ({ text }: Answer): string => text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
export const locationOf = ({ headers }: Answer): string => String(headers["location"]);

export async function openActivationWeb(): Promise<ActivationWeb> {
  const world = await openActivationWorld({ worker: true });
  const { log, random } = world.deps;
  const opened: TestWeb[] = [];
  const open = async (id: SchoolId, gate = openGate({ id })): Promise<TestWeb> => {
    const layers = (issuer: string) => [
      securityHeaders({ issuer }),
      pages({ assets: loadAssets(), issuer }),
      errorHandling({ log, random }).middleware,
    ];
    const web = await startWeb(layers, activationRoutes(world.deps, gate));
    opened.push(web);
    return web;
  };
  const anew = async () => {
    const schoolId = await addTestSchool(world);
    const gate = openGate({ id: schoolId });
    return { schoolId, gate, web: await open(schoolId, gate) };
  };
  let now = await anew();
  const { owner } = world.database;
  return {
    world,
    get web() {
      return now.web;
    },
    get gate() {
      return now.gate;
    },
    get schoolId() {
      return now.schoolId;
    },
    newSchool: async () => {
      now = await anew();
    },
    open: (id) => open(id),
    add: (wanted) => addTestPupils(world, now.schoolId, wanted),
    prepare: async (choice, form = byAge) => {
      const answer = await now.web.post(`${path}/runs?${choice}`, form);
      expect(answer.status).toBe(303);
      return locationOf(answer);
    },
    audit: async (what) => {
      const query = "select actor, details from audit_event where school_id = $1 and what = $2";
      return (await owner.query(query, [now.schoolId, what])).rows;
    },
    update: (statement, values) => owner.query(statement, values),
    close: async () => {
      for (const one of opened) await one.close();
      await world.close();
    },
  };
}
