import type { Context } from "koa";
import type Provider from "oidc-provider";
import { errors, type Interaction, type InteractionResults } from "oidc-provider";
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
    pending: async (ctx) => {
      const found = await details(ctx);
      const clientId = text(found.params["client_id"]) ?? "";
      const client = await current().Client.find(clientId);
      const applicationId = (await registry.findClient(clientId))?.applicationId;
      return { ...pendingOf(found), applicationName: client?.clientName, applicationId };
    },
    async finish(ctx, signedIn) {
      const accountId = formatAccountId(signedIn);
      const session = await current().Session.get(ctx);
      if (session.accountId !== undefined && session.accountId !== accountId) {
        await detach(await details(ctx));
        await endSession(current(), deps, session);
      }
      await goOn(ctx, { login: loginResult(deps, signedIn) });
    },
    proceed: (ctx) => goOn(ctx, { consent: {} }),
    refuse: (ctx, error, description) => goOn(ctx, { error, error_description: description }),
  };
}

function pendingOf({ uid, prompt, params, session }: Interaction) {
  return {
    id: uid,
    wants: wants(prompt.name),
    pupilId: parseAccountId(session?.accountId ?? "")?.pupilId,
    loginHint: text(params["login_hint"]),
    prefersBadge: text(params["acr_values"])?.split(" ").includes("leerid:badge") ?? false,
    uiLocales: text(params["ui_locales"]),
  };
}

/** The next pupil on a device ends what the previous one left open: from here on this sign-in belongs to no earlier session. */
async function detach(interaction: Interaction): Promise<void> {
  interaction.session = undefined;
  await interaction.persist();
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
