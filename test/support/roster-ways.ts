import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Plan, ProblemDocument } from "../../src/api/schemas.ts";
import { rosterCommands } from "../../src/cli/roster.ts";
import { AppError } from "../../src/errors.ts";
import { ImportId } from "../../src/ids.ts";
import type { Stop } from "../../src/rosters/rosters.ts";
import { problemTexts } from "../../src/rosters/texts.ts";
import type { RosterDoors, SchoolOfCase } from "./roster-doors.ts";

/** What came of sending one file: an import that is carried out, or the code of what stands in its way. */
export type Sent = { refused: string } | { importId: ImportId };
export type Bytes = Uint8Array<ArrayBuffer>;
/** What a person, a package or an operator sends, and what they say is right about it. */
type Given = { school: SchoolOfCase; bytes: Bytes; confirmed?: Stop[]; nobodyLeaves?: boolean };
export type Way = (doors: RosterDoors, given: Given) => Promise<Sent>;

/** A head with the form of the portal. */
const portal: Way = async ({ portal: web }, { school: { number }, bytes, confirmed = [], nobodyLeaves = false }) => {
  const body = new FormData();
  body.set("file", new Blob([bytes]), "lijst");
  const at = `${web.origin}/school/${number}/roster`;
  const sent = await fetch(at, { method: "POST", body, redirect: "manual" });
  if (sent.status !== 303) return { refused: problemIn(await sent.text()) };
  const [, id, columns] = /roster\/([^/]+)(\/columns)?$/.exec(sent.headers.get("location") ?? "") ?? [];
  if (columns) return { refused: "asked" };
  const ticked = new URLSearchParams(confirmed.map((stop): [string, string] => [stop, "yes"]));
  if (nobodyLeaves) ticked.set("stay", "yes");
  const applied = await fetch(`${at}/${id}/apply`, { method: "POST", body: ticked, redirect: "manual" });
  if (applied.status === 422) return { refused: stopIn(await applied.text()) };
  return { importId: ImportId.parse(id) };
};

const orders = { leavers: "allowLeavers", foreign: "allowForeign", "last-year": "allowLastYear" } satisfies Record<
  Stop,
  string
>;

/** An administration package. */
const api: Way = async ({ api: web }, { school: { number }, bytes, confirmed = [], nobodyLeaves = false }) => {
  const at = `${web.origin}/api/v1/schools/${number}/roster`;
  const headers = { authorization: "Bearer token", "accept-language": "nl" };
  const put = await fetch(at, { method: "PUT", body: bytes, headers: { ...headers, "content-type": "text/csv" } });
  const answer: unknown = await put.json();
  if (put.status !== 201) return { refused: ProblemDocument.parse(answer).reason ?? put.statusText };
  const { id } = Plan.parse(answer);
  const order = { ...Object.fromEntries(confirmed.map((stop) => [orders[stop], true])), nobodyLeaves };
  const asJson = { ...headers, "content-type": "application/json" };
  const applied = await fetch(`${at}/plans/${id}/apply`, {
    method: "POST",
    headers: asJson,
    body: JSON.stringify(order),
  });
  if (applied.status === 409) return { refused: ProblemDocument.parse(await applied.json()).needs?.[0] ?? "conflict" };
  return { importId: ImportId.parse(id) };
};

const options = {
  leavers: "--allow-leavers",
  foreign: "--yes-foreign",
  "last-year": "--yes-last-year",
} satisfies Record<Stop, string>;
const stops: Partial<Record<string, Stop>> = {
  "roster-too-many-leavers": "leavers",
  "roster-foreign": "foreign",
  "roster-last-year": "last-year",
};

/** An operator. */
const commandLine: Way = async (
  { deps, folder, newestImport },
  { school, bytes, confirmed = [], nobodyLeaves = false },
) => {
  const file = join(folder, `${school.number}.lijst`);
  writeFileSync(file, bytes);
  const program = new Command().exitOverride();
  rosterCommands({ program, run: async (work) => void (await work(deps)) });
  try {
    const said = [...confirmed.map((stop) => options[stop]), ...(nobodyLeaves ? ["--nobody-leaves"] : [])];
    await program.parseAsync(["roster", "apply", "--school", school.number, ...said, file], { from: "user" });
  } catch (error) {
    const stop = error instanceof AppError ? stops[error.code] : undefined;
    if (stop) return { refused: stop };
    if (error instanceof AppError && error.code.startsWith("roster-")) return { refused: problemIn(error.message) };
    throw error;
  }
  return { importId: await newestImport(school.id) };
};

export const ways = { portal, api, "the command line": commandLine } satisfies Record<string, Way>;

/** The first box that is still to be ticked on the page of a plan. */
function stopIn(page: string): string {
  const boxes = page.match(/<input[^>]*type="checkbox"[^>]*>/g) ?? [];
  return /name="([^"]*)"/.exec(boxes.find((box) => !/\schecked/.test(box)) ?? "")?.[1] ?? "nothing is to be ticked";
}

/** The code of the problem that stands in a text for people. */
function problemIn(text: string): string {
  const plain = text.replaceAll("&#39;", "'").replaceAll("&quot;", '"');
  const found = Object.entries(problemTexts).find(([, { nl }]) =>
    new RegExp(nl.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\w+\}/g, ".*")).test(plain),
  );
  return found?.[0] ?? plain;
}
