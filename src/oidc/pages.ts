import { errors, type Configuration, type KoaContextWithOIDC } from "oidc-provider";
import { signOutPage } from "../../views/sessions/sign-out.ts";
import { signedOutPage } from "../../views/sessions/signed-out.ts";
import type { ErrorHandling } from "../http/errors.ts";
import { showPage } from "../http/pages.ts";

type Logout = NonNullable<NonNullable<NonNullable<Configuration["features"]>["rpInitiatedLogout"]>["logoutSource"]>;

/** Asks before signing out everywhere: an application may send somebody here who only wants to leave that application. */
export const showSignOutQuestion: Logout = (ctx) => {
  const secret = ctx.oidc.session?.state?.["secret"];
  showPage(ctx, (p) =>
    signOutPage(p, {
      action: ctx.oidc.provider.pathFor("end_session_confirm"),
      xsrf: typeof secret === "string" ? secret : "",
      applicationName: ctx.oidc.client?.clientName,
    }),
  );
};

export const showSignedOut = (ctx: KoaContextWithOIDC) => showPage(ctx, (p) => signedOutPage(p, {}));

type RenderError = NonNullable<Configuration["renderError"]>;

/** An error that can't go back to the application: our own page, with a code that finds the log line and the way back. */
export function showOidcError({ show }: ErrorHandling): RenderError {
  return (ctx, _out, error) => {
    const client = ctx.oidc.client;
    const redirect = client?.redirectUris?.[0];
    const expired = error instanceof errors.SessionNotFound;
    const known = error instanceof errors.OIDCProviderError;
    show(ctx, error, {
      ...(known ? { code: expired ? "interaction-expired" : "oidc-error", status: error.statusCode } : {}),
      applicationName: client?.clientName,
      backHref: client?.initiateLoginUri ?? (redirect === undefined ? undefined : new URL(redirect).origin),
    });
  };
}
