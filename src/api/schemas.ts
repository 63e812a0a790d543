import { z } from "zod";
import { Encoding, ListPackage, Stop } from "../rosters/rosters.ts";
import { SchoolNumber } from "../ids.ts";

const count = z.int().min(0);
const moment = z.iso.datetime();

const Counts = z
  .object({
    rows: count.describe("Lines of the file about a pupil"),
    added: count.describe("Pupils whom nobody knows yet: they get a LeerID"),
    changed: count.describe("Pupils of whom something changes, but not the class"),
    moved: count.describe("Pupils who change class, or come from another school"),
    left: count.describe("Pupils who are not in the file: their enrolment ends"),
    unchanged: count,
  })
  .describe("How many pupils a plan is about. Rejected and doubtful lines are in none of these but `rows`.");

const line = z.int().min(1).describe("The line of the file; in OneRoster of users.csv. The header is line 1.");
const code = z.string().describe("Never changes its meaning: decide by it, not by the words");
const words = z.string().describe("For a person, in the language of Accept-Language (nl, fr, en, de)");

export const Confirmation = Stop.describe(
  "leavers: more than 20 % of the pupils, or more than 50, would leave before the last year. foreign: the file lacks most pupils of this " +
    "school. last-year: most lines put pupils back in last year's class.",
);
export type Confirmation = z.infer<typeof Confirmation>;

export const Plan = z
  .object({
    id: z.uuid(),
    school: SchoolNumber,
    state: z
      .enum(["planned", "applying", "applied", "stale", "undone"])
      .describe("stale: the school's list has changed since; put the roster again"),
    createdAt: moment,
    appliedAt: moment.nullable(),
    counts: Counts,
    enrolled: count.describe("Pupils of the school before this plan"),
    needs: z
      .array(Confirmation)
      .describe(
        "What a person at the school must have confirmed before the plan can be applied: empty for an ordinary file",
      ),
    rejected: z
      .array(z.object({ line, code, reason: words }))
      .describe("Lines of which nothing is applied until the file is mended"),
    doubtful: z
      .array(
        z.object({
          line,
          code,
          reason: words,
          decided: z.enum(["same", "new", "twice"]).nullable(),
          decideAt: z.url(),
        }),
      )
      .describe("Lines that may be about a pupil we know. Nothing is guessed: staff decide them at `decideAt`"),
    ignoredColumns: z.array(z.string()).describe("Headers of columns from which nothing is taken"),
    reading: z
      .object({
        package: ListPackage,
        packageName: z.string(),
        encoding: Encoding.optional(),
        sheets: z.array(z.string()).optional(),
        notices: z.array(z.object({ code, text: words })),
      })
      .nullable()
      .describe(
        "As what the file was read. When it is wrong, put the roster again with `package`, `encoding` or `sheet`",
      ),
    portal: z.url().describe("The same plan for staff of the school"),
  })
  .describe("What a roster would change at a school, and after applying: what it changed. Kept for 30 days.");
export type Plan = z.infer<typeof Plan>;

const pupilNumber = z
  .string()
  .describe(
    "The number by which your own file names the pupil: the column Stamboeknummer; in OneRoster the userId of type stamboek, " +
      "else `identifier`. A `sourcedId` alone is kept as a hash, by which we know the pupil again and which we can't tell you",
  );

export const Changes = z
  .object({
    changes: z.array(
      z.object({
        line: z.int().describe("The line of the file; below zero for who is not in it"),
        action: z.enum(["added", "changed", "moved-class", "moved-school", "left"]),
        pupilNumber: pupilNumber.nullable(),
        classes: z.array(z.string()),
        classesBefore: z.array(z.string()),
      }),
    ),
    next: z.string().nullable().describe("`cursor` of the next page; null on the last one"),
  })
  .describe("A page of what a plan changes, by line");

export const State = z
  .enum(["none", "ready", "active", "locked", "leaving"])
  .describe(
    "none: no first secret yet. ready: has one on paper, never signed in. active: has signed in. locked: suspended. leaving: the " +
      "enrolment has an end.",
  );

const states = z.object({ pupils: count, none: count, ready: count, active: count, locked: count, leaving: count });

export const ActivationCounts = z
  .object({
    schoolYear: z.string().regex(/^\d{4}-\d{4}$/),
    totals: states,
    withoutPupilNumber: count.describe("Pupils who are counted, but are not in the list of pupils"),
    classes: z.array(
      states.extend({
        name: z.string().nullable().describe("null: pupils without a class. Who is in two classes counts in both"),
      }),
    ),
  })
  .describe("How far the pupils of a school are");

export const PupilStates = z
  .object({
    pupils: z.array(z.object({ pupilNumber, classes: z.array(z.string()), state: State })),
    next: z.string().nullable().describe("`cursor` of the next page; null on the last one"),
  })
  .describe("A page of pupils by number, each with how far they are. Never a name, a login name or a secret");

export const ProblemDocument = z
  .object({
    type: z.url().describe("Where this kind of problem is explained; stable for one provider"),
    code: z.string().describe("The same, without the address: stable everywhere"),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errorCode: z.string().describe("Tell us this code when you ask for help"),
    needs: z.array(Confirmation).optional(),
    reason: z.string().optional().describe("With roster-unreadable: why, as a code"),
  })
  .describe("RFC 9457");

/** What comes in. */
export const ApplyOrder = z
  .strictObject({
    allowLeavers: z.boolean().default(false).describe("A person at the school has confirmed that so many pupils leave"),
    nobodyLeaves: z.boolean().default(false).describe("The file is a part of the school's list: who isn't in it stays"),
    allowForeign: z.boolean().default(false).describe("A person at the school has confirmed that it is the right file"),
    allowLastYear: z
      .boolean()
      .default(false)
      .describe("A person at the school has confirmed that it is this year's file"),
  })
  .describe("Left out or `{}` for a plan that needs no confirmation");

const limit = z.coerce.number().int().min(1).max(1000).default(500).describe("How many at most");
const cursor = z.string().max(300).optional().describe("`next` of the page before");
export const RosterQuery = z.object({
  package: ListPackage.optional().describe("Whose list it is, when its headers don't say it"),
  encoding: Encoding.optional().describe("How its letters are written, when that isn't sure"),
  sheet: z
    .string()
    .max(1000)
    .optional()
    .describe("Which sheet of a workbook; several, with / between them, are joined"),
  class: z
    .string()
    .max(2000)
    .regex(/^[^=;]+=[^=;]+(?:;[^=;]+=[^=;]+)*$/)
    .optional()
    .describe(
      "Which class is meant by what a spreadsheet made of it, as lines with `class-unclear` ask: `100=1E2;1/feb=1-2`",
    ),
});

export const ChangesQuery = z.object({ limit, cursor });
export const PupilsQuery = z.object({
  limit,
  cursor,
  class: z.string().min(1).max(100).optional().describe("Only pupils of this class"),
  state: State.optional().describe("Only pupils who are so far"),
});
