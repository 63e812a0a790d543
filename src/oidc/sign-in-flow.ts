import type { Context } from "koa";
import type Provider from "oidc-provider";
import { errors, type InteractionResults } from "oidc-provider";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { formatAccountId, parseAccountId } from "../ids.ts";
import type { PendingSignIn, SignedIn, SignInFlow, SignInMethod } from "../sessions/sessions.ts";
import { endSession } from "./logout.ts";
import type { ProviderParts } from "./provider.ts";

/** RFC 8176 where it has a name for it. */
const amrOf: Record<SignInMethod, string[]> = { password: ["pwd"], words: ["pwd"], badge: ["badge"] };

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function wants(prompt: string): PendingSignIn["wants"] {
  if (prompt === "login" || prompt === "release" || prompt === "consent") return prompt;
  throw new AppError("unexpected", `no page for the prompt ${prompt}`);
}

/** @param current the provider instance of this moment: a key rotation replaces it */
export function createSignInFlow(
  { deps, registry }: Pick<ProviderParts, "deps" | "registry">,
  current: () => Provider,
): SignInFlow {
  const details = async (ctx: Context) => {
    try {
      const found = await current().interactionDetails(ctx.req, ctx.res);
      if (found.uid === ctx["params"]?.uid) return found;
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
    }
    // An old tab, the back button, or a cookie that belongs to another sign-in of this browser.
    throw new AppError("interaction-expired");
  };
  const goOn = async (ctx: Context, result: InteractionResults) => {
    const next = await current().interactionResult(ctx.req, ctx.res, result);
    ctx.status = 303;
    ctx.redirect(next);
  };
  return {
    async pending(ctx) {
      const { uid, prompt, params, session } = await details(ctx);
      const client = await current().Client.find(text(params["client_id"]) ?? "");
      return {
        id: uid,
        wants: wants(prompt.name),
        applicationName: client?.clientName,
        applicationId: client && (await registry.findClient(client.clientId))?.applicationId,
        pupilId: parseAccountId(session?.accountId ?? "")?.pupilId,
        loginHint: text(params["login_hint"]),
        prefersBadge: text(params["acr_values"])?.split(" ").includes("leerid:badge") ?? false,
        uiLocales: text(params["ui_locales"]),
      };
    },
    async finish(ctx, signedIn) {
      await makeRoomFor(ctx, formatAccountId(signedIn));
      await goOn(ctx, { login: loginResult(deps, signedIn) });
    },
    proceed: (ctx) => goOn(ctx, { consent: {} }),
    refuse: (ctx, error, description) => goOn(ctx, { error, error_description: description }),
  };

  /** The next pupil on a device ends what the previous one left open, everywhere, before getting in. */
  async function makeRoomFor(ctx: Context, accountId: string): Promise<void> {
    const provider = current();
    const session = await provider.Session.get(ctx);
    if (session.accountId === undefined || session.accountId === accountId) return;
    const interaction = await details(ctx);
    interaction.session = undefined;
    await interaction.persist();
    await endSession(provider, deps, session);
  }
}

function loginResult(deps: Deps, signedIn: SignedIn): InteractionResults["login"] {
  return {
    accountId: formatAccountId(signedIn),
    acr: `leerid:${signedIn.method}`,
    amr: amrOf[signedIn.method],
    remember: !signedIn.shared,
    ts: Math.floor(deps.now().getTime() / 1000),
  };
}
