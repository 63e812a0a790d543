import type { Context, Middleware } from "koa";
import { factsOf } from "./request.ts";

const twoYears = 63_072_000;

/** Lets this page ask for the camera. */
export function allowCamera(ctx: Context): void {
  factsOf(ctx).camera = true;
  keepPolicies(ctx);
}

/**
 * Lets the form of this page go to this address, and on from there to wherever its owner redirects: Chrome holds the policy against those
 * addresses as well, and only the owner knows them. On https they must all be.
 */
export function allowFormTo(ctx: Context, address: string): void {
  factsOf(ctx).formAction = new URL(address).protocol === "https:" ? "https:" : "http: https:";
  keepPolicies(ctx);
  // Under same-origin a browser would say that the form comes from "null".
  ctx.set("Referrer-Policy", "strict-origin");
}

export type HeaderOptions = {
  issuer: string;
  /**
   * Paths that an application may have opened in a small window of its own: there the window that opened us must keep
   * its hold, or such an application never hears that the sign-in is done.
   */
  inPopup?: (path: string) => boolean;
};

/**
 * Strict headers on every answer, set first so that an error page has them too. Answers for other origins (discovery, keys,
 * token, userinfo) are read by CORS, which none of these headers hinders.
 */
export function securityHeaders({ issuer, inPopup = () => false }: HeaderOptions): Middleware {
  const secure = issuer.startsWith("https:");
  return async (ctx, next) => {
    keepPolicies(ctx);
    ctx.set("X-Content-Type-Options", "nosniff");
    ctx.set("X-Frame-Options", "DENY");
    // Not no-referrer: that makes the Origin header of our own forms "null", which is what the cross-site check looks at.
    ctx.set("Referrer-Policy", "same-origin");
    ctx.set("Cross-Origin-Resource-Policy", "same-origin");
    if (!inPopup(ctx.path)) ctx.set("Cross-Origin-Opener-Policy", "same-origin");
    if (secure) ctx.set("Strict-Transport-Security", `max-age=${twoYears}; includeSubDomains`);
    ctx.set("Cache-Control", "no-store");
    await next();
  };
}

const contentPolicy = (formAction: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    // Chrome holds this against every redirect behind a form: see leave.ts for the way to an application.
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
const ourForms = contentPolicy("'self'");
const permissions = (camera: string) => `camera=${camera}, microphone=(), geolocation=(), payment=(), usb=()`;
const [withCamera, withoutCamera] = [permissions("(self)"), permissions("()")];

/** Sets them anew where somebody else has changed them. */
export function keepPolicies(ctx: Context): void {
  const { camera, formAction } = factsOf(ctx);
  ctx.set("Content-Security-Policy", formAction === undefined ? ourForms : contentPolicy(formAction));
  ctx.set("Permissions-Policy", camera ? withCamera : withoutCamera);
}
