/**
 * The yardstick: oidc-provider as its documentation starts it, with its own in-memory store and pages, RS256, one client, and an account
 * that knows nothing. Settings by environment: PORT, CLIENT_SECRET, REDIRECT_URI.
 */
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const setting = (name: string): string => process.env[name] ?? "";
const port = setting("PORT");

const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
  cookies: { keys: [setting("CLIENT_SECRET")] },
  clients: [{ client_id: "bench", client_secret: setting("CLIENT_SECRET"), redirect_uris: [setting("REDIRECT_URI")] }],
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
const server = provider.listen(Number(port));
process.on("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  process.exit(0);
});
