import type { ErrorCode } from "../errors.ts";

/** Why something failed: the code of the error page, or more precise where staff can do more with it. */
export type FailureKind =
  | ErrorCode
  /** A login name and a secret that don't go together. */
  | "sign-in-wrong"
  /** Too many wrong ones. */
  | "sign-in-held"
  /** The school of this pupil has not switched this application on, or it was stopped. */
  | "not-released"
  | "application-unknown"
  | "application-redirect"
  | "application-request";
