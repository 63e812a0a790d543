import { z } from "zod";
import { Encoding } from "./choices.ts";
import { NoticeCode } from "./notice-texts.ts";
import { PackageId } from "./packages/packages.ts";

/** What a person is told of how the file was read: lines that were hidden, a column that was dropped. */
const Notice = z.object({
  code: NoticeCode,
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Notice = z.infer<typeof Notice>;

/** A few names as one encoding shows them. */
const Samples = z.array(z.string());

/** As what a file was read, and what else it might be. A person is asked before a plan where `sure` is false. */
export const Reading = z.object({
  /** of a text file */
  encoding: z
    .object({
      is: Encoding,
      sure: z.boolean(),
      samples: Samples,
      others: z.array(z.object({ is: Encoding, samples: Samples })),
    })
    .optional(),
  /** of a workbook; several names were joined */
  sheet: z
    .object({
      names: z.array(z.string()),
      all: z.array(z.object({ name: z.string(), hidden: z.boolean(), rows: z.number() })),
      sure: z.boolean(),
    })
    .optional(),
  package: PackageId.optional(),
  notices: z.array(Notice),
});
export type Reading = z.infer<typeof Reading>;
