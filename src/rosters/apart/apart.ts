import { z } from "zod";
import { networkHere } from "../../audit/audit.ts";
import { AppError } from "../../errors.ts";
import type { PlanDeps } from "../store.ts";
import { stopped, type RosterProblem } from "../texts.ts";
import type { RosterLocale } from "../roster-locales.ts";
import type { Order, Outcome, World } from "./messages.ts";
import { createPlaces } from "./places.ts";
import { createReaders } from "./readers.ts";
import type { Answer, Request } from "./tasks.ts";

/**
 * Of this process. A whole school is read in a second, so four in line behind each place are done in a few. Memory: two files at once, each
 * with its heap and the 64 MB that a zip may unpack to.
 */
const places = createPlaces({ atOnce: 2, waiting: 8, waitingOfSchool: 1 });
const readers = createReaders({ heapMegabytes: 256, cpuSeconds: 15, patienceMs: 120_000, idleMs: 20_000 });

/** What no other process needs: hashing national numbers, knowing a file again, keeping it sealed. */
const lent = ["nationalNumber", "sourcedId", "rosterMark", "rosterFile"] as const;

/** @returns undefined when reading it took more memory or time than a list of pupils does */
async function read(deps: PlanDeps, order: Order, bytes: Uint8Array): Promise<{ answer: unknown } | undefined> {
  const network = networkHere();
  const giveBack = await places.take(order.request.schoolId);
  try {
    const world: World = { databaseUrl: deps.db.url, keys: deps.keys.lend(...lent), at: deps.now(), network };
    return answerFrom(await readers.read(world, order, bytes));
  } finally {
    giveBack();
  }
}

function answerFrom(outcome: Outcome | undefined): { answer: unknown } | undefined {
  switch (outcome?.is) {
    case undefined:
      return undefined;
    case "answer":
      return { answer: outcome.answer };
    case "stopped":
      throw new AppError(outcome.code, outcome.message);
    case "failed":
      throw Object.assign(new Error("Reading a roster failed"), {
        code: outcome.code,
        stack: [outcome.type, ...outcome.at].join("\n"),
      });
  }
}

/** Our own process made it, of these very types: there is nothing to look at. */
const answers = {
  plan: z.custom<Answer<"plan-roster">>(),
  upload: z.custom<Answer<"upload-roster">>(),
  year: z.custom<Answer<"rehearse-year">>(),
  view: z.custom<Answer<"view-columns">>(),
  map: z.custom<Answer<"map-columns">>(),
  again: z.custom<Answer<"plan-again">>(),
  told: z.custom<Answer<"read-told">>(),
  choose: z.custom<Answer<"choose-reading">>(),
};

type Given<A> = { order: Order; bytes: Uint8Array; locale: RosterLocale | undefined; answer: z.ZodType<A> };

async function readGiven<A>(deps: PlanDeps, given: Given<A>): Promise<A | RosterProblem> {
  const done = await read(deps, given.order, given.bytes);
  return done ? given.answer.parse(done.answer) : stopped("too-heavy", {}, given.locale ?? "nl");
}

/** A file that was read before. */
async function readKept<A>(deps: PlanDeps, order: Order, answer: z.ZodType<A>): Promise<A> {
  const done = await read(deps, order, new Uint8Array());
  if (!done) throw new AppError("roster-problem", "Reading the kept file took too much");
  return answer.parse(done.answer);
}

// Each is the use-case of the same name, done apart: what it takes, hands back and throws stands there.

export function planRoster(deps: PlanDeps, { bytes, ...request }: Request<"plan-roster">) {
  const order: Order = { task: "plan-roster", request };
  return readGiven(deps, { order, bytes, locale: request.locale, answer: answers.plan });
}

export function uploadRoster(deps: PlanDeps, { bytes, ...request }: Request<"upload-roster">) {
  const order: Order = { task: "upload-roster", request };
  return readGiven(deps, { order, bytes, locale: request.locale, answer: answers.upload });
}

export function rehearseYear(deps: PlanDeps, { bytes, ...request }: Request<"rehearse-year">) {
  const order: Order = { task: "rehearse-year", request };
  return readGiven(deps, { order, bytes, locale: request.locale, answer: answers.year });
}

export const viewColumns = (deps: PlanDeps, request: Request<"view-columns">) =>
  readKept(deps, { task: "view-columns", request }, answers.view);

export const mapColumns = (deps: PlanDeps, request: Request<"map-columns">) =>
  readKept(deps, { task: "map-columns", request }, answers.map);

export const chooseReading = (deps: PlanDeps, request: Request<"choose-reading">) =>
  readKept(deps, { task: "choose-reading", request }, answers.choose);

export const planAgain = (deps: PlanDeps, request: Request<"plan-again">) =>
  readKept(deps, { task: "plan-again", request }, answers.again);

export const readToldLines = (deps: PlanDeps, request: Request<"read-told">) =>
  readKept(deps, { task: "read-told", request }, answers.told);
