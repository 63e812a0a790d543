import type { Context } from "koa";
import { errors, type Client, type Configuration, type KoaContextWithOIDC } from "oidc-provider";
import { goOnPage } from "../../views/go-on.ts";
import { formPostPage, type FormPostPage } from "../../views/form-post.ts";
import { signOutPage } from "../../views/sessions/sign-out.ts";
import { signedOutPage } from "../../views/sessions/signed-out.ts";
import { startAddress } from "../applications/applications.ts";
import type { FailureKind } from "../failures/failures.ts";
import type { ErrorHandling } from "../http/errors.ts";
import { allowFormTo, keepPolicies } from "../http/headers.ts";
import { showPage } from "../http/pages.ts";
import { noteAbout } from "../http/request.ts";
import { parseAccountId } from "../ids.ts";
import { SessionGone } from "./session-adapter.ts";

type Logout = NonNullable<NonNullable<NonNullable<Configuration["features"]>["rpInitiatedLogout"]>["logoutSource"]>;

/** Asks before signing out everywhere: an application may send somebody here who only wants to leave that application. */
export const showSignOutQuestion: Logout = (ctx) => askToSignOut(ctx, 200);

/** An answer to a question that another tab replaced: nobody is signed out by it, and the question of now is asked. */
function askToSignOut(ctx: KoaContextWithOIDC, status = 400): void {
  const { provider, session, client } = ctx.oidc;
  const secret = session?.state?.["secret"];
  // nobody is in, or nobody was asked: there is a page that finds out
  if (session?.accountId === undefined || typeof secret !== "string") {
    ctx.status = 303;
    return ctx.redirect(provider.pathFor("end_session"));
  }
  const action = provider.pathFor("end_session_confirm");
  showPage(ctx, (p) => signOutPage(p, { action, xsrf: secret, applicationName: client?.clientName }), status);
}

/** Also where the engine leads who said no and came from no application: somebody who is still in must not read that they are out. */
export async function showSignedOut(ctx: KoaContextWithOIDC): Promise<void> {
  const { accountId } = await ctx.oidc.provider.Session.get(ctx);
  if (accountId !== undefined) return ctx.redirect("/");
  showPage(ctx, (p) => signedOutPage(p, {}));
}

/** Always as a page that is fine: what it carries may be an error, but the page is none, and filters of schools swallow pages that are. */
export function showAnswerForm(ctx: KoaContextWithOIDC, answer: FormPostPage): void {
  allowFormTo(ctx, answer.action);
  showPage(ctx, (p) => formPostPage(p, answer));
}

/** The same to ourselves, where the engine goes on by a form. */
export function showOwnForm(ctx: Context, answer: FormPostPage): void {
  keepPolicies(ctx);
  showPage(ctx, (p) => formPostPage(p, answer));
}

/** A page that goes on by itself, to an address of ours. */
export const showGoOn = (ctx: Context, href: string): void => showPage(ctx, (p) => goOnPage(p, { href }));

type RenderError = NonNullable<Configuration["renderError"]>;

/** An error that can't go back to the application: our own page, with a code that finds the log line and the way back. */
export function showOidcError({ show }: ErrorHandling): RenderError {
  return (ctx, _out, error) => {
    if (error instanceof SessionGone) return askAgain(ctx);
    if (error instanceof errors.OIDCProviderError && ctx.oidc.route.startsWith("end_session")) return askToSignOut(ctx);
    const client = ctx.oidc.client;
    const expired = error instanceof errors.SessionNotFound;
    const known = error instanceof errors.OIDCProviderError;
    const pupilId = parseAccountId(ctx.oidc.session?.accountId ?? "")?.pupilId;
    noteAbout(ctx, { pupilId, clientId: client?.clientId ?? askedFor(ctx) });
    show(ctx, error, {
      ...(known ? { code: expired ? "interaction-expired" : "oidc-error", status: error.statusCode } : {}),
      ...(known && !expired ? { kind: kindOf(error) } : {}),
      applicationName: client?.clientName,
      backHref: client && backTo(client, ctx.oidc.provider.issuer),
    });
  };
}

/**
 * A program gets the engine's own answer for what it doesn't know, which is 500 for everything. Whoever may simply ask again is told so:
 * RFC 6749 has the word, RFC 9110 the status.
 */
export const tellPrograms =
  ({ report }: ErrorHandling) =>
  (ctx: KoaContextWithOIDC, error: Error): void => {
    if (!isEngineAnswer(ctx.body)) return;
    const { code, status } = report(ctx, error);
    ctx.status = status;
    if (code === "unavailable" || code === "busy") ctx.body = { error: "temporarily_unavailable" };
  };

/** Nothing yet, or a page of ours, is not the engine's. */
const isEngineAnswer = (body: unknown): boolean =>
  typeof body === "object" && body !== null && "error" in body && body.error === "server_error";

/** Who signed out, or signed in, in another tab meanwhile: the same question once more, with the cookie that the browser has by now. */
function askAgain(ctx: KoaContextWithOIDC): void {
  const { params = {}, provider, route } = ctx.oidc;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (typeof value === "string") query.set(name, value);
  const again = { authorization: "authorization", resume: "authorization", end_session: "end_session" }[route];
  ctx.remove("Location");
  ctx.status = 303;
  ctx.redirect(again === undefined ? "/" : `${provider.pathFor(again)}?${query.toString()}`);
}

/** The application that somebody names and the engine doesn't know, or no longer: a stopped one has a row that tells. */
function askedFor({ oidc }: KoaContextWithOIDC): string | undefined {
  const named = oidc.params?.["client_id"];
  return typeof named === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(named) ? named : undefined;
}

function backTo({ initiateLoginUri, redirectUris }: Client, issuer: string): string | undefined {
  if (typeof initiateLoginUri === "string") return startAddress(initiateLoginUri, issuer);
  const [redirect] = redirectUris ?? [];
  return redirect === undefined ? undefined : new URL(redirect).origin;
}

/** What staff are told: each of these is for the application's makers to mend. */
function kindOf(error: errors.OIDCProviderError): FailureKind {
  if (error instanceof errors.InvalidRedirectUri) return "application-redirect";
  if (error instanceof errors.InvalidClient) return "application-unknown";
  return "application-request";
}
