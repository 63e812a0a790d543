import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { School } from "../../src/schools/schools.ts";
import { countStatements } from "../support/activation.ts";
import { serveApp } from "../support/app.ts";
import { arrangeFullSchool, type FullSchool } from "../support/full-school.ts";
import { arrangeCrowd, arrangeLists, type Lists } from "../support/paged-school.ts";
import { routeLines } from "../support/route-lines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { Visitor } from "../support/visitor.ts";
import { arrangeSchool } from "../support/world.ts";

/**
 * Every page of the portal is opened in a school of a handful of pupils, and again when it has grown. Counted is what is asked of the
 * database of the domains. The stores of sessions and counters are others, and `begin`, `commit` and for which school a transaction is,
 * ask nothing.
 */
let world: TestServer;
let school: School;
let full: FullSchool;
let served: Awaited<ReturnType<typeof serveApp>>;
let counted: ReturnType<typeof countStatements<TestServer["deps"]>>;
let visitor: Visitor;

type Opened = { status: number; statements: string[] };
let small: Map<string, Opened>;
let large: Map<string, Opened>;

beforeAll(async () => {
  world = await startTestServer();
  counted = countStatements(world.deps);
  served = await serveApp(counted.deps);
  school = await arrangeSchool(world);
  full = await arrangeFullSchool(world, school);
  // it has no content that a page could show
  await world.database.owner.query("delete from roster_import");
  const staff = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
  visitor = new Visitor({ reach: { [world.issuer]: served.origin } });
  await signInStaff(world, { visitor, staff });
  small = await openAll(await arrangeLists(world, school.id, { classes: 1, pupils: 2 }));
  const lists = await arrangeLists(world, school.id, { classes: 30, pupils: 20 });
  await arrangeCrowd(world, school);
  large = await openAll(lists);
}, 120_000);
afterAll(async () => {
  served.close();
  await world.close();
});

/** What an address holds besides the ids that its route has in any case. */
type Address = { ids?: Record<string, string>; query?: string };
const addresses: Record<string, (lists: Lists) => Address> = {
  "GET /school/choose": () => ({ query: `school=${school.number}` }),
  "GET /school/:number/applications/:id/confirm": ({ className }) => ({ query: `class=${className}&year=lager-3` }),
  "GET /school/:number/roster/:id/class": ({ nextClass }) => ({ query: `name=${nextClass}` }),
  "GET /school/:number/roster/:id/columns": ({ waiting }) => ({ ids: { id: waiting } }),
  "GET /school/:number/roster/:id/undo": ({ applied }) => ({ ids: { id: applied } }),
  "GET /school/:number/activation/new": ({ className }) => ({ query: `class=${className}` }),
};

/** Progress is no page: it is told, and asked for again, as long as something is under way. */
const pages = Object.keys(routeLines).filter((route) => /^GET \/school(?!.*\/events$)/.test(route));

async function openAll(lists: Lists): Promise<Map<string, Opened>> {
  const opened = new Map<string, Opened>();
  for (const route of pages) opened.set(route, await open(route, lists));
  return opened;
}

async function open(route: string, lists: Lists): Promise<Opened> {
  const { line, className: name, classId, pupilId, yearPlanId, planned: importId } = lists;
  const { ids = {}, query = "" } = addresses[route]?.(lists) ?? {};
  const of = routeLines[route]?.ids({ ...full, classId, pupilId, yearPlanId, importId });
  const values: Record<string, string> = { number: school.number, ...of, line, name, ...ids };
  const path = route.slice(4).replace(/:(\w+)/g, (_whole, part: string) => values[part] ?? "x");
  counted.reset();
  const response = await visitor.send(new URL(`${path}?${query}`, world.issuer));
  await response.text();
  return { status: response.status, statements: counted.texts() };
}

const shown = (all: Map<string, Opened>, page: string): Opened =>
  all.get(page) ?? expect.fail(`${page} was not opened`);

test("who is there, and at which school, is one statement: a page that asks for nothing else takes no other", () => {
  expect(shown(large, "GET /school/:number/help").statements).toHaveLength(1);
});

describe.each(pages)("%s", (page) => {
  test("takes at most two statements besides that one, and as many for a few pupils as for hundreds", () => {
    const { status, statements } = shown(large, page);
    expect(status).toBeLessThan(400);
    expect(statements.slice(3)).toEqual([]);
    expect(shown(small, page).status).toBe(status);
    expect(shown(small, page).statements).toHaveLength(statements.length);
  });
});
