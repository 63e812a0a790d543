import Provider, { type KoaContextWithOIDC } from "oidc-provider";
import { z } from "zod";
import { preferLocales } from "../http/pages.ts";
import { showAnswerForm, showOwnForm } from "./pages.ts";

/** A request to sign out where nobody is signed in, as the engine has understood it. */
const NobodyLeft = z.object({
  route: z.literal("end_session"),
  session: z.object({ accountId: z.undefined().optional(), state: z.object({ secret: z.string() }) }),
});

/**
 * Where nobody is signed in the engine goes on to its next step by a page of its own, in English and with a script in it. Ours says the same
 * and keeps to our policy.
 */
export function goOnWithoutSession(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const asked =
      typeof ctx.body === "string" && ctx.body.includes("<script>") ? NobodyLeft.safeParse(ctx["oidc"]) : undefined;
    if (!asked?.success) return;
    const fields: [string, string][] = [
      ["xsrf", asked.data.session.state.secret],
      ["logout", "yes"],
    ];
    showOwnForm(ctx, { action: provider.pathFor("end_session_confirm"), fields });
  });
}

type Handler = Parameters<Provider["registerResponseMode"]>[1];

/**
 * The engine with our page for answers that go by form. Its own has a script in the page and is held back by our policy; it offers no
 * setting for it, but registers each way of answering by this method, and takes the first one of a name.
 * @see docs/decisions/0041-answers-by-form.md
 */
export class ProviderWithForms extends Provider {
  override registerResponseMode(name: string, handler: Handler): void {
    super.registerResponseMode(name, name === "form_post" ? answerByForm : handler);
  }
}

function answerByForm(ctx: KoaContextWithOIDC, action: string, payload: Record<string, unknown>): void {
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  const uiLocales = ctx.oidc.params?.["ui_locales"];
  preferLocales(ctx, typeof uiLocales === "string" ? uiLocales : undefined);
  showAnswerForm(ctx, { action, fields });
}
