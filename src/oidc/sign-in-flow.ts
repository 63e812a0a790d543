import type { Context } from "koa";
import type Provider from "oidc-provider";
import { errors, type Interaction, type InteractionResults } from "oidc-provider";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { noteAbout } from "../http/request.ts";
import type { StaffSignedIn, StaffSignInFlow } from "../access/access.ts";
import { formatAccountId, formatStaffAccountId, parseAccountId, parseStaffAccountId } from "../ids.ts";
import type { PendingSignIn, SignedIn, SignInFlow, SignInMethod } from "../sessions/sessions.ts";
import { portalClientId, schoolClientId } from "./clients.ts";
import { markProvedHere } from "../sessions/sessions.ts";
import { provedFor } from "./interaction-adapter.ts";
import { endSession } from "./logout.ts";
import type { ProviderParts } from "./provider.ts";

/** RFC 8176 where it has a name for it. */
const amrOf: Record<SignInMethod, string[]> = {
  password: ["pwd"],
  words: ["pwd"],
  badge: ["badge"],
  "lesson-code": ["otp"],
};

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function wants(prompt: string): PendingSignIn["wants"] {
  if (prompt === "login" || prompt === "release" || prompt === "consent") return prompt;
  throw new AppError("unexpected", `no page for the prompt ${prompt}`);
}

export type SignInFlows = { flow: SignInFlow; staffFlow: StaffSignInFlow };

/** @param current the provider instance of this moment: a key rotation replaces it */
export function createSignInFlows(
  { deps, registry }: Pick<ProviderParts, "deps" | "registry">,
  current: () => Provider,
): SignInFlows {
  const steps = interactionSteps({ deps, registry }, current);
  const flow: SignInFlow = {
    async pending(ctx) {
      const found = await steps.details(ctx, "pupil");
      const clientId = text(found.params["client_id"]) ?? "";
      const client = await current().Client.find(clientId);
      const applicationId = (await registry.findClient(clientId))?.applicationId;
      noteAbout(ctx, { pupilId: parseAccountId(found.session?.accountId ?? "")?.pupilId, applicationId });
      // on the way to our own front page nobody needs to be told where they are going
      const applicationName = clientId === portalClientId ? undefined : client?.clientName;
      return { ...pendingOf(found), applicationName, applicationId };
    },
    finish: (ctx, signedIn) => steps.enter(ctx, "pupil", loginResult(deps, signedIn)),
    proceed: (ctx) => steps.goOn(ctx, "pupil", { consent: {} }),
    refuse: (ctx, error, description) => steps.goOn(ctx, "pupil", { error, error_description: description }),
  };
  const staffFlow: StaffSignInFlow = {
    async pending(ctx) {
      const { uid, prompt, params, session } = await steps.details(ctx, "staff");
      if (prompt.name !== "login") throw new AppError("interaction-expired");
      // Only who is asked to prove it again: an account that is gone meanwhile is told nothing.
      const again = prompt.reasons.includes("max_age") && !prompt.reasons.includes("account_gone");
      const staffId = again ? parseStaffAccountId(session?.accountId ?? "")?.staffId : undefined;
      return { id: uid, staffId, uiLocales: text(params["ui_locales"]) };
    },
    finish: (ctx, signedIn) => steps.enter(ctx, "staff", staffResult(deps, signedIn)),
  };
  return { flow, staffFlow };
}

type Kind = "pupil" | "staff";
type Login = NonNullable<InteractionResults["login"]>;

function interactionSteps(parts: Pick<ProviderParts, "deps" | "registry">, current: () => Provider) {
  const { deps } = parts;
  /** What this request has read already. */
  const found = new WeakMap<Context["req"], Interaction>();
  /** The pages of pupils never act in a sign-in of staff, nor the other way round. */
  const details = async (ctx: Context, kind: Kind) => {
    try {
      const one = await current().interactionDetails(ctx.req, ctx.res);
      const kindOfClient: Kind = one.params["client_id"] === schoolClientId ? "staff" : "pupil";
      if (one.uid === ctx["params"]?.uid && kindOfClient === kind) {
        found.set(ctx.req, one);
        return one;
      }
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
    }
    // An old tab, the back button, or a cookie that belongs to another sign-in of this browser.
    throw new AppError("interaction-expired");
  };
  const goOn = async (ctx: Context, kind: Kind, result: InteractionResults) => {
    const interaction = found.get(ctx.req) ?? (await details(ctx, kind));
    // as the provider's own interactionResult does, which would ask the store once more
    interaction.result = "error" in result ? result : { ...interaction.lastSubmission, ...result };
    await interaction.persist();
    const { uid, returnTo } = interaction;
    const accountId = interaction.result.login?.accountId;
    if (accountId !== undefined)
      markProvedHere(deps, ctx, { path: new URL(returnTo).pathname, about: provedFor(uid, accountId) });
    ctx.status = 303;
    ctx.redirect(returnTo);
  };
  /**
   * The next person on a device ends what the previous one left open, everywhere, before getting in; also what went on under another id
   * in a tab that is still loading. So does the same one who says otherwise whose device this is: what was given for weeks ends.
   */
  const enter = async (ctx: Context, kind: Kind, login: Login) => {
    const provider = current();
    const { accountId, transient = false } = await provider.Session.get(ctx);
    const id = ctx.cookies.get(provider.cookieName("session"), { signed: true });
    if (id !== undefined && (accountId !== login.accountId || transient === login.remember)) {
      await detach(await details(ctx, kind));
      await endSession(parts, id);
    }
    await goOn(ctx, kind, { login });
  };
  return { details, goOn, enter };
}

function pendingOf({ uid, prompt, params, session }: Interaction) {
  return {
    id: uid,
    wants: wants(prompt.name),
    pupilId: parseAccountId(session?.accountId ?? "")?.pupilId,
    loginHint: text(params["login_hint"]),
    // what the application would like best comes first
    prefersBadge: text(params["acr_values"])?.trim().split(/\s+/)[0] === "leerid:badge",
    uiLocales: text(params["ui_locales"]),
  };
}

/** The next person on a device ends what the previous one left open: from here on this sign-in belongs to no earlier session. */
async function detach(interaction: Interaction): Promise<void> {
  if (interaction.session === undefined) return;
  interaction.session = undefined;
  await interaction.persist();
}

function loginResult(deps: Deps, signedIn: SignedIn): Login {
  return {
    accountId: formatAccountId(signedIn),
    acr: `leerid:${signedIn.method}`,
    amr: amrOf[signedIn.method],
    remember: !signedIn.shared,
    ts: Math.floor(deps.now().getTime() / 1000),
  };
}

/** Gone when the browser is closed, whoever's device it is. */
function staffResult(deps: Deps, signedIn: StaffSignedIn): Login {
  return {
    accountId: formatStaffAccountId(signedIn),
    acr: "leerid:staff",
    amr: signedIn.amr,
    remember: false,
    ts: Math.floor((signedIn.at ?? deps.now()).getTime() / 1000),
  };
}
