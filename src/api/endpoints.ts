import type { z } from "zod";
import type { PackageScope } from "../applications/applications.ts";
import type { ProblemCode } from "./problems.ts";
import * as schemas from "./schemas.ts";

export const basePath = "/api/v1";

/** What the file of a roster may be sent as; what it is shows in its content. */
export const rosterTypes = [
  "text/csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/zip",
] as const;

export type Endpoint = {
  method: "get" | "put" | "post";
  /** behind `basePath`, as OpenAPI writes it */
  path: string;
  scope: PackageScope;
  summary: string;
  description: string;
  query?: z.ZodObject;
  body?: "roster" | "order";
  answers: { status: number; description: string; schema: z.ZodType }[];
  /** besides those that every endpoint has */
  problems: ProblemCode[];
  /** Whether the answer has an ETag, and the request may have If-None-Match or (for a post) If-Match. */
  tagged?: boolean;
};

/** Every address of the API behind a token: the router, the OpenAPI document and the page are made from this table. */
export const endpoints = {
  putRoster: {
    method: "put",
    path: "/schools/{number}/roster",
    scope: "roster.write",
    summary: "Put a roster",
    description:
      "Sends the school's whole list and gets the plan: what would change. Nothing changes yet. CSV (any delimiter, UTF-8, UTF-16 or " +
      "Windows-1252), Excel (.xlsx) or a OneRoster 1.1 or 1.2 CSV zip, up to 20 MB.",
    query: schemas.RosterQuery,
    body: "roster",
    answers: [{ status: 201, description: "The plan; its address is in Location", schema: schemas.Plan }],
    problems: ["bad-request", "body-too-large", "unsupported-media-type", "roster-unreadable"],
    tagged: true,
  },
  getPlan: {
    method: "get",
    path: "/schools/{number}/roster/plans/{id}",
    scope: "roster.read",
    summary: "Read a plan, or its result",
    description: "A plan of your own package. Once it is applied this is the result.",
    answers: [{ status: 200, description: "The plan in the state that it is in", schema: schemas.Plan }],
    problems: ["not-found"],
    tagged: true,
  },
  listChanges: {
    method: "get",
    path: "/schools/{number}/roster/plans/{id}/changes",
    scope: "roster.read",
    summary: "Read what a plan changes, pupil by pupil",
    description: "Pupils of whom nothing changes are not in it, nor are rejected and doubtful lines.",
    query: schemas.ChangesQuery,
    answers: [{ status: 200, description: "A page", schema: schemas.Changes }],
    problems: ["bad-request", "not-found"],
  },
  applyPlan: {
    method: "post",
    path: "/schools/{number}/roster/plans/{id}/apply",
    scope: "roster.write",
    summary: "Apply a plan",
    description:
      "Carries the plan out, in its own time: read the plan until it is applied. Done twice it is done once, so after a lost " +
      "connection send it again. With If-Match and the ETag of the plan it is applied only as you have read it.",
    body: "order",
    answers: [
      { status: 202, description: "It has begun; read the plan after Retry-After seconds", schema: schemas.Plan },
      { status: 200, description: "It was applied before", schema: schemas.Plan },
    ],
    problems: ["bad-request", "not-found", "plan-stale", "confirmation-needed", "plan-changed", "body-too-large"],
    tagged: true,
  },
  getActivation: {
    method: "get",
    path: "/schools/{number}/activation",
    scope: "activation.read",
    summary: "Count how far the pupils are",
    description: "For the school and for each class of this school year.",
    answers: [{ status: 200, description: "The counts of this moment", schema: schemas.ActivationCounts }],
    problems: [],
    tagged: true,
  },
  listPupilStates: {
    method: "get",
    path: "/schools/{number}/activation/pupils",
    scope: "activation.read",
    summary: "Read how far each pupil is",
    description: "By your own number of the pupil. Pupils without one are not in it.",
    query: schemas.PupilsQuery,
    answers: [{ status: 200, description: "A page", schema: schemas.PupilStates }],
    problems: ["bad-request"],
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointId = keyof typeof endpoints;
export const listEndpoints = (): { id: string; endpoint: Endpoint }[] =>
  Object.entries(endpoints).map(([id, endpoint]) => ({ id, endpoint }));

/** What every endpoint may answer. */
export const commonProblems: ProblemCode[] = [
  "not-authenticated",
  "insufficient-scope",
  "not-granted",
  "too-many-requests",
  "unexpected",
  "busy",
  "unavailable",
];
