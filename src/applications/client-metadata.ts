import { z } from "zod";
import { fetchUriProblem, redirectUriProblem, redirectUrisProblem } from "./redirect-uri.ts";

export const authMethods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"] as const;
export type AuthMethod = (typeof authMethods)[number];
export const idTokenAlgs = ["ES256", "RS256"] as const;

/** Whether a client proves itself by a secret that we made. */
export const hasSecret = (method: AuthMethod): boolean => method.startsWith("client_secret_");

/** What is stored of a client, in the names of RFC 7591. It is judged by the same rules when it is written and whenever it is read. */
const shape = z.object({
  redirect_uris: z.array(z.string()).min(1, "at least one is needed").max(20, "at most 20"),
  post_logout_redirect_uris: z.array(z.string()).max(20, "at most 20"),
  token_endpoint_auth_method: z.enum(authMethods),
  id_token_signed_response_alg: z.enum(idTokenAlgs),
  jwks_uri: z.string().optional(),
  backchannel_logout_uri: z.string().optional(),
  initiate_login_uri: z.string().optional(),
});
export type StoredMetadata = z.infer<typeof shape>;

/** @param loopback whether the application is in the sandbox, which may live on the developer's own machine */
export function storedMetadata(loopback: boolean): z.ZodType<StoredMetadata> {
  return shape.superRefine((metadata, ctx) => {
    const report = (name: keyof StoredMetadata, message: string | undefined): void => {
      if (message !== undefined) ctx.addIssue({ code: "custom", path: [name], message });
    };
    const rules = { loopback };
    const { jwks_uri, backchannel_logout_uri, initiate_login_uri, token_endpoint_auth_method: method } = metadata;
    report("redirect_uris", redirectUrisProblem(metadata.redirect_uris, rules));
    report("post_logout_redirect_uris", redirectUrisProblem(metadata.post_logout_redirect_uris, rules));
    if (initiate_login_uri !== undefined) report("initiate_login_uri", redirectUriProblem(initiate_login_uri, rules));
    if (backchannel_logout_uri !== undefined) {
      report("backchannel_logout_uri", fetchUriProblem(backchannel_logout_uri, rules));
    }
    if (jwks_uri !== undefined) report("jwks_uri", fetchUriProblem(jwks_uri, rules));
    if (method === "private_key_jwt" && jwks_uri === undefined) report("jwks_uri", "is needed for private_key_jwt");
    if (method !== "private_key_jwt" && jwks_uri !== undefined) report("jwks_uri", "goes with private_key_jwt only");
  });
}

/** Ready for the provider, but for the secret: whoever checks one has `secretHashes`. */
export type ClientMetadata = StoredMetadata & {
  client_id: string;
  client_name: string;
  response_types: ["code"];
  grant_types: ["authorization_code", "refresh_token"];
  backchannel_logout_session_required?: true;
};

export function clientMetadata(client: { clientId: string; name: string; stored: StoredMetadata }): ClientMetadata {
  const { initiate_login_uri: start, ...stored } = client.stored;
  return {
    ...stored,
    client_id: client.clientId,
    client_name: client.name,
    response_types: ["code"],
    grant_types: ["authorization_code", "refresh_token"],
    ...(stored.backchannel_logout_uri === undefined ? {} : { backchannel_logout_session_required: true }),
    // the provider refuses a client whose start is on http, as a sandbox has it; our own pages read it from the application
    ...(start?.startsWith("https:") ? { initiate_login_uri: start } : {}),
  };
}
