import { z } from "zod";

/** What a school may allow an administration package: to hand in rosters and apply them, to read its plans, to read who has a LeerID. */
export const packageScopes = ["roster.write", "roster.read", "activation.read"] as const;
export const PackageScope = z.enum(packageScopes);
export type PackageScope = z.infer<typeof PackageScope>;
