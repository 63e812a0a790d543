import Router from "@koa/router";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SchoolGroupId, SchoolNumber } from "../../src/ids.ts";
import { addSchool, type School } from "../../src/schools/schools.ts";
import type { Role } from "../../src/staff/staff.ts";
import { openApp } from "../support/app.ts";
import { arrangeFullSchool, type FullSchool } from "../support/full-school.ts";
import { routeLines, type RouteLine } from "../support/route-lines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { arrangeStaff, signInStaff } from "../support/staff.ts";
import { Visitor } from "../support/visitor.ts";
import { arrangePupil } from "../support/world.ts";

/** Every route, asked for by every role, for a school with data and with that school's ids under another school's number. */
let world: TestServer;
let school: School;
let other: School;
let ids: FullSchool;
let mounted: string[];
const people: Record<string, Visitor> = {};

beforeAll(async () => {
  world = await startTestServer();
  mounted = await routesOf(world);
  school = await addSchool(world.deps, { number: SchoolNumber.parse("011111"), name: "De Linde", groupName: "Leie" });
  other = await addSchool(world.deps, { number: SchoolNumber.parse("022222"), name: "De Eik", groupName: "Schelde" });
  ids = await arrangeFullSchool(world, school);
  await arrangePupil(world, school, { className: "3A" });
  await arrangePupil(world, other, { className: "3B" });
  await signEverybodyIn();
  before = await everything();
}, 60_000);
afterAll(() => world.close());

/** As they are mounted, `GET /school/:number`. */
async function routesOf({ deps }: TestServer): Promise<string[]> {
  const { app, close } = await openApp(deps);
  close();
  const routers = app.middleware.flatMap((layer) =>
    "router" in layer && layer.router instanceof Router ? [layer.router] : [],
  );
  return routers.flatMap(({ stack }) =>
    stack.flatMap(({ methods, path }) => {
      const own = methods.filter((method) => method !== "HEAD");
      return own.length > 10 ? [`ALL ${String(path)}`] : own.map((method) => `${method} ${String(path)}`);
    }),
  );
}

async function signEverybodyIn(): Promise<void> {
  const groupOf = async ({ id }: School) => {
    const { rows } = await world.database.owner.query("select school_group_id as id from school where id = $1", [id]);
    return SchoolGroupId.parse(rows[0].id);
  };
  const roles: Record<string, Role[]> = {
    teacherOfClass: [{ role: "teacher", schoolId: school.id, className: "3B" }],
    teacherOfAnother: [{ role: "teacher", schoolId: school.id, className: "3A" }],
    stranger: [
      { role: "school-admin", schoolId: other.id },
      { role: "teacher", schoolId: other.id, className: "3B" },
    ],
    strangeGroupAdmin: [{ role: "group-admin", schoolGroupId: await groupOf(other) }],
    groupAdmin: [{ role: "group-admin", schoolGroupId: await groupOf(school) }],
    schoolAdmin: [{ role: "school-admin", schoolId: school.id }],
    operator: [{ role: "operator" }],
  };
  for (const [name, own] of Object.entries(roles)) {
    const visitor = new Visitor();
    await signInStaff(world, { visitor, staff: await arrangeStaff(world, { roles: own }), path: "/school/me" });
    people[name] = visitor;
  }
  const pupil = await arrangePupil(world, school);
  const visitor = new Visitor();
  await visitor.go(`${world.issuer}/sign-in`);
  await visitor.submit({ login_name: pupil.loginName, secret: pupil.password });
  people["pupil"] = visitor;
  people["nobody"] = new Visitor();
}

const lineOf = (route: string): RouteLine => routeLines[route] ?? expect.fail(`no line for ${route}`);
type Asked = { status: number; signIn: boolean };

/** A form, or the page; what comes is not read. @param number whose number stands in the address */
async function ask(who: string, route: string, number: string): Promise<Asked> {
  const [method = "", path = ""] = route.split(" ");
  const values: Record<string, string> = { number, ...lineOf(route).ids(ids) };
  const address = path.replace(/:(\w+)/g, (_whole, name: string) => values[name] ?? "x");
  const visitor = people[who] ?? expect.fail(`nobody is called ${who}`);
  const form = {
    body: new URLSearchParams(lineOf(route).form(ids)),
    headers: { origin: world.issuer, "sec-fetch-site": "same-origin" },
  };
  const response = await visitor.send(new URL(address, world.issuer), { method, ...(method === "GET" ? {} : form) });
  await response.body?.cancel();
  return { status: response.status, signIn: /\/authorize\?/.test(response.headers.get("location") ?? "") };
}

