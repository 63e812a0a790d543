import { z } from "zod";
import { AppError } from "../errors.ts";
import { YearChoice, yearChoices } from "../pupils/pupils.ts";
import { authMethods, idTokenAlgs, storedMetadata, type StoredMetadata } from "./client-metadata.ts";
import { bundles, makeManifest, type Bundle, type Manifest } from "./manifest.ts";

/** No vowels, so that no words appear, and nothing that looks like something else. */
export const idAlphabet = "bcdfghjkmnpqrstvwxz23456789";

export const title = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(100, "is longer than 100 characters")
  // it stands on pupils' pages: nothing invisible, nothing that turns the reading direction round
  .refine((value) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(value), "holds invisible characters");

/** A new application with its first client, as the command line and later the vendor's form give it. */
export const AddApplication = z.strictObject({
  name: title,
  /** Applications of one sector know a pupil by the same pseudonym. A sector of its own when left out. */
  sector: title.optional(),
  status: z.enum(["sandbox", "live"]),
  redirectUris: z.array(z.string()),
  postLogoutRedirectUris: z.array(z.string()).optional(),
  backchannelLogoutUri: z.string().optional(),
  initiateLoginUri: z.string().optional(),
  jwksUri: z.string().optional(),
  authMethod: z.enum(authMethods, `must be one of ${authMethods.join(", ")}`).optional(),
  idTokenAlg: z.enum(idTokenAlgs, `must be one of ${idTokenAlgs.join(", ")}`).optional(),
  bundle: z.enum(bundles, `must be one of ${bundles.join(", ")}`),
  /** Fewer than the bundle holds, or `family_name` and `name` besides. */
  attributes: z.array(z.string()).optional(),
  /** Attribute -> why it is needed. */
  reasons: z.record(z.string(), z.string()).optional(),
  actor: z.string(),
});
export type AddApplication = z.input<typeof AddApplication>;

export type NewApplication = {
  name: string;
  sector: string | undefined;
  status: "sandbox" | "live";
  stored: StoredMetadata;
  bundle: Bundle;
  manifest: Manifest;
  actor: string;
};

/** @throws AppError "bad-request" that names everything that is wrong */
export function parseNewApplication(input: AddApplication): NewApplication {
  const parsed = AddApplication.safeParse(input);
  if (!parsed.success) throw badRequest(problems(parsed.error));
  const { name, sector, status, bundle, attributes, reasons, actor } = parsed.data;
  const stored = storedMetadata(status === "sandbox").safeParse({
    redirect_uris: parsed.data.redirectUris,
    post_logout_redirect_uris: parsed.data.postLogoutRedirectUris ?? [],
    token_endpoint_auth_method: parsed.data.authMethod ?? "client_secret_basic",
    id_token_signed_response_alg: parsed.data.idTokenAlg ?? "ES256",
    jwks_uri: parsed.data.jwksUri,
    backchannel_logout_uri: parsed.data.backchannelLogoutUri,
    initiate_login_uri: parsed.data.initiateLoginUri,
  });
  const outcome = makeManifest({ bundle, attributes, reasons });
  const wrong = [...(stored.success ? [] : problems(stored.error)), ...(outcome.ok ? [] : outcome.problems)];
  if (!stored.success || !outcome.ok) throw badRequest(wrong);
  return { name, sector, status, stored: stored.data, bundle, manifest: outcome.manifest, actor };
}

const problems = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join(".").replaceAll("_", "-")}: ${issue.message}`);

const badRequest = (lines: string[]): AppError =>
  new AppError("bad-request", `The application was not added:\n${lines.map((line) => `  ${line}`).join("\n")}`);

const scopeList = z.array(z.string().trim().min(1)).min(1).max(200);

/** For whom a school switches an application on: nobody named is everybody. */
export const ReleaseScope = z.object({
  classNames: scopeList.optional(),
  yearChoices: z.array(YearChoice).min(1).max(yearChoices.length).optional(),
});
