import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export type Import = {
  /** As written: `./queries.ts`, `koa`; undefined where it is computed at run time. */
  specifier: string | undefined;
  /** Path from the root of the project where the specifier is a relative one, else undefined. */
  file: string | undefined;
  /** `import type` and `export type`: gone when the program runs. */
  typeOnly: boolean;
};
export type Module = { path: string; source: string; imports: Import[] };

/** Paths from the root of the project, with `/`, in order. */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.includes("node_modules/"))
    .sort();
}

export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function readModules(folders: string[]): Module[] {
  return folders.flatMap((folder) => filesUnder(folder, ".ts")).map((path) => toModule(path, readProjectFile(path)));
}

// The clause holds names, braces, commas and a star: an `=`, `(`, `;` or quote ends it, so no other statement is swallowed.
const statement =
  /^[ \t]*(?:import|export)\b(?:(?<clause>[\w$*{},\s]+?)\bfrom)?\s*(?<quote>["'])(?<specifier>[^"']+)\k<quote>/gm;
// No dot before it (`import.meta`), no star in front on the same line (a docstring).
const dynamic = /(?<![.\w$])import\s*\(\s*(?:(?<quote>["'`])(?<specifier>[^"'`$]+)\k<quote>\s*[,)])?/g;

/** Reads the imports of a TypeScript source without a TypeScript parser: the formatter keeps their shape regular. */
export function toModule(path: string, source: string): Module {
  const code = withoutComments(source);
  const toImport = (specifier: string | undefined, typeOnly: boolean): Import => ({
    specifier,
    file: specifier?.startsWith(".")
      ? normalize(join(dirname(path), specifier))
          .split(sep)
          .join("/")
      : undefined,
    typeOnly,
  });
  const imports = [
    ...[...code.matchAll(statement)].map(({ groups }) =>
      toImport(groups?.["specifier"], /^\s*type\b/.test(groups?.["clause"] ?? "")),
    ),
    ...[...code.matchAll(dynamic)].map(({ groups }) => toImport(groups?.["specifier"], false)),
  ];
  return { path, source, imports };
}

/** Only whole-line comments and block comments that start a line: enough, since an import stands on a line of its own. */
function withoutComments(source: string): string {
  return source.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\//gm, "").replaceAll(/^[ \t]*\/\/.*$/gm, "");
}
