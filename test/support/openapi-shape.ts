import { z } from "zod";

/**
 * An OpenAPI document as our tests walk through it. Whether it is one is for a validator, which looks at everything but the schemas in it:
 * these are strict here, so that a misspelt or misplaced keyword is found (JSON Schema 2020-12, the part that ours uses).
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

const Content = z.record(text, z.object({ schema: Schema.optional() }));
const Response = z.object({
  headers: z.record(text, z.object({ schema: Schema })).optional(),
  content: Content.optional(),
});
const Operation = z.object({
  operationId: text,
  // what the page shows of it
  summary: text,
  description: text,
  security: z.array(z.record(text, z.array(text))),
  parameters: z.array(z.object({ name: text, in: text, required: z.boolean().optional(), schema: Schema })),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(text, Response),
});
export type Operation = z.infer<typeof Operation>;
const Flow = z.object({ tokenUrl: text, scopes: z.record(text, text) });

export const ApiDocument = z.object({
  openapi: text,
  paths: z.record(text, z.record(text, Operation)),
  components: z.object({
    schemas: z.record(text, Schema),
    securitySchemes: z.record(text, z.object({ flows: z.object({ clientCredentials: Flow }) })),
  }),
});
