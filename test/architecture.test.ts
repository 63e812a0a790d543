import { describe, expect, test } from "vitest";
import { filesUnder, readModules, readProjectFile, toModule, type Module } from "./architecture/modules.ts";
import { order, owners, rules, secondDoors } from "./architecture/rules.ts";

const modules = readModules(["src", "adapters", "views", "examples"]);
const paths = new Set(modules.map(({ path }) => path));

describe("the code as it stands", () => {
  test("is read at all", () => {
    expect(modules.length).toBeGreaterThan(20);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(50);
  });

  test("imports only files that exist", () => {
    const missing = modules.flatMap(({ path, imports }) =>
      imports.filter(({ file }) => file?.endsWith(".ts") && !paths.has(file)).map(({ file }) => `${path}: ${file}`),
    );
    // What lies under test/ and bench/ is not read here, and the compiler looks at it anyway.
    expect(missing.filter((line) => !/: (test|bench)\//.test(line))).toEqual([]);
  });

  test.each(Object.entries(rules))("%s", (_sentence, rule) => {
    expect(rule(modules)).toEqual([]);
  });

  test("every table has an owner", () => {
    const created = filesUnder("migrations", ".sql").flatMap((path) =>
      [...readProjectFile(path).matchAll(/^\s*create (?:unlogged )?table (\w+)(?! partition of)\b/gm)].map(
        (match) => match[1] ?? "",
      ),
    );
    const dropped = filesUnder("migrations", ".sql").flatMap((path) =>
      [...readProjectFile(path).matchAll(/^\s*drop table (\w+);/gm)].map((match) => match[1] ?? ""),
    );
    const tables = created.filter((name) => !name.startsWith("audit_event_") && !dropped.includes(name));
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.sort()).toEqual(Object.keys(owners).sort());
  });

  test("no second door is listed that isn't there", () => {
    expect(Object.keys(secondDoors).filter((path) => !paths.has(path))).toEqual([]);
  });
});

/** One rule on a few sources that stand in for the project. */
function judge(rule: keyof typeof rules, sources: Record<string, string>): string[] {
  const sample: Module[] = Object.entries(sources).map(([path, source]) => toModule(path, source));
  return rules[rule]?.(sample) ?? ["no such rule"];
}

describe("an import is found", () => {
  const specifiers = (source: string) => toModule("src/lib/x.ts", source).imports;

  test.each([
    [`import { a } from "./a.ts";`, false],
    [`import {\n  a,\n  type B,\n} from "./a.ts";`, false],
    [`import * as a from "./a.ts";`, false],
    [`import a, { b } from './a.ts';`, false],
    [`import "./a.ts";`, false],
    [`export { a } from "./a.ts";`, false],
    [`export * from "./a.ts";`, false],
    [`const a = await import("./a.ts");`, false],
    [`import data from "./a.ts" with { type: "json" };`, false],
    [`import type { A } from "./a.ts";`, true],
    [`export type { A } from "./a.ts";`, true],
  ])("in %s", (source, typeOnly) => {
    expect(specifiers(source)).toEqual([{ specifier: "./a.ts", file: "src/lib/a.ts", typeOnly }]);
  });

  test("with the one before it left whole", () => {
    const source = `import a from "a";\nexport const b = 1;\nexport function c() {}\nimport d from "d";`;
    expect(specifiers(source).map(({ specifier }) => specifier)).toEqual(["a", "d"]);
  });

  test("but not in a comment, a docstring or import.meta", () => {
    const source = `// import "./a.ts";\n/**\n * import { b } from "./b.ts";\n */\nconst u = new URL(import.meta.url);`;
    expect(specifiers(source)).toEqual([]);
  });

  test("as unreadable when it is computed", () => {
    expect(specifiers("await import(name)")).toEqual([{ specifier: undefined, file: undefined, typeOnly: false }]);
  });
});

describe("a violation is caught:", () => {
  test.each<[string, keyof typeof rules, Record<string, string>]>([
    [
      "a folder to the right",
      "a folder imports only folders to its left",
      {
        "src/pupils/pupils.ts": `import { planRoster } from "../rosters/rosters.ts";`,
      },
    ],
    [
      "a type from the right",
      "a folder imports only folders to its left",
      {
        "src/lib/db.ts": `import type { School } from "../schools/schools.ts";`,
      },
    ],
    ["a folder without a place", "a folder imports only folders to its left", { "src/extras/extras.ts": "" }],
    [
      "main.ts in a domain",
      "a folder imports only folders to its left",
      {
        "src/schools/schools.ts": `import { main } from "../main.ts";`,
      },
    ],
    [
      "a domain in config.ts",
      "config, deps, errors and ids stand on src/lib alone",
      {
        "src/config.ts": `import { addSchool } from "./schools/schools.ts";`,
      },
    ],
    [
      "a value in deps.ts",
      "config, deps, errors and ids stand on src/lib alone",
      {
        "src/deps.ts": `import { sql } from "./lib/db.ts";`,
      },
    ],
    [
      "another folder's queries",
      "a folder is entered by its front door",
      {
        "src/rosters/rosters.ts": `import { findPupil } from "../pupils/queries.ts";`,
      },
    ],
    [
      "a view that fetches",
      "views import markup, words and types, and only routes and pages show them",
      {
        "views/sign-in/page.ts": `import { findPupil } from "../../src/pupils/pupils.ts";`,
      },
    ],
    [
      "a page from a domain",
      "views import markup, words and types, and only routes and pages show them",
      {
        "src/schools/schools.ts": `import { layout } from "../../views/layout.ts";`,
      },
    ],
    [
      "an adapter in a flow",
      "adapters are imported where the program is put together",
      {
        "src/sessions/sessions.ts": `import { createHasher } from "../../adapters/hasher.ts";`,
      },
    ],
    [
      "oidc-provider out of its folder",
      "each outside package is known to its keeper only",
      {
        "src/sessions/sessions.ts": `import { errors } from "oidc-provider";`,
      },
    ],
    [
      "koa in a domain",
      "each outside package is known to its keeper only",
      {
        "src/pupils/pupils.ts": `import type { Context } from "koa";`,
      },
    ],
    ["a hidden import", "every import can be read", { "src/lib/db.ts": "await import(`./${name}.ts`);" }],
    [
      "an example with inside knowledge",
      "an example shares nothing with the provider",
      {
        "examples/shop.ts": `import { html } from "../src/lib/html.ts";`,
      },
    ],
    ["line 251", "a file ends before 250 lines", { "src/lib/db.ts": "\n".repeat(251) }],
    ["SQL in a use-case", "SQL stands in queries.ts", { "src/pupils/pupils.ts": "sql`select 1`" }],
    [
      "another's table",
      "a table is written by its owner",
      {
        "src/rosters/queries.ts": "sql`insert into enrolment (pupil_id) values (1)`",
      },
    ],
    [
      "another's table, copied into",
      "a table is written by its owner",
      { "src/rosters/queries.ts": "copyFrom('copy pupil (id, login_name) from stdin')" },
    ],
    [
      "another's table, updated on a new line",
      "a table is written by its owner",
      {
        "src/oidc/queries.ts": "sql`update\n  pupil p set status = 'x'`",
      },
    ],
  ])("%s", (_what, rule, sources) => {
    expect(judge(rule, sources)).toHaveLength(1);
  });
});

describe("what is right passes:", () => {
  test("one's own table, an upsert and a row lock", () => {
    const source =
      "sql`insert into pupil (id) values (1) on conflict do update set id = 1` sql`select from school for update`";
    expect(judge("a table is written by its owner", { "src/pupils/queries.ts": source })).toEqual([]);
  });

  test("a front door to the left", () => {
    const sources = { "src/rosters/rosters.ts": `import { addPupils } from "../pupils/pupils.ts";` };
    expect(judge("a folder imports only folders to its left", sources)).toEqual([]);
    expect(judge("a folder is entered by its front door", sources)).toEqual([]);
  });

  test("a type for a view", () => {
    const sources = { "views/page.ts": `import type { PupilId } from "../src/ids.ts";` };
    expect(judge("views import markup, words and types, and only routes and pages show them", sources)).toEqual([]);
  });
});

test("the order names each folder once", () => {
  expect(new Set(order).size).toBe(order.length);
});
