import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const flag = z.coerce.number().int();
const host = z.string().regex(/^[a-z0-9.-]+$/, "must be a host name, such as leerid.example");

const issuer = z
  .url({ protocol: /^https?$/, error: "must be an address, such as https://leerid.example" })
  .superRefine((value, ctx) => {
    if (!URL.canParse(value)) return;
    const url = new URL(value);
    const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    if (url.protocol !== "https:" && !local) ctx.addIssue("must start with https:// (only localhost may go without)");
    if (value !== url.origin) ctx.addIssue("must be a bare origin: no path, no slash at the end");
  });

const masterSecret = z
  .string({ error: "is required: 32 random bytes as base64, for example from: openssl rand -base64 32" })
  .transform((value) => Buffer.from(value, "base64"))
  .refine((bytes) => bytes.length >= 32, "needs at least 32 bytes, as base64");

const Environment = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "must be an address, such as postgresql://user:secret@host/leerid",
  }),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, "must start with redis:// or rediss:// (several cluster nodes: separated by commas)")
    .optional(),
  ISSUER: issuer,
  MASTER_SECRET: masterSecret,
  PORT: flag.min(0).max(65_535).default(3000),
  METRICS_PORT: flag.min(0).max(65_535).default(9464),
  WORKERS: flag.min(1).max(256).default(1),
  STOP_DELAY_SECONDS: flag.min(0).max(300).default(0),
  TRUSTED_HOPS: flag.min(0).max(10).default(0),
  DATABASE_CONNECTIONS: flag.min(1).max(500).default(10),
  HASH_QUEUE: flag.min(1).max(10_000).default(200),
  EMAIL_DOMAIN: host.default("leerid.invalid"),
  SCOPE_DOMAIN: host.default("school.leerid.invalid"),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, "must be an address, such as smtps://user:secret@mail.example")
    .optional(),
  MAIL_FROM: z.email("must be an e-mail address, such as leerid@school.example").optional(),
  UPSTREAM_ISSUER: z
    .string()
    .regex(
      /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])[^\s#?]+$/,
      "must be an address that starts with https://",
    )
    .optional(),
  UPSTREAM_CLIENT_ID: z.string().optional(),
  UPSTREAM_CLIENT_SECRET: z.string().optional(),
  UPSTREAM_BUTTON: z.string().max(60, "has at most 60 characters").optional(),
  UPSTREAM_MFA_ACR: z.string().default(""),
  LEERID_DATA: z.string().default(".leerid"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
});

export type UpstreamConfig = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  button: string;
  /** Values of `acr` that stand for two factors. */
  mfaAcr: string[];
};

export type Config = {
  databaseUrl: string;
  redisUrl: string | undefined;
  issuer: string;
  masterSecret: Buffer;
  port: number;
  metricsPort: number;
  workers: number;
  /** How long it goes on answering after it was told to stop, while it says that it isn't ready. */
  stopDelaySeconds: number;
  /** How many proxies in front may add to X-Forwarded-For; 0 trusts no forwarded header. */
  trustedHops: number;
  databaseConnections: number;
  /** How many secrets may wait to be hashed before the answer is 503. */
  hashQueue: number;
  /** Host part of the pseudonymous e-mail addresses. */
  emailDomain: string;
  /** Behind the school number in scoped affiliations. */
  scopeDomain: string;
  /** Undefined: a mail becomes a file in `mailFolder`. */
  smtpUrl: string | undefined;
  mailFrom: string;
  mailFolder: string;
  /** Another OpenID provider by which staff may sign in. */
  upstream: UpstreamConfig | undefined;
  logLevel: string;
};

/** Settings that are missing or wrong, all in one message. */
export class ConfigError extends Error {}

/**
 * Reads the environment. A name with `_FILE` behind it may give the path of a file that holds the value.
 * @throws ConfigError that names every problem
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(withFiles(env));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = issue.path.join(".");
      const missing = withFiles(env)[name] === undefined && name !== "MASTER_SECRET";
      return `  ${name} ${missing ? "is required" : issue.message}`;
    });
    throw new ConfigError(`These settings must be mended before the provider can start:\n${lines.join("\n")}`);
  }
  const value = parsed.data;
  return {
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    issuer: value.ISSUER,
    masterSecret: value.MASTER_SECRET,
    port: value.PORT,
    metricsPort: value.METRICS_PORT,
    workers: value.WORKERS,
    stopDelaySeconds: value.STOP_DELAY_SECONDS,
    trustedHops: value.TRUSTED_HOPS,
    databaseConnections: value.DATABASE_CONNECTIONS,
    hashQueue: value.HASH_QUEUE,
    emailDomain: value.EMAIL_DOMAIN,
    scopeDomain: value.SCOPE_DOMAIN,
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM ?? `leerid@${new URL(value.ISSUER).hostname}`,
    mailFolder: join(value.LEERID_DATA, "mail"),
    upstream: upstreamFrom(value),
    logLevel: value.LOG_LEVEL,
  };
}

/** All of it, or nothing. */
function upstreamFrom(value: z.infer<typeof Environment>): UpstreamConfig | undefined {
  const { UPSTREAM_ISSUER: issuer, UPSTREAM_CLIENT_ID: clientId, UPSTREAM_CLIENT_SECRET: clientSecret } = value;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw new ConfigError("  UPSTREAM_ISSUER, UPSTREAM_CLIENT_ID and UPSTREAM_CLIENT_SECRET go together");
  }
  const mfaAcr = value.UPSTREAM_MFA_ACR.split(/\s+/).filter((acr) => acr !== "");
  return { issuer, clientId, clientSecret, button: value.UPSTREAM_BUTTON ?? new URL(issuer).hostname, mfaAcr };
}

function withFiles(env: Record<string, string | undefined>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === "") continue;
    if (name.endsWith("_FILE") && name.slice(0, -5) in Environment.shape) {
      try {
        result[name.slice(0, -5)] = readFileSync(value, "utf8").trim();
      } catch (cause) {
        throw new ConfigError(`  ${name} names a file that can't be read`, { cause });
      }
    } else result[name] ??= value;
  }
  return result;
}
