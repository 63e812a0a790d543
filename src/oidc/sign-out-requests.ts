import { decodeJwt } from "jose";
import type { Context, Middleware } from "koa";
import type Provider from "oidc-provider";
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { ErrorHandling } from "../http/errors.ts";
import { readForm } from "../http/forms.ts";
import { showGoOn } from "./pages.ts";
import { SessionGone } from "./session-adapter.ts";

/*
 * What applications may get wrong when they send a pupil here to sign out, and how it gets right: who wants to be out is asked by us, only
 * the way back to the application is left out. Stands around the engine's end of session.
 */

/** A hint may be as long as an ID token, and an application's state as long as it likes within this. */
const maxFormBytes = 32_768;

/** What Node takes, with room for a browser's own headers. A wish that is longer is one without words. */
const longestAddress = 14_000;

const Wish = z.object({
  id_token_hint: z.string().optional(),
  client_id: z.string().optional(),
  post_logout_redirect_uri: z.string().optional(),
  state: z.string().optional(),
  ui_locales: z.string().optional(),
});
type Wish = z.infer<typeof Wish>;

/**
 * An application may also ask by a form, as OpenID Connect RP-Initiated Logout wants. That form comes from another site, so a browser sends
 * no Lax cookie with it, and nobody seems to be signed in. It is asked once more from our own origin, by a page that goes on by itself
 * without a script. The ID token stays out of the address: the application that it is for is all that it says here.
 */
export function askFromOurOrigin(provider: Provider): Middleware {
  return async (ctx, next) => {
    const path = provider.pathFor("end_session");
    if (ctx.path !== path) return next();
    if (ctx.method === "POST") {
      const asked = await withoutHint(provider, await wishOf(ctx));
      const { href } = new URL(addressOf(path, asked), provider.issuer);
      return showGoOn(ctx, href);
    }
    const { id_token_hint: hint } = ctx.query;
    // the engine takes whatever a hint says to be its application for an id
    if (typeof hint === "string" && audienceOf(hint) === undefined)
      return redirect(ctx, addressOf(path, onlyLanguage(ctx.query)));
    return next();
  };
}

async function withoutHint(provider: Provider, { id_token_hint: hint, ...wish }: Wish): Promise<Wish> {
  if (hint === undefined) return wish;
  const clientId = await applicationOf(provider, { hint, client_id: wish.client_id });
  return clientId === undefined ? onlyLanguage(wish) : { ...wish, client_id: clientId };
}

/** What can't be read as a form is a wish without words. */
async function wishOf(ctx: Context): Promise<Wish> {
  try {
    const form = await readForm(ctx, Wish, { maxBytes: maxFormBytes });
    return form.ok ? form.data : {};
  } catch (error) {
    if (error instanceof AppError) return {};
    throw error;
  }
}

function audienceOf(hint: string): string | undefined {
  try {
    const { aud } = decodeJwt(hint);
    return typeof aud === "string" ? aud : undefined;
  } catch {
    return undefined;
  }
}

/** The application that a hint was made for, if it is one of ours, is named rightly, and the hint was made by us. */
async function applicationOf(
  provider: Provider,
  { hint, client_id: named }: { hint: string; client_id?: string | undefined },
): Promise<string | undefined> {
  const clientId = audienceOf(hint);
  if (clientId === undefined || (named !== undefined && named !== clientId)) return undefined;
  const client = await provider.Client.find(clientId);
  if (!client) return undefined;
  try {
    await provider.IdToken.validate(hint, client);
    return clientId;
  } catch {
    // nothing but the hint itself is looked at here
    return undefined;
  }
}

const onlyLanguage = ({ ui_locales: uiLocales }: { ui_locales?: unknown }): Wish =>
  typeof uiLocales === "string" ? { ui_locales: uiLocales } : {};

function addressOf(path: string, wish: Wish): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wish)) if (value !== undefined) query.set(name, value);
  const address = query.size === 0 ? path : `${path}?${query.toString()}`;
  return address.length > longestAddress ? path : address;
}

function redirect(ctx: Context, to: string): void {
  ctx.status = 303;
  ctx.redirect(to);
}

/**
 * A wrong request to sign out: the makers of the application find why in the log, and the pupil is asked all the same, without the way back.
 * Also where the engine answers a program, since a program has nobody to sign out.
 */
export function askWithoutReturn(provider: Provider, { report }: ErrorHandling): void {
  provider.on("end_session.error", (ctx, error) => {
    if (error instanceof SessionGone) return;
    report(ctx, error, { code: "oidc-error", status: error.statusCode });
    redirect(ctx, addressOf(provider.pathFor("end_session"), onlyLanguage(ctx.query)));
  });
  provider.on("end_session_success.error", (ctx) => redirect(ctx, provider.pathFor("end_session_success")));
}
