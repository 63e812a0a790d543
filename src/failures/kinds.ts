import type { ErrorCode } from "../errors.ts";

/** What a pupil mends alone, whoever it is: there is nothing to keep for it. */
export type PlainKind = "left-empty" | "name-mistyped" | "password-refused";

/** Why something failed: the code of the error page, or more precise where staff can do more with it. */
export type FailureKind =
  | ErrorCode
  /** A login name and a secret that don't go together. */
  | "sign-in-wrong"
  /** Too many wrong ones. */
  | "sign-in-held"
  /** The school of this pupil has not switched this application on, or it was stopped. */
  | "not-released"
  /** A badge that lets nobody in (any more). */
  | "badge-unknown"
  /** Not the code that the teacher's screen shows for this pupil. */
  | "pass-wrong"
  | PlainKind
  | "application-unknown"
  | "application-redirect"
  | "application-request";
