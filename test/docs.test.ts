import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { filesUnder, readModules, readProjectFile } from "./architecture/modules.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const topLevel = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
const documents = [...topLevel, ...filesUnder("docs", ".md")];
const decisions = filesUnder("docs/decisions", ".md").filter((path) => !path.endsWith("README.md"));
const index = readProjectFile("docs/decisions/README.md");

describe("the decisions", () => {
  test("are there", () => {
    expect(decisions.length).toBeGreaterThanOrEqual(20);
  });

  test("are numbered without a gap or a double", () => {
    const numbers = decisions.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
    expect(numbers).toEqual(decisions.map((_path, at) => at + 1));
  });

  test.each(decisions)("%s stands in the index under its title", (path) => {
    const title = /^# (\d{4} .+)$/m.exec(readProjectFile(path))?.[1];
    expect(index).toContain(`[${title}](${path.slice("docs/decisions/".length)})`);
  });

  test.each(decisions)("%s tells context, what was weighed, the decision and its consequences", (path) => {
    const headings = [...readProjectFile(path).matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(["Context", "What was weighed", "Decision", "Consequences"]);
  });

  test("that the code names exist", () => {
    const named = readModules(["src", "adapters", "views", "test", "examples", "bench"]).flatMap(({ path, source }) =>
      [...source.matchAll(/docs\/decisions\/\d[\w.-]*\.md/g)].map(([file]) => ({ path, file })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
  });
});

/** As GitHub and its like make them: lower case, words joined by dashes, everything else dropped. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchorsIn = (path: string): string[] =>
  [...withoutCode(readProjectFile(path)).matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchorOf(match[1] ?? ""));
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");

describe.each(documents)("%s", (path) => {
  const text = readProjectFile(path);

  test("links only to what exists", () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
    const broken = links
      .filter((link) => !/^(https?|mailto):/.test(link))
      .filter((link) => {
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsIn(target).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test("names files that exist", () => {
    const files = [
      ...text.matchAll(/`((?:src|adapters|views|test|bench|examples|deploy|migrations|scripts|docs)\/[\w./-]*)`/g),
    ];
    expect(files.map((match) => match[1] ?? "").filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test("knows no path of anybody's machine", () => {
    expect(text).not.toMatch(/(?<![\w.$])\/(?:home|root|Users|work|tmp)\/\w/);
    expect(text).not.toMatch(/\b[A-Z]:\\/);
  });
});

describe("the settings", () => {
  const config = readProjectFile("src/config.ts");
  const settings = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1] ?? "");
  const compose = readProjectFile("docker-compose.yml");
  const example = readProjectFile(".env.example");

  test("are read at all", () => {
    expect(settings).toContain("DATABASE_URL");
    expect(settings.length).toBeGreaterThan(10);
  });

  test.each(settings)("%s is explained in README.md", (name) => {
    expect(readProjectFile("README.md")).toMatch(new RegExp(`^\\| \`${name}\``, "m"));
  });

  test.each(settings)("%s is given to the provider by docker-compose.yml", (name) => {
    expect(compose).toMatch(new RegExp(`^ {6}${name}(_FILE)?:`, "m"));
  });

  test("that docker-compose.yml asks for stand in .env.example, and no other", () => {
    const asked = new Set([...compose.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map((match) => match[1] ?? ""));
    const offered = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] ?? "");
    expect([...asked].sort()).toEqual(offered.sort());
  });

  test("in .env.example are each explained above", () => {
    const lines = example.split("\n");
    const bare = lines.filter((line, at) => {
      const before = lines[at - 1] ?? "";
      return /^[A-Z_]+=/.test(line) && !before.startsWith("#") && !/^[A-Z_]+=/.test(before);
    });
    expect(bare).toEqual([]);
  });
});

test("the licence is the EUPL 1.2 in full", () => {
  const text = readProjectFile("LICENSE");
  expect(text).toMatch(/^EUROPEAN UNION PUBLIC LICENCE v\. 1\.2/);
  for (let article = 1; article <= 15; article += 1) expect(text).toMatch(new RegExp(`^${article}\\.\\s*[A-Z]`, "m"));
  expect(text).toContain("Appendix");
});
