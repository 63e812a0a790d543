import { z } from "zod";
import { LoginName } from "../pupils/pupils.ts";
import { doubtRow } from "./doubt.ts";
import { ReasonCode } from "./reason-texts.ts";

const params = z.record(z.string(), z.union([z.string(), z.number()]));

const rejectedLine = z.object({
  line: z.number(),
  code: ReasonCode,
  params,
  shown: z.object({ givenName: z.string(), familyName: z.string(), className: z.string() }),
  hash: z.string().nullable(),
  stamboeknummer: z.string().nullable(),
  nameKey: z.string().nullable(),
});

/** A file as it was read. The file itself is kept nowhere, and neither are national numbers: only their keyed hashes. */
export const YearContent = z.object({
  rows: z.array(doubtRow.omit({ lines: true })),
  rejected: z.array(rejectedLine),
  count: z.number(),
  ignoredColumns: z.array(z.string()),
});
export type YearContent = z.infer<typeof YearContent>;

const decision = z.discriminatedUnion("is", [
  z.object({ is: z.literal("same"), loginName: LoginName, code: ReasonCode }),
  z.object({ is: z.literal("new"), code: ReasonCode }),
  z.object({ is: z.literal("twice"), code: ReasonCode }),
]);

/** Line -> what a person decided about it, and why the line was doubtful. */
export const YearDecisions = z.record(z.string(), decision);
export type YearDecisions = z.infer<typeof YearDecisions>;
