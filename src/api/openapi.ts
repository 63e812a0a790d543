import { z } from "zod";
import type { PackageScope } from "../applications/applications.ts";
import { basePath, commonProblems, listEndpoints, rosterTypes, type Endpoint } from "./endpoints.ts";
import { problems, type ProblemCode } from "./problems.ts";
import * as schemas from "./schemas.ts";

const { Plan, Changes, ActivationCounts, PupilStates, ApplyOrder } = schemas;
const named = { Plan, Changes, ActivationCounts, PupilStates, ApplyOrder, Problem: schemas.ProblemDocument };
const nameOf = new Map<z.ZodType, string>(Object.entries(named).map(([name, schema]) => [schema, name]));

export const scopeTexts: Record<PackageScope, string> = {
  "roster.write": "Put rosters, and apply them",
  "roster.read": "Read the plans and results of the rosters that your package has put",
  "activation.read": "Read how many pupils, and which ones by their number, have activated their LeerID",
};

/** The OpenAPI 3.1 document of this provider, made from the schemas by which requests are read and answers are written. */
export function openApiDocument(issuer: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "LeerID for administration packages",
      version: "1",
      summary: "Hand in a school's roster, and see how far its pupils are",
      description:
        "Your package asks for a token with its own key (client credentials, private_key_jwt); each school decides what it may do " +
        "there. Members may be added to answers: skip those that you don't know.",
      license: { name: "EUPL-1.2", identifier: "EUPL-1.2" },
    },
    servers: [{ url: `${issuer}${basePath}` }],
    paths: paths(),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        package: {
          type: "oauth2",
          description:
            "Client authentication by private_key_jwt (RFC 7523), audience: the issuer. Tokens live ten minutes.",
          flows: { clientCredentials: { tokenUrl: `${issuer}/token`, scopes: scopeTexts } },
        },
      },
    },
  };
}

function paths(): Record<string, object> {
  const result: Record<string, Record<string, object>> = {};
  for (const { id, endpoint } of listEndpoints()) {
    result[endpoint.path] = { ...result[endpoint.path], [endpoint.method]: operation(id, endpoint) };
  }
  return result;
}

function operation(id: string, endpoint: Endpoint): object {
  const failures = [...new Set([...endpoint.problems, ...commonProblems])];
  const statuses = [...new Set(failures.map((code) => problems[code].status))].sort((a, b) => a - b);
  return {
    operationId: id,
    summary: endpoint.summary,
    description: endpoint.description,
    security: [{ package: [endpoint.scope] }],
    parameters: parametersOf(endpoint),
    ...(endpoint.body ? { requestBody: bodies[endpoint.body] } : {}),
    responses: {
      ...Object.fromEntries(endpoint.answers.map((answer) => [answer.status, answerOf(endpoint, answer)])),
      ...(endpoint.tagged && endpoint.method === "get"
        ? { 304: { description: "Nothing changed since the ETag" } }
        : {}),
      ...Object.fromEntries(
        statuses.map((status) => [status, failureOf(failures.filter((code) => problems[code].status === status))]),
      ),
    },
  };
}

const header = (name: string, description: string) => ({ name, in: "header", description, schema: { type: "string" } });

function parametersOf({ path, query, method, tagged }: Endpoint): object[] {
  const number = {
    name: "number",
    in: "path",
    required: true,
    description: "The school's official number (instellingsnummer)",
    schema: { type: "string", pattern: "^\\d{6}$" },
    example: "012345",
  };
  const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
  const shape = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    ...split(z.toJSONSchema(schema, { io: "input", override: tidy })),
  }));
  return [
    number,
    ...(path.includes("{id}") ? [id] : []),
    ...shape,
    ...(tagged && method === "get" ? [header("If-None-Match", "An ETag: 304 when nothing changed")] : []),
    ...(tagged && method === "post" ? [header("If-Match", "An ETag of the plan: 412 when it has changed since")] : []),
  ];
}

/** A parameter has its description beside the schema. */
function split({ $schema: _dialect, description, ...schema }: z.core.JSONSchema.BaseSchema): object {
  return { ...(description === undefined ? {} : { description }), schema };
}

const bodies = {
  roster: {
    required: true,
    description: "The file as it is. What it is shows in its content.",
    content: Object.fromEntries(rosterTypes.map((type) => [type, {}])),
  },
  order: {
    required: false,
    content: { "application/json": { schema: { $ref: "#/components/schemas/ApplyOrder" } } },
  },
};

function answerOf({ tagged, method }: Endpoint, { description, schema, status }: Endpoint["answers"][number]): object {
  const headers = {
    ...(tagged && method !== "put" ? { ETag: { schema: { type: "string" } } } : {}),
    ...(status === 202 ? retryAfter : {}),
    ...(status === 201
      ? { Location: { schema: { type: "string", format: "uri-reference" } }, ETag: { schema: { type: "string" } } }
      : {}),
  };
  return {
    description,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: { "application/json": { schema: { $ref: `#/components/schemas/${nameOf.get(schema) ?? "?"}` } } },
  };
}

const retryAfter = { "Retry-After": { description: "Seconds", schema: { type: "integer" } } };

const saysWhen: ReadonlySet<ProblemCode> = new Set(["too-many-requests", "busy", "unavailable"]);

const failureOf = (codes: ProblemCode[]): object => ({
  description: codes.map((code) => `${code}: ${problems[code].title}`).join(". "),
  ...(codes.some((code) => saysWhen.has(code)) ? { headers: retryAfter } : {}),
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

function componentSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(named)) registry.add(schema, { id: name });
  const { schemas: made } = z.toJSONSchema(registry, {
    uri: (name) => `#/components/schemas/${name}`,
    override: tidy,
    io: "input",
  });
  return Object.fromEntries(
    Object.entries(made).map(([name, { $id: _id, $schema: _dialect, ...schema }]) => [name, schema]),
  );
}

/** A format says enough. Members of an answer may be added later; those of a request may not be invented. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
