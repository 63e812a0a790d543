import type { Context } from "koa";
import { AppError } from "../errors.ts";
import { readBytes } from "../http/body.ts";
import { setRoute } from "../http/request.ts";

/** Of an address: what Node takes, with room for a browser's own headers. The longest state that we take fits, however it is written. */
const maxLength = 14_000;

/**
 * What an authorization request may hold (OpenID Connect Core, RFC 7636, 9101, 9126, 9449). Anything else means nothing here, and stays out of
 * the address: a program that posts may have put a secret beside it.
 */
const parameters = new Set(
  (
    "client_id response_type response_mode redirect_uri scope state nonce prompt max_age display ui_locales claims_locales " +
    "login_hint id_token_hint acr_values claims registration code_challenge code_challenge_method dpop_jkt request request_uri resource"
  ).split(" "),
);

/**
 * Answers a posted authorization request by the same request as a GET. The form comes from another site and so without our cookies: only the
 * GET behind it knows who is signed in, and can be loaded again. Nothing is stored, and what comes twice is sent on twice, to be refused
 * as ever.
 * @throws AppError body-too-large; bad-request for another content type
 * @see OpenID Connect Core, 3.1.2.1
 */
export async function repeatByGet(ctx: Context, path: string): Promise<void> {
  setRoute(ctx, path);
  if (!ctx.is("application/x-www-form-urlencoded"))
    throw new AppError("bad-request", "An authorization request is posted as a form");
  const posted = new URLSearchParams((await readBytes(ctx, maxLength)).toString("utf8"));
  const query = new URLSearchParams([...posted].filter(([name]) => parameters.has(name))).toString();
  if (query.length > maxLength) throw new AppError("body-too-large");
  ctx.status = 303;
  ctx.redirect(`${path}?${query}`);
}
