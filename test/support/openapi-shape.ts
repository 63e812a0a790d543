import { z } from "zod";

/**
 * The shape of an OpenAPI 3.1 document, as far as ours uses it: every object is strict, so a misspelt or misplaced member is found. By the
 * tables of the specification (https://spec.openapis.org/oas/v3.1.0) and of JSON Schema 2020-12.
 */
const text = z.string().min(1);
const ref = (kind: string) =>
  z.strictObject({ $ref: z.string().regex(new RegExp(`^#/components/${kind}/[A-Za-z]+$`)) });
const types = ["string", "integer", "number", "boolean", "array", "object", "null"] as const;

const Schema: z.ZodType = z.lazy(() =>
  z.union([
    ref("schemas").extend({ description: text.optional() }),
    z.strictObject({
      type: z.union([z.enum(types), z.array(z.enum(types)).min(2)]).optional(),
      description: text.optional(),
      format: z.enum(["uuid", "date-time", "uri", "uri-reference"]).optional(),
      pattern: text.optional(),
      enum: z
        .array(z.union([z.string(), z.number()]))
        .min(1)
        .optional(),
      default: z.unknown().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      minLength: z.int().min(0).optional(),
      maxLength: z.int().min(0).optional(),
      items: Schema.optional(),
      properties: z.record(text, Schema).optional(),
      required: z.array(text).min(1).optional(),
      additionalProperties: z.union([z.boolean(), Schema]).optional(),
      anyOf: z.array(Schema).min(1).optional(),
    }),
  ]),
);

const Media = z.strictObject({ schema: Schema.optional() });
const Content = z.record(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/), Media);
const Header = z.strictObject({ description: text.optional(), schema: Schema });
const Response = z.strictObject({
  description: text,
  headers: z.record(text, Header).optional(),
  content: Content.optional(),
});
const Parameter = z.strictObject({
  name: text,
  in: z.enum(["query", "path", "header"]),
  description: text.optional(),
  required: z.boolean().optional(),
  schema: Schema,
  example: z.unknown().optional(),
});
const Operation = z.strictObject({
  operationId: text,
  summary: text,
  description: text,
  security: z.array(z.record(text, z.array(text))),
  parameters: z.array(Parameter),
  requestBody: z.strictObject({ description: text.optional(), required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), Response),
});
export type Operation = z.infer<typeof Operation>;
const PathItem = z.strictObject({ get: Operation.optional(), put: Operation.optional(), post: Operation.optional() });
const Flow = z.strictObject({ tokenUrl: z.url(), scopes: z.record(text, text) });

export const OpenApiShape = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({
    title: text,
    version: text,
    summary: text,
    description: text,
    license: z.strictObject({ name: text, identifier: text }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })).min(1),
  paths: z.record(z.string().startsWith("/"), PathItem),
  components: z.strictObject({
    schemas: z.record(text, Schema),
    securitySchemes: z.record(
      text,
      z.strictObject({
        type: z.literal("oauth2"),
        description: text,
        flows: z.strictObject({ clientCredentials: Flow }),
      }),
    ),
  }),
});
