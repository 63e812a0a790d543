import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiDocument, type Operation } from "../../test/support/openapi-shape.ts";
import { packageScopes } from "../applications/applications.ts";
import { basePath } from "./endpoints.ts";
import { openApiDocument } from "./openapi.ts";
import { apiRoutes } from "./routes.ts";
import * as schemas from "./schemas.ts";

/** As it is served. */
const served: unknown = JSON.parse(JSON.stringify(openApiDocument("https://leerid.example")));
const document = ApiDocument.parse(served);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);
const texts = (value: unknown, name: string): string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && typeof inner === "string" ? [inner] : texts(inner, name),
  );
};

/** Only the routes themselves: nothing is asked of the outside world. */
const nothing = new Proxy(Object.create(null), { get: () => ({ issuer: "https://leerid.example" }) });
const routes = apiRoutes(nothing, nothing)
  .stack.filter(({ methods }) => methods.length < 5)
  .flatMap(({ methods, path }) =>
    methods
      .filter((method) => method !== "HEAD")
      .map(
        (method) =>
          `${method} ${String(path)
            .slice(basePath.length)
            .replaceAll(/:(\w+)/g, "{$1}")}`,
      ),
  );

/** By the schema that the OpenAPI Initiative publishes. */
async function faultsOf(text: string): Promise<unknown> {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  return valid ? [] : errors;
}

test("the document is OpenAPI 3.1", async () => {
  expect(document.openapi).toBe("3.1.0");
  expect(await faultsOf(JSON.stringify(served))).toEqual([]);
  expect(operations.length).toBe(6);
});

test.each([
  ["a misspelt member", '"operationId"', '"operationID"'],
  ["a schema that isn't there", "#/components/schemas/ActivationCounts", "#/components/schemas/None"],
  ["another place for a parameter", '"in":"path"', '"in":"body"'],
])("%s would be found", async (_fault, is, would) => {
  const text = JSON.stringify(served);
  expect(text).toContain(is);
  expect(await faultsOf(text.replace(is, would))).not.toEqual([]);
});

test.each([
  ["keyword", '"required":["', '"requird":["'],
  ["type", '"type":"integer"', '"type":"int"'],
])("a misspelt %s of a schema would be found", (_what, is, would) => {
  const text = JSON.stringify(served);
  expect(text).toContain(is);
  expect(ApiDocument.safeParse(JSON.parse(text.replace(is, would))).success).toBe(false);
});

test("each route is in the document, and each path of the document is a route", () => {
  const told = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const pages = ["GET /", "GET /openapi.json"];
  expect(routes.map((route) => (route === "GET " ? "GET /" : route)).sort()).toEqual([...told, ...pages].sort());
});

test("every reference leads somewhere, and every schema is used", () => {
  const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  const used = new Set(texts(document, "$ref"));
  expect([...used].sort()).toEqual(names.sort());
});

test("an operation has an id of its own", () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(operations)("$method $path", ({ path, operation }) => {
  test("declares the parameters of its path, each once", () => {
    const declared = operation.parameters.filter((one) => one.in === "path" && one.required).map(({ name }) => name);
    expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    const all = operation.parameters.map((one) => `${one.in} ${one.name}`);
    expect(new Set(all).size).toBe(all.length);
  });

  test("asks for one scope that a school can grant", () => {
    const scopes = operation.security.flatMap((one) => one["package"] ?? []);
    expect(scopes).toHaveLength(1);
    expect(packageScopes).toContain(scopes[0]);
  });

  test("tells what comes when it works, and each no as a problem", () => {
    const answers: [string, Operation["responses"][string]][] = Object.entries(operation.responses);
    const good = answers.filter(([status]) => status.startsWith("20"));
    expect(good.length).toBeGreaterThan(0);
    for (const [, answer] of good) expect(Object.keys(answer.content ?? {})).toEqual(["application/json"]);
    const bad = answers.filter(([status]) => /^[45]/.test(status));
    expect(bad.map(([status]) => status)).toEqual(expect.arrayContaining(["401", "403", "429", "500", "503"]));
    for (const [, answer] of bad) expect(Object.keys(answer.content ?? {})).toEqual(["application/problem+json"]);
  });
});

test("the scopes are those that a school can grant", () => {
  const flow = document.components.securitySchemes["package"]?.flows.clientCredentials;
  expect(Object.keys(flow?.scopes ?? {}).sort()).toEqual([...packageScopes].sort());
  expect(flow?.tokenUrl).toBe("https://leerid.example/token");
});

test("what we write by a schema is what the document tells of it", () => {
  const told = document.components.schemas["ActivationCounts"];
  const reader = z.fromJSONSchema(JSON.parse(JSON.stringify(told)));
  const states = { pupils: 1, none: 1, ready: 0, active: 0, locked: 0, leaving: 0 };
  const value = {
    schoolYear: "2026-2027",
    totals: states,
    withoutPupilNumber: 0,
    classes: [{ name: null, ...states }],
  };
  expect(reader.safeParse(schemas.ActivationCounts.parse(value)).success).toBe(true);
  expect(reader.safeParse({ ...value, totals: { ...states, none: -1 } }).success).toBe(false);
});
