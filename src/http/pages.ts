import type { Context, Middleware } from "koa";
import { z } from "zod";
import type { PageContext } from "../../views/page.ts";
import { catalogues } from "../../views/texts/texts.ts";
import type { Html } from "../lib/html.ts";
import { chooseLocale, isLocale, type Locale } from "../lib/locale.ts";
import type { Assets } from "./assets.ts";
import { isOurs } from "./cross-site.ts";
import { readForm } from "./forms.ts";
import { factsOf, setRoute } from "./request.ts";

type Frame = { assets: Assets; issuer: string };
const frames = new WeakMap<Context["req"], Frame>();
const oneYearSeconds = 31_536_000;

/** Lets every layer behind it show pages, the error page too, and answers the language switch (POST /language). */
export function pages(frame: Frame): Middleware {
  return async (ctx, next) => {
    frames.set(ctx.req, frame);
    const switches = ctx.path === "/language" && ctx.method === "POST" && isOurs(ctx, frame.issuer);
    if (switches) await switchLanguage(ctx, frame);
    else await next();
  };
}

/**
 * Answers with a page. To be called once what it says is certain: the markup is made at once.
 * @param view makes the page from the reader's language, such as `(p) => signInPage(p, props)`
 */
export function showPage(ctx: Context, view: (p: PageContext) => Html, status = 200): void {
  const p = pageContext(ctx);
  const page = view(p);
  if (page instanceof Promise) throw new Error("A view waits for nothing: it gets plain values");
  ctx.status = status;
  ctx.type = "text/html; charset=utf-8";
  ctx.set("Content-Language", p.locale);
  ctx.body = page.toString();
}

/** Behind the middleware `pages` only. */
function pageContext(ctx: Context): PageContext {
  const frame = frames.get(ctx.req);
  if (!frame) throw new Error("No page can be shown before the middleware pages()");
  const locale = localeOf(ctx);
  const here = ctx.method === "GET" ? ctx.url : ctx.path;
  return {
    locale,
    t: catalogues[locale],
    path: localPath(factsOf(ctx).returnPath ?? here, frame.issuer),
    asset: frame.assets.path,
  };
}

/** The language of this request's pages. */
export function localeOf(ctx: Context): Locale {
  const issuer = frames.get(ctx.req)?.issuer ?? "";
  return chooseLocale({
    chosen: ctx.cookies.get(cookieName(issuer), { signed: false }),
    uiLocales: factsOf(ctx).uiLocales,
    acceptLanguage: ctx.get("Accept-Language"),
  });
}

/** Pages of an OpenID request follow its `ui_locales`, behind the person's own choice. */
export function preferLocales(ctx: Context, uiLocales: string | undefined): void {
  if (uiLocales !== undefined) factsOf(ctx).uiLocales = uiLocales;
}

/** Where the language switch returns to from an answer to a POST that has no page of its own. */
export function returnTo(ctx: Context, path: string): void {
  factsOf(ctx).returnPath = path;
}

/** The page of ours on which somebody was before this request; the front page where the browser doesn't say. */
export function cameFrom(ctx: Context): string {
  const issuer = frames.get(ctx.req)?.issuer ?? "";
  const from = ctx.get("Referer");
  return URL.canParse(from) && new URL(from).origin === issuer ? localPath(from.slice(issuer.length), issuer) : "/";
}

/** The next pupil on a shared device gets the device's own language again. */
export function forgetLanguage(ctx: Context): void {
  const issuer = frames.get(ctx.req)?.issuer ?? "";
  ctx.append("Set-Cookie", `${cookieName(issuer)}=; Max-Age=0; ${cookieAttributes(issuer)}`);
}

const LanguageForm = z.object({ to: z.string(), back: z.string().catch("/") });

async function switchLanguage(ctx: Context, { issuer }: Frame): Promise<void> {
  setRoute(ctx, "/language");
  const form = await readForm(ctx, LanguageForm);
  if (form.ok && isLocale(form.data.to)) {
    ctx.append(
      "Set-Cookie",
      `${cookieName(issuer)}=${form.data.to}; Max-Age=${oneYearSeconds}; ${cookieAttributes(issuer)}`,
    );
  }
  ctx.status = 303;
  ctx.redirect(localPath(form.ok ? form.data.back : "/", issuer));
}

/** The path where it is one of our own; else the front page. Nothing that a browser might read as another site gets through. */
export function localPath(path: string, issuer: string): string {
  // eslint-disable-next-line no-control-regex
  const suspect = !path.startsWith("/") || /^\/[/\\]|\\|[\u0000-\u0020\u007f]/.test(path) || path.length > 4_000;
  if (suspect || !URL.canParse(path, issuer)) return "/";
  const url = new URL(path, issuer);
  // Taking out the dots of `/.//evil.example` leaves `//evil.example`, which a browser reads as another site.
  const local = url.origin === new URL(issuer).origin && !url.pathname.startsWith("//");
  return local ? `${url.pathname}${url.search}` : "/";
}

const cookieName = (issuer: string): string => (issuer.startsWith("https:") ? "__Host-lang" : "lang");
const cookieAttributes = (issuer: string): string =>
  `Path=/; HttpOnly; SameSite=Lax${issuer.startsWith("https:") ? "; Secure" : ""}`;
