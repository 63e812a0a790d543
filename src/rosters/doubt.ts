import { z } from "zod";
import { PupilId } from "../ids.ts";
import { Kind, Level, LoginName } from "../pupils/pupils.ts";
import { Before } from "./planned-pupil.ts";

export const doubtRow = z.object({
  line: z.number(),
  givenName: z.string(),
  familyName: z.string(),
  nameKey: z.string(),
  classNames: z.array(z.string()),
  level: Level,
  levelSure: z.boolean(),
  kind: Kind.nullable(),
  yearGroup: z.number().nullable(),
  siteName: z.string().nullable(),
  hash: z.string().nullable(),
  bis: z.boolean().default(false),
  stamboeknummer: z.string().nullable(),
  sourceHash: z.string().nullable().optional(),
  leerId: z.union([LoginName, z.literal("new")]).nullable(),
  lines: z.array(z.number()),
  person: z.number().optional(),
  bornOther: z.boolean().optional(),
  lost: z.boolean().optional(),
});

const OpenDoubt = z.object({
  row: doubtRow,
  choices: z.array(LoginName),
  mayBeNew: z.boolean(),
  // plans of the version before have neither
  mayBeTwice: z.boolean().default(false),
  others: z.array(z.object({ line: z.number(), name: z.string(), className: z.string() })).default([]),
  held: z.array(z.object({ pupilId: PupilId, before: Before })),
});

/** What an import keeps of a line that a person had to look at. */
export const RefusedDetails = z.object({
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  candidates: z.array(z.string()),
  doubt: OpenDoubt.nullable(),
});
export const DoubtDetails = RefusedDetails.extend({ doubt: OpenDoubt });