const refused = ({ status }: Asked) => status === 403 || status === 404;
const isPage = (route: string) => route.startsWith("GET ");
const routes = Object.keys(routeLines);
const of = (...kinds: RouteLine["who"][]) => routes.filter((route) => kinds.includes(lineOf(route).who));

/** Everything that the school has, as one sum. */
async function everything(): Promise<string> {
  const sums = tables.map(
    (table) => `select '${table} ' || md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t`,
  );
  const { rows } = await world.database.owner.query(sums.join(" union all "));
  return rows.map(({ sum }) => sum).join("\n");
}
const tables = [
  ...[
    "staff_role",
    "staff_invitation",
    "enrolment",
    "class_membership",
    "class_pass",
    "credential",
    "release",
    "pupil",
  ],
  ...["activation_run", "roster_import", "roster_row", "school_year_plan", "pupil_merge", "admin_package_grant"],
];
let before: string;
const changesNothing = () =>
  test("changes nothing by any of that", async () => {
    expect(await everything()).toBe(before);
  });

test("every route that is mounted has a line, and every line a route", () => {
  expect(mounted.length).toBeGreaterThan(80);
  expect([...new Set(mounted)].sort()).toEqual(routes.sort());
});

describe.each(of("staff", "here", "class", "admin"))("%s", (route) => {
  test.each(["nobody", "pupil"])("asks %s to sign in as staff, and takes no form of theirs", async (who) => {
    const asked = await ask(who, route, school.number);
    if (isPage(route)) expect(asked).toEqual({ status: 302, signIn: true });
    else expect(asked.status).toBe(403);
  });
});

describe.each(of("here", "class", "admin"))("%s", (route) => {
  test.each(["stranger", "strangeGroupAdmin", "operator"])("is closed to %s", async (who) => {
    expect(await ask(who, route, school.number)).toSatisfy(refused);
  });
  changesNothing();
});

describe.each(of("class", "admin").filter((route) => !lineOf(route).shared))("%s", (route) => {
  test("with ids of this school under the number of another one finds nothing", async () => {
    const asked = await ask("stranger", route, other.number);
    // a form may also lead to a page that says that it is gone
    expect(asked.status >= 400 || (asked.status === 303 && !isPage(route))).toBe(true);
    if (isPage(route)) expect(asked).toSatisfy(refused);
    expect(await everything()).toBe(before);
  });
});

describe.each(of("admin"))("%s", (route) => {
  test.each(["teacherOfClass", "teacherOfAnother"])("is closed to %s", async (who) => {
    expect((await ask(who, route, school.number)).status).toBe(403);
  });
  changesNothing();
});

describe.each(of("class"))("%s", (route) => {
  test("is closed to the teacher of another class", async () => {
    expect(await ask("teacherOfAnother", route, school.number)).toSatisfy(refused);
    expect(await everything()).toBe(before);
  });
});

describe.each(of("step"))("%s", (route) => {
  test.each(["nobody", "pupil", "schoolAdmin"])("is closed to %s outside that sign-in", async (who) => {
    expect((await ask(who, route, school.number)).status).toBe(400);
  });
});

describe.each(of("api"))("%s", (route) => {
  test.each(["nobody", "schoolAdmin"])("is closed to %s: a browser's session is no token", async (who) => {
    expect((await ask(who, route, school.number)).status).toBe(401);
  });
});

// last, since what is asked for here is done
const allowed = (asked: Asked, route: string) => {
  expect(asked.signIn).toBe(false);
  expect([401, 403]).not.toContain(asked.status);
  if (isPage(route) && !lineOf(route).thin) expect(asked.status).toBeLessThan(400);
};

describe.each(of("here", "class"))("%s", (route) => {
  test("is open to a teacher of that class", async () => {
    allowed(await ask("teacherOfClass", route, school.number), route);
  });
});

describe.each(of("here", "class", "admin"))("%s", (route) => {
  test.each(["groupAdmin", "schoolAdmin"])("is open to %s", async (who) => {
    allowed(await ask(who, route, school.number), route);
  });
});
