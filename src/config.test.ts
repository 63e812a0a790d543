import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "./config.ts";

const complete = {
  DATABASE_URL: "postgresql://leerid:secret@database/leerid",
  ISSUER: "https://leerid.example",
  MASTER_SECRET: randomBytes(32).toString("base64"),
};

function problemsOf(env: Record<string, string | undefined>): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

test("three settings are enough", () => {
  expect(parseConfig(complete)).toMatchObject({ port: 3000, workers: 1, trustedHops: 0, redisUrl: undefined });
});

test("everything that is missing or wrong stands in one message", () => {
  const says = problemsOf({ PORT: "many", WORKERS: "0", REDIS_URL: "http://redis" });
  for (const name of ["DATABASE_URL", "ISSUER", "MASTER_SECRET", "PORT", "WORKERS", "REDIS_URL"])
    expect(says).toContain(name);
});

test.each(["http://leerid.example", "https://leerid.example/", "https://leerid.example/path", "leerid.example"])(
  "the issuer %s is refused",
  (issuer) => {
    expect(problemsOf({ ...complete, ISSUER: issuer })).toContain("ISSUER");
  },
);

test("a problem never repeats the value, which may be a secret", () => {
  expect(problemsOf({ ...complete, MASTER_SECRET: "tooshort", DATABASE_URL: "hunter2" })).not.toMatch(
    /tooshort|hunter2/,
  );
});

test("a setting may be the path of a file that holds it", () => {
  const folder = mkdtempSync(join(tmpdir(), "leerid-config-"));
  const file = join(folder, "secret");
  writeFileSync(file, `${complete.MASTER_SECRET}\n`);
  const { MASTER_SECRET: _secret, ...rest } = complete;
  expect(parseConfig({ ...rest, MASTER_SECRET_FILE: file }).masterSecret).toHaveLength(32);
  expect(problemsOf({ ...rest, MASTER_SECRET_FILE: join(folder, "none") })).toContain("MASTER_SECRET_FILE");
  rmSync(folder, { recursive: true });
});

const upstream = {
  UPSTREAM_ISSUER: "https://login.example/tenant",
  UPSTREAM_CLIENT_ID: "leerid",
  UPSTREAM_CLIENT_SECRET: "hunter2",
};

test("another provider for staff needs its issuer, client and secret; the button is named after its host unless told otherwise", () => {
  expect(parseConfig(complete).upstream).toBeUndefined();
  const mfa = { UPSTREAM_MFA_ACR: " two  three " };
  expect(parseConfig({ ...complete, ...upstream, ...mfa }).upstream).toEqual({
    issuer: "https://login.example/tenant",
    clientId: "leerid",
    clientSecret: "hunter2",
    button: "login.example",
    mfaAcr: ["two", "three"],
  });
});

test.each(Object.keys(upstream))("another provider for staff without %s is refused", (name) => {
  expect(problemsOf({ ...complete, ...upstream, [name]: undefined })).toContain("go together");
});

test.each(["http://login.example", "login.example", "https://login.example/?x", "ftp://login.example"])(
  "%s is no address of another provider",
  (issuer) => {
    expect(problemsOf({ ...complete, ...upstream, UPSTREAM_ISSUER: issuer })).toContain("UPSTREAM_ISSUER");
  },
);

test("a master secret of less than 32 bytes is refused", () => {
  expect(problemsOf({ ...complete, MASTER_SECRET: randomBytes(31).toString("base64") })).toContain("MASTER_SECRET");
});
