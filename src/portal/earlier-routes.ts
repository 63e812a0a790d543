import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import { earlierPage, linkedPage } from "../../views/portal/earlier.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { goByPage } from "../http/leave.ts";
import { clientNetwork } from "../http/network.ts";
import { returnTo, showPage } from "../http/pages.ts";
import { answerByPupil } from "../links/links.ts";
import type { Oidc } from "../oidc/oidc.ts";
import { isLive, proveEarlier } from "../sessions/sessions.ts";

/** Where a pupil says that there was a LeerID before. */
export const earlierPath = "/earlier";

const donePath = `${earlierPath}/done`;

const EarlierForm = z.object({ login_name: z.string().max(200).default(""), secret: z.string().max(1000).default("") });

/** A pupil who knows the secrets of two LeerIDs makes one of them, where their number is in question. The form is always there. */
export function addEarlierRoutes(router: Router, deps: Deps, oidc: Oidc): void {
  const signedIn = async (ctx: Context) => {
    const account = await oidc.sessionAccount(ctx);
    return account && (await isLive(deps, account)) ? account : undefined;
  };

  router.get(earlierPath, async (ctx) => {
    if (!(await signedIn(ctx))) return ctx.redirect("/");
    show(ctx, {});
  });

  router.post(earlierPath, async (ctx) => {
    const account = await signedIn(ctx);
    if (!account) throw new AppError("not-signed-in");
    const form = await readForm(ctx, EarlierForm);
    if (!form.ok) throw new AppError("bad-request", "The form is not ours");
    const { login_name: loginName, secret } = form.data;
    const { network } = clientNetwork(ctx, deps.config.trustedHops);
    const earlier = await proveEarlier(deps, { by: account.pupilId, loginName, secret, network });
    const linked = await answerByPupil(deps, { older: earlier, newer: account.pupilId });
    if (!linked) return show(ctx, { loginName, wrong: true });
    await earlier?.forgive();
    await oidc.signOut(ctx);
    // the pages of the session that has ended must not come back by the browser's own arrow
    goByPage(ctx, donePath);
  });

  router.get(donePath, (ctx) => showPage(ctx, (p) => linkedPage(p, { againHref: "/sign-in" })));
}

function show(ctx: Context, about: { loginName?: string; wrong?: boolean }): void {
  returnTo(ctx, earlierPath);
  const page = { action: earlierPath, homeHref: "/", ...about };
  showPage(ctx, (p) => earlierPage(p, page), about.wrong ? 422 : 200);
}
