import type { Import, Module } from "./modules.ts";

/** `path: what is wrong`, one line per violation. */
type Rule = (modules: Module[]) => string[];

/** A folder may import the folders before it. */
export const order = [
  "lib",
  "audit",
  "http",
  "schools",
  "staff",
  "pupils",
  "rosters",
  "credentials",
  "applications",
  "failures",
  "pseudonyms",
  "merges",
  "links",
  "sessions",
  "activation",
  "access",
  "oidc",
  "portal",
  "school",
  "api",
  "vendor",
  "operator",
  "demo",
  "cli",
];
/** Folders that know no koa and have a database of their own to keep. */
const domains = [
  "schools",
  "staff",
  "pupils",
  "rosters",
  "credentials",
  "applications",
  "failures",
  "pseudonyms",
  "merges",
  "links",
];
/** Without a front door, since they are sets of tools: each file may be imported. */
const toolboxes = ["lib", "http"];
/** Ground that every folder stands on. It imports only `src/lib`, and only `deps.ts` types of it. */
const ground = ["src/config.ts", "src/deps.ts", "src/errors.ts", "src/ids.ts"];

/** A second door into a folder, and why it is there. */
export const secondDoors: Record<string, string> = {
  "src/sessions/routes.ts": "app.ts mounts it",
  "src/access/routes.ts": "app.ts mounts it",
  "src/portal/routes.ts": "app.ts mounts it",
  "src/school/routes.ts": "app.ts mounts it",
  "src/api/routes.ts": "app.ts mounts it",
  "src/demo/example-ports.ts": "run.ts looks whether they are free before it loads anything else of the demo",
};

/** The one folder that writes a table; everybody else goes through that folder's front door. */
export const owners: Record<string, string> = {
  school_group: "src/schools",
  school: "src/schools",
  school_number: "src/schools",
  site: "src/schools",
  staff: "src/staff",
  staff_role: "src/staff",
  staff_invitation: "src/staff",
  staff_password: "src/staff",
  staff_totp: "src/staff",
  staff_recovery_code: "src/staff",
  staff_passkey: "src/staff",
  staff_sign_in: "src/staff",
  staff_upstream: "src/staff",
  staff_upstream_link: "src/staff",
  pupil: "src/pupils",
  enrolment: "src/pupils",
  class_group: "src/pupils",
  class_membership: "src/pupils",
  roster_import: "src/rosters",
  roster_row: "src/rosters",
  school_year_plan: "src/rosters",
  roster_file: "src/rosters",
  roster_columns: "src/rosters",
  credential: "src/credentials",
  throttle: "adapters",
  distinct_count: "adapters",
  sector: "src/applications",
  vendor: "src/applications",
  application: "src/applications",
  manifest: "src/applications",
  oidc_client: "src/applications",
  client_secret: "src/applications",
  release: "src/applications",
  admin_package: "src/applications",
  admin_package_grant: "src/applications",
  admin_package_plan: "src/api",
  pseudonym: "src/pseudonyms",
  pupil_merge: "src/merges",
  link: "src/links",
  link_answer: "src/links",
  link_mail: "src/links",
  signing_key: "src/oidc",
  oidc_artifact: "adapters",
  write_probe: "src/lib",
  activation_run: "src/activation",
  activation_part: "src/activation",
  secret_ladder: "src/activation",
  class_pass: "src/sessions",
  network_arrival: "src/sessions",
  audit_event: "src/audit",
  audit_link: "src/audit",
  failure: "src/failures",
};

/** Imports whose target is computed, and why that is right. */
const computed: Record<string, string> = {
  "adapters/embedded-folder.ts": "the package with the binaries is named after the platform",
};

const isTest = (path: string): boolean => path.endsWith(".test.ts");
const isTestSupport = (path: string): boolean => path.startsWith("test/") || path.startsWith("bench/");
const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];
const isRoot = (path: string): boolean => /^src\/[^/]+$/.test(path);
const isTop = (path: string): boolean => isRoot(path) && !ground.includes(path);
const frontDoor = (folder: string): string => `src/${folder}/${folder}.ts`;

