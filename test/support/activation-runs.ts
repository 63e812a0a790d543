import { Writable } from "node:stream";
import { expect } from "vitest";
import { addRun, findRun, makeRun, startPrinting, type PartState, type Run } from "../../src/activation/activation.ts";
import { hashFirstSecret } from "../../src/credentials/credentials.ts";
import type { ActivationRunId, SchoolId } from "../../src/ids.ts";
import {
  addTestPupils,
  addTestSchool,
  liveSecrets,
  type ActivationDeps,
  type ActivationWorld,
  type TestPupil,
} from "./activation.ts";
import { pdfTexts } from "./pdf.ts";

export const actor = "staff:test";
export const classNames = ["1A", "1B", "2A", "2B", "3A"];
export const perClass = 12;

/** A school with five classes of twelve, whose runs a test makes and prints by hand. */
export type RunSchool = {
  schoolId: SchoolId;
  pupils: TestPupil[];
  prepare(wanted?: { classNames?: string[] }, deps?: ActivationDeps): Promise<ActivationRunId>;
  make(runId: ActivationRunId, deps?: ActivationDeps): Promise<void>;
  /** A run with everything made. */
  prepareAndMake(names?: string[]): Promise<ActivationRunId>;
  look(runId: ActivationRunId): Promise<Run>;
  start(runId: ActivationRunId): ReturnType<typeof startPrinting>;
  /** Fetches the cards. @param line breaks once so many bytes came; or is lost at the very end, when all of them came */
  print(runId: ActivationRunId, line?: { stopAfter?: number; lost?: boolean }): Promise<Fetched>;
  live(): ReturnType<typeof liveSecrets>;
  /** The words on these cards that let their pupil in. */
  working(cards: Map<string, string>): Promise<string[]>;
  expectOneEach(): Promise<void>;
  hasSeed(runId: ActivationRunId): Promise<boolean>;
};
/** `cards`: the words on paper, by login name. */
type Fetched = { outcome: "whole" | "broken" | "making" | "busy" | "nobody" | "over"; cards: Map<string, string> };

export const statesOf = ({ parts }: Run): PartState[] => parts.map(({ state }) => state);

export async function arrangeRunSchool(world: ActivationWorld): Promise<RunSchool> {
  const { deps, database } = world;
  const schoolId = await addTestSchool(world);
  const pupils: TestPupil[] = [];
  for (const className of classNames)
    pupils.push(...(await addTestPupils(world, schoolId, { count: perClass, className })));
  const ids = pupils.map(({ pupilId }) => pupilId);
  const make: RunSchool["make"] = (runId, by = deps) => makeRun(by, { schoolId, runId });
  const start = (runId: ActivationRunId) => startPrinting(deps, { schoolId, schoolName: "De Klimboom", runId, actor });
  const prepare: RunSchool["prepare"] = (wanted = {}, by = deps) =>
    addRun(by, {
      schoolId,
      classNames,
      secret: "words",
      again: false,
      paper: { document: "cards", locale: "nl" },
      actor,
      ...wanted,
    });
  const live = () => liveSecrets(world, ids);
  return {
    schoolId,
    pupils,
    prepare,
    make,
    prepareAndMake: async (names = classNames) => {
      const runId = await prepare({ classNames: names });
      await make(runId);
      return runId;
    },
    look: async (id) => {
      const run = await deps.db.forSchools([schoolId], (tx) => findRun(tx, { schoolId, id, now: world.clock.now }));
      if (!run) throw new Error("no run");
      return run;
    },
    start,
    print: async (runId, { stopAfter = Infinity, lost = false } = {}) => {
      const printing = await start(runId);
      if (!printing.ok) return { outcome: printing.reason, cards: new Map<string, string>() };
      const { out, text } = collect(stopAfter);
      return {
        outcome: await printing.print(out, lost ? Promise.reject(new Error("the line is gone")) : Promise.resolve()),
        cards: cardsIn(text()),
      };
    },
    live,
    working: async (cards) => {
      const known = new Map((await live()).map(({ pupilId, hash }) => [pupilId, hash]));
      const works = pupils.filter(({ pupilId, loginName }) => {
        const secret = cards.get(loginName) ?? "";
        return known.get(pupilId)?.equals(hashFirstSecret(deps.keys, { kind: "words", pupilId, secret })) === true;
      });
      return works.map(({ loginName }) => loginName);
    },
    expectOneEach: async () => {
      expect((await live()).map(({ pupilId }) => pupilId)).toEqual(ids.toSorted());
    },
    hasSeed: async (runId) => {
      const { rows } = await database.owner.query("select seed from activation_run where id = $1", [runId]);
      return rows[0].seed !== null;
    },
  };
}

/** Somebody who reads slowly, and stops after so many bytes. */
function collect(stopAfter: number) {
  let [pdf, length] = ["", 0];
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      pdf += chunk.toString("latin1");
      length += chunk.length;
      if (length > stopAfter) out.destroy();
      else done();
    },
  });
  return { out, text: () => pdf };
}

/** The words on the cards of a PDF, by login name; of one without its end, those on the pages that came. */
export function cardsIn(pdf: string): Map<string, string> {
  const texts = pdfTexts(pdf).flat();
  const names = texts.filter((text) => /^lotte\.\d+$/.test(text));
  const words = texts.filter((text) => /^[a-z]+ [a-z]+ [a-z]+$/.test(text));
  return new Map(names.map((name, index) => [name, words[index] ?? ""]));
}

/** From now on the class at this place of a run can't be made: it fails, or takes long. */
export async function trip(
  world: ActivationWorld,
  { schoolId }: Pick<RunSchool, "schoolId">,
  position: number,
  what: string,
): Promise<void> {
  await world.database.owner.query(
    `create or replace function trip() returns trigger language plpgsql as $$ begin
       if new.school_id = '${schoolId}' and new.position = ${position} then ${what}; end if; return new;
     end $$;
     create or replace trigger trip before update on activation_part for each row execute function trip()`,
  );
}

export const untrip = (world: ActivationWorld): Promise<unknown> =>
  world.database.owner.query("drop trigger if exists trip on activation_part");
