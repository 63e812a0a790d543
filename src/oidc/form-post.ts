import Provider, { type KoaContextWithOIDC } from "oidc-provider";
import { preferLocales } from "../http/pages.ts";
import { showAnswerForm } from "./pages.ts";

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
