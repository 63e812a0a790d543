import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { readForm } from "../http/forms.ts";
import { goByPage } from "../http/leave.ts";
import {
  addPasskey,
  endOwnSessions,
  getWays,
  linkUpstream,
  listUpstreamsFor,
  namePasskey,
  removePasskey,
  renewRecoveryCodes,
  unlinkUpstream,
  type OwnWays,
  type Upstream,
} from "../staff/staff.ts";
import type { MeSaid } from "../../views/access/me.ts";
import { needsFreshSignIn, requireStaff, staffHere, type StaffDoor } from "./access.ts";
import { mePath as path, showMe, showRecovery } from "./pages.ts";
import { offerPasskey, readNewPasskey } from "./passkeys.ts";
import { takeReturned } from "./upstream.ts";
import type { Travel } from "./upstream-routes.ts";

const PasskeyForm = z.object({ response: z.string().max(12_000) });
const OwnForm = z.object({ credential: z.string().max(1_400), name: z.string().max(200).catch("") });
const LinkForm = z.object({ upstream: z.string().max(60) });
const UnlinkForm = z.object({ issuer: z.string().max(2_000), subject: z.string().max(255) });
const Said = z.enum([
  "passkey-removed",
  "named",
  "last",
  "linked",
  "unlinked",
  "link-failed",
  "link-taken",
]) satisfies z.ZodType<MeSaid>;

type Parts = { door: StaffDoor; travel: Travel };

/** One's own ways in. Whoever finds an open browser must not be able to add theirs: each change asks for a fresh sign-in. */
export function meSteps(router: Router, deps: Deps, { door, travel }: Parts): void {
  const staff = requireStaff(deps, door);
  const stale = (ctx: Context) => needsFreshSignIn(deps, door, { ctx, back: path });
  const show = async (ctx: Context, said?: MeSaid) => {
    const person = staffHere(ctx);
    const ways = await getWays(deps.db.signIn, person.staffId);
    const passkey = await offerPasskey(deps, { purpose: `me:${person.staffId}`, person });
    const elsewhere = accountsElsewhere(ways, await listUpstreamsFor(deps, person.staffId));
    showMe(ctx, { ...ways, ...elsewhere, email: person.email, roles: person.roles, passkey, said });
  };

  router.get(path, staff, async (ctx) => {
    if (!stale(ctx)) await show(ctx, Said.safeParse(ctx.query["said"]).data);
  });

  router.post(`${path}/passkey`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const form = await readForm(ctx, PasskeyForm);
    const sent = form.ok ? form.data.response : "";
    const passkey = await readNewPasskey(deps, { purpose: `me:${staffId}`, sent });
    const added = passkey !== undefined && (await addPasskey(deps, { staffId, passkey }));
    return show(ctx, added ? "passkey-added" : "passkey-failed");
  });

  router.post(`${path}/recovery`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const codes = await renewRecoveryCodes(deps, staffHere(ctx).staffId);
    if (codes.length === 0) return show(ctx);
    return showRecovery(ctx, codes);
  });

  router.post(`${path}/out`, staff, async (ctx) => {
    if (stale(ctx)) return;
    await endOwnSessions(deps, staffHere(ctx));
    goByPage(ctx, "/school");
  });

  passkeySteps(router, deps, door);
  linkSteps(router, deps, { door, travel });
}

/** What is linked, under the name of its button; and what may be linked yet. */
function accountsElsewhere({ links }: OwnWays, upstreams: Upstream[]) {
  const buttonOf = (issuer: string) => upstreams.find((one) => one.issuer === issuer)?.button;
  return {
    links: links.map((one) => ({ ...one, label: buttonOf(one.issuer) ?? new URL(one.issuer).hostname })),
    upstreams: upstreams.filter(({ issuer }) => !links.some((one) => one.issuer === issuer)),
  };
}

/** Behind each deed the page again, which says what came of it. */
const saying = (ctx: Context, said: MeSaid | undefined): void => {
  ctx.status = 303;
  ctx.redirect(said === undefined ? path : `${path}?said=${said}`);
};

function passkeySteps(router: Router, deps: Deps, door: StaffDoor): void {
  const staff = requireStaff(deps, door);
  const stale = (ctx: Context) => needsFreshSignIn(deps, door, { ctx, back: path });

  router.post(`${path}/passkey/name`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const form = await readForm(ctx, OwnForm);
    const { credential: credentialId, name: typed } = form.ok ? form.data : { credential: "", name: "" };
    saying(ctx, (await namePasskey(deps, { staffId, credentialId, typed })) ? "named" : undefined);
  });

  router.post(`${path}/passkey/remove`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const form = await readForm(ctx, OwnForm);
    const removal = await removePasskey(deps, { staffId, credentialId: form.ok ? form.data.credential : "" });
    saying(ctx, ({ removed: "passkey-removed", last: "last", unknown: undefined } as const)[removal]);
  });
}

function linkSteps(router: Router, deps: Deps, { door, travel }: Parts): void {
  const staff = requireStaff(deps, door);
  const stale = (ctx: Context) => needsFreshSignIn(deps, door, { ctx, back: path });

  router.post(`${path}/link`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const form = await readForm(ctx, LinkForm);
    const upstreams = await listUpstreamsFor(deps, staffId);
    const upstream = upstreams.find(({ id }) => form.ok && id === form.data.upstream);
    const purpose = { kind: "link", staffId } as const;
    const left = upstream !== undefined && (await travel(ctx, { upstream, purpose, maxAgeSeconds: 0 }));
    if (!left) saying(ctx, "link-failed");
  });

  // only what this very person went away for: the proof is kept under their id
  router.get(`${path}/linked`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const returned = await takeReturned(deps, { kind: "link", owner: staffId, isTheirs: () => true });
    if (!returned || "failed" in returned) return saying(ctx, "link-failed");
    const account = { issuer: returned.issuer, subject: returned.subject };
    saying(ctx, (await linkUpstream(deps, { staffId, account })) ? "linked" : "link-taken");
  });

  router.post(`${path}/unlink`, staff, async (ctx) => {
    if (stale(ctx)) return;
    const { staffId } = staffHere(ctx);
    const form = await readForm(ctx, UnlinkForm);
    if (!form.ok) return saying(ctx, undefined);
    const removal = await unlinkUpstream(deps, { staffId, ...form.data });
    saying(ctx, ({ removed: "unlinked", last: "last", unknown: undefined } as const)[removal]);
  });
}
