import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Plan, ProblemDocument } from "../../src/api/schemas.ts";
import { rosterCommands } from "../../src/cli/roster.ts";
import { AppError } from "../../src/errors.ts";
import { ImportId } from "../../src/ids.ts";
import { problemTexts } from "../../src/rosters/texts.ts";
import type { RosterDoors, SchoolOfCase } from "./roster-doors.ts";

/** What came of sending one file: an import that is carried out, or the code of what stands in its way. */
export type Sent = { refused: string } | { importId: ImportId };
export type Bytes = Uint8Array<ArrayBuffer>;
export type Way = (doors: RosterDoors, school: SchoolOfCase, bytes: Bytes) => Promise<Sent>;

/** A head with the form of the portal. */
const portal: Way = async ({ portal: web }, { number }, bytes) => {
  const body = new FormData();
  body.set("file", new Blob([bytes]), "lijst");
  const at = `${web.origin}/school/${number}/roster`;
  const sent = await fetch(at, { method: "POST", body, redirect: "manual" });
  if (sent.status !== 303) return { refused: problemIn(await sent.text()) };
  const [, id, columns] = /roster\/([^/]+)(\/columns)?$/.exec(sent.headers.get("location") ?? "") ?? [];
  if (columns) return { refused: "asked" };
  await fetch(`${at}/${id}/apply`, { method: "POST", body: new URLSearchParams(), redirect: "manual" });
  return { importId: ImportId.parse(id) };
};

/** An administration package. */
const api: Way = async ({ api: web }, { number }, bytes) => {
  const at = `${web.origin}/api/v1/schools/${number}/roster`;
  const headers = { authorization: "Bearer token", "accept-language": "nl" };
  const put = await fetch(at, { method: "PUT", body: bytes, headers: { ...headers, "content-type": "text/csv" } });
  const answer: unknown = await put.json();
  if (put.status !== 201) return { refused: ProblemDocument.parse(answer).reason ?? put.statusText };
  const { id } = Plan.parse(answer);
  await fetch(`${at}/plans/${id}/apply`, { method: "POST", headers });
  return { importId: ImportId.parse(id) };
};

/** An operator. */
const commandLine: Way = async ({ deps, folder, newestImport }, { id, number }, bytes) => {
  const file = join(folder, `${number}.lijst`);
  writeFileSync(file, bytes);
  const program = new Command().exitOverride();
  rosterCommands({ program, run: async (work) => void (await work(deps)) });
  try {
    await program.parseAsync(["roster", "apply", "--school", number, file], { from: "user" });
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("roster-")) return { refused: problemIn(error.message) };
    throw error;
  }
  return { importId: await newestImport(id) };
};

export const ways = { portal, api, "the command line": commandLine } satisfies Record<string, Way>;

/** The code of the problem that stands in a text for people. */
function problemIn(text: string): string {
  const plain = text.replaceAll("&#39;", "'").replaceAll("&quot;", '"');
  const found = Object.entries(problemTexts).find(([, { nl }]) =>
    new RegExp(nl.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\w+\}/g, ".*")).test(plain),
  );
  return found?.[0] ?? plain;
}