type Use = { from: Module; to: Import };
function usesIn(modules: Module[], keep: (use: Use) => boolean): Use[] {
  return modules.flatMap((from) => from.imports.map((to) => ({ from, to }))).filter(keep);
}
const say = (use: Use, wrong: string): string => `${use.from.path}: ${wrong} ${use.to.file ?? use.to.specifier ?? "?"}`;

function goesRight({ from, to }: Use): boolean {
  const [source, target] = [folderOf(from.path), to.file && folderOf(to.file)];
  if (!source || !target || source === target) return false;
  return order.indexOf(target) >= order.indexOf(source);
}

const importOrder: Rule = (modules) => {
  const checked = modules.filter(({ path }) => !isTest(path));
  const unknown = new Set(modules.map(({ path }) => folderOf(path)).filter((name) => name && !order.includes(name)));
  return [
    ...[...unknown].map((name) => `src/${name}: has no place in the import order`),
    ...usesIn(checked, goesRight).map((use) => say(use, "imports to its right")),
    // Only main, app and the like see everything, so nobody but they and the command line may lean on them.
    ...usesIn(checked, ({ from, to }) => {
      const leans = to.file !== undefined && isTop(to.file);
      return leans && !isTop(from.path) && from.path !== "src/cli/program.ts";
    }).map((use) => say(use, "imports the top of the program:")),
  ];
};

const groundStaysLow: Rule = (modules) => {
  const low = modules.filter(({ path }) => ground.includes(path));
  return [
    ...usesIn(low, ({ to }) => {
      const file = to.file;
      return file !== undefined && !ground.includes(file) && folderOf(file) !== "lib";
    }).map((use) => say(use, "is ground and imports")),
    ...usesIn(low, ({ from, to }) => from.path === "src/deps.ts" && !to.typeOnly).map((use) =>
      say(use, "may import types only, not"),
    ),
  ];
};

const frontDoors: Rule = (modules) =>
  usesIn(modules, ({ from, to }) => {
    if (isTest(from.path) || to.file === undefined) return false;
    const folder = folderOf(to.file);
    if (!folder || folder === folderOf(from.path) || toolboxes.includes(folder)) return false;
    return to.file !== frontDoor(folder) && !(to.file in secondDoors);
  }).map((use) => say(use, "goes past the front door into"));

/** A page knows its words and its markup; what it shows comes as plain values. A flow may keep `pages.ts` beside its routes. */
const viewsAreLeaves: Rule = (modules) => [
  ...usesIn(modules, ({ from, to }) => {
    if (!from.path.startsWith("views/") || isTest(from.path) || to.typeOnly) return false;
    if (to.file === undefined) return to.specifier !== "d3-scale";
    return !to.file.startsWith("views/") && !["src/lib/html.ts", "src/lib/locale.ts"].includes(to.file);
  }).map((use) => say(use, "is a view and imports")),
  ...usesIn(modules, ({ from, to }) => {
    if (!to.file?.startsWith("views/") || from.path.startsWith("views/") || isTest(from.path)) return false;
    return !to.typeOnly && !/\/([a-z-]+-)?(routes|pages)\.ts$/.test(from.path) && folderOf(from.path) !== "http";
  }).map((use) => say(use, "shows no pages, yet imports")),
];

const adaptersAreHandedIn: Rule = (modules) =>
  usesIn(modules, ({ from, to }) => {
    if (!to.file?.startsWith("adapters/") || isTest(from.path) || isTestSupport(from.path)) return false;
    return !from.path.startsWith("adapters/") && !(isTop(from.path) && from.path !== "src/app.ts");
  }).map((use) => say(use, "must be handed its adapters, yet imports"));

/** Which folders know which package. Tests may know all of them. */
const keepers: { pattern: RegExp; folders: string[] }[] = [
  { pattern: /^oidc-provider(\/|$)/, folders: ["src/oidc/"] },
  { pattern: /^(ioredis|pg-boss)(\/|$)/, folders: ["adapters/"] },
  { pattern: /^nodemailer$/, folders: ["adapters/"] },
  { pattern: /^otpauth$/, folders: ["src/staff/"] },
  { pattern: /^@simplewebauthn\/server$/, folders: ["src/access/"] },
  { pattern: /^openid-client$/, folders: ["src/access/", "examples/", "bench/", "test/"] },
  { pattern: /^@node-rs\/argon2$/, folders: ["src/credentials/"] },
  { pattern: /^(pg|pg-copy-streams|node-pg-migrate)(\/|$)/, folders: ["adapters/", "src/lib/"] },
];

