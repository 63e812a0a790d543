import { AppError } from "../errors.ts";
import { isAway } from "../lib/away.ts";

/** Every reason for which the API says no. A code never changes its meaning: programs decide by it. */
export const problems = {
  "bad-request": { status: 400, title: "The request can't be understood" },
  "not-authenticated": { status: 401, title: "A valid access token is needed" },
  "insufficient-scope": { status: 403, title: "The access token was not asked for with this scope" },
  "not-granted": { status: 403, title: "This school does not allow your package to do this" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method-not-allowed": { status: 405, title: "This address doesn't know this method" },
  "plan-stale": { status: 409, title: "The school's list has changed since this plan was made" },
  "confirmation-needed": { status: 409, title: "A person at the school must confirm this plan first" },
  "plan-changed": { status: 412, title: "The plan is no longer the one that you have read" },
  "body-too-large": { status: 413, title: "The body is larger than the limit" },
  "unsupported-media-type": { status: 415, title: "The body has a content type that isn't taken here" },
  "roster-unreadable": { status: 422, title: "The roster can't be used as it is" },
  "too-many-requests": { status: 429, title: "Your package asks too much at once" },
  unexpected: { status: 500, title: "Something went wrong here, and it is not your request" },
  busy: { status: 503, title: "Too busy at this moment" },
  unavailable: { status: 503, title: "Not available at this moment" },
} as const;
export type ProblemCode = keyof typeof problems;

/** Goes into the answer beside what every problem has. */
export type ProblemFacts = {
  /** what a person must confirm */
  needs?: string[];
  /** why a roster can't be read: a code that never changes its meaning */
  reason?: string;
  retryAfterSeconds?: number;
  /** parameters of WWW-Authenticate, besides the realm, and its scheme where it isn't Bearer */
  challenge?: Record<string, string>;
  scheme?: "DPoP";
};

/** Stops a request of the API. `detail` is for the programmer who reads it: never a name, secret or number of a person. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly facts: ProblemFacts;
  constructor(code: ProblemCode, detail?: string, { cause, ...facts }: ProblemFacts & ErrorOptions = {}) {
    super(code, { cause });
    this.name = "Problem";
    this.code = code;
    this.status = problems[code].status;
    this.detail = detail;
    this.facts = facts;
  }
}

const known: Partial<Record<AppError["code"], ProblemCode>> = {
  "bad-request": "bad-request",
  "body-too-large": "body-too-large",
  busy: "busy",
  "not-found": "not-found",
};

/** Whatever was thrown, as a problem. What isn't known is nobody's business but ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isAway(error)) return new Problem("unavailable");
  const code = error instanceof AppError ? known[error.code] : undefined;
  return new Problem(code ?? "unexpected");
}
