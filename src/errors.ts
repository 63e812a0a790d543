/** Every reason for which a request is stopped; the error page and the catalogues have the words. */
export const errorStatus = {
  "bad-request": 400,
  "body-too-large": 413,
  busy: 503,
  "cross-site": 403,
  "interaction-expired": 400,
  "not-found": 404,
  "oidc-error": 400,
  "school-not-found": 404,
  "pupil-not-found": 404,
  "application-not-found": 404,
  "roster-problem": 422,
  "roster-stale": 409,
  "roster-too-many-leavers": 409,
  "roster-foreign": 409,
  "roster-last-year": 409,
  "school-number-taken": 409,
  "staff-email-taken": 409,
  "staff-not-found": 404,
  "invitation-limit": 429,
  "not-signed-in": 403,
  "not-allowed": 403,
  "not-your-class": 403,
  unavailable: 503,
  unexpected: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** Stops a request or a command. `message` is for staff and logs: never a name, secret, code or national number. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** A property and not a getter: koa writes to it when an error reaches its last resort. */
  readonly status: number;
  constructor(code: ErrorCode, message: string = code, options?: ErrorOptions) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.status = errorStatus[code];
  }
}