const packagesHaveKeepers: Rule = (modules) => {
  const checked = modules.filter(({ path }) => !isTest(path));
  return [
    ...keepers.flatMap(({ pattern, folders }) =>
      usesIn(checked, ({ from, to }) => {
        return pattern.test(to.specifier ?? "") && !folders.some((folder) => from.path.startsWith(folder));
      }).map((use) => say(use, `only ${folders.join(" and ")} may import`)),
    ),
    ...usesIn(checked, ({ from, to }) => {
      return domains.includes(folderOf(from.path) ?? "") && /^@?koa(\/|$)/.test(to.specifier ?? "");
    }).map((use) => say(use, "is a domain and must know no")),
  ];
};

const importsCanBeRead: Rule = (modules) =>
  usesIn(modules, ({ from, to }) => to.specifier === undefined && !(from.path in computed) && !isTest(from.path)).map(
    (use) => say(use, "computes what it imports:"),
  );

/** An example is what a vendor would write: it shares nothing with the provider. */
const examplesStandAlone: Rule = (modules) =>
  usesIn(modules, ({ from, to }) => {
    return from.path.startsWith("examples/") && to.file !== undefined && !to.file.startsWith("examples/");
  }).map((use) => say(use, "is an example and imports"));

const filesEnd: Rule = (modules) =>
  modules
    .filter(({ path }) => /^(src|adapters|views)\//.test(path))
    .map(({ path, source }) => ({ path, lines: source.split("\n").length - 1 }))
    .filter(({ lines }) => lines > 250)
    .map(({ path, lines }) => `${path}: has ${lines} lines, more than 250`);

/** `queries.ts`, or `queries-PART.ts` where one file would pass 250 lines. */
const holdsSql = (path: string): boolean =>
  /\/queries(-[a-z-]+)?\.ts$/.test(path) ||
  /^(adapters|src\/lib|src\/audit)\//.test(path) ||
  path === "src/cli/doctor.ts";

const sqlStaysInQueries: Rule = (modules) =>
  modules
    .filter(({ path, source }) => !isTest(path) && !holdsSql(path) && /\bsql(?:\.\w+)?`/.test(source))
    .map(({ path }) => `${path}: has SQL outside queries.ts`);

const writes = [
  /\b(?:insert\s+into|delete\s+from|merge\s+into|truncate(?:\s+table)?)\s+(?:only\s+)?(\w+)/gi,
  /\bupdate\s+(?:only\s+)?(\w+)(?:\s+(?:as\s+)?\w+)?\s+set\b/gi,
  /\bcopy\s+(\w+)\s*(?:\([^)]*\)\s*)?from\b/gi,
];

const tablesHaveOneOwner: Rule = (modules) =>
  modules
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, source }) => {
      const tables = writes
        .flatMap((write) => [...source.matchAll(write)])
        .map((match) => match[1]?.toLowerCase() ?? "");
      return [...new Set(tables)]
        .filter((table) => table in owners && !path.startsWith(`${owners[table]}/`))
        .map((table) => `${path}: writes table ${table}, which belongs to ${owners[table]}`);
    });

/** Each rule under the sentence that it holds. */
export const rules: Record<string, Rule> = {
  "a folder imports only folders to its left": importOrder,
  "config, deps, errors and ids stand on src/lib alone": groundStaysLow,
  "a folder is entered by its front door": frontDoors,
  "views import markup, words and types, and only routes and pages show them": viewsAreLeaves,
  "adapters are imported where the program is put together": adaptersAreHandedIn,
  "each outside package is known to its keeper only": packagesHaveKeepers,
  "every import can be read": importsCanBeRead,
  "an example shares nothing with the provider": examplesStandAlone,
  "a file ends before 250 lines": filesEnd,
  "SQL stands in queries.ts": sqlStaysInQueries,
  "a table is written by its owner": tablesHaveOneOwner,
};
