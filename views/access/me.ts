import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";
import { passkeyForm } from "../parts/passkey.ts";

/** What the deed before this page led to. */
export type MeSaid =
  | "passkey-failed"
  | "passkey-added"
  | "passkey-removed"
  | "named"
  | "last"
  | "linked"
  | "unlinked"
  | "link-failed"
  | "link-taken";

type Method = "password" | "recovery-code" | "passkey" | "upstream";

export type MePage = {
  email: string;
  passkeys: { credentialId: string; name: string | null; createdAt: Date; usedAt: Date | null }[];
  password: boolean;
  recoveryCodesLeft: number;
  /** Accounts at other providers; `label` says which provider. */
  links: { issuer: string; subject: string; label: string; linkedAt: Date }[];
  /** Providers where an account may be linked. */
  upstreams: { id: string; button: string }[];
  /** Newest first. */
  signIns: { at: Date; method: Method }[];
  roles: {
    role: "operator" | "group-admin" | "school-admin" | "teacher";
    className: string | null;
    groupName: string | null;
    schools: { name: string }[];
  }[];
  /** Where the forms go: `/passkey`, `/passkey/name`, `/passkey/remove`, `/recovery`, `/link`, `/unlink` and `/out` behind it. */
  path: string;
  /** For the browser, as JSON. */
  passkeyOptions: string;
  onHref: string;
  said?: MeSaid | undefined;
};

const bad: MeSaid[] = ["passkey-failed", "last", "link-failed", "link-taken"];

/** The ways in of who is signed in, what they may do, and when they came in. */
export function mePage(p: PageContext, props: MePage): Html {
  const t = p.t.access.me;
  const { said, path } = props;
  const text = said === "passkey-failed" ? p.t.access.signIn.passkeyFailed : said && t.said[said];
  return layout(
    p,
    { title: t.title, scripts: ["passkey.js"] },
    html`<h1>${t.title}</h1>
      ${said && text ? notice({ kind: bad.includes(said) ? "wrong" : "good" }, html`<p>${text}</p>`) : ""}
      <p class="account">
        ${p.t.access.choose.account} <strong><bdi>${props.email}</bdi></strong>
      </p>
      ${props.passkeys.map((one, index) => passkeyPart(p, props, { ...one, index }))}
      ${passkeyForm({
        action: `${path}/passkey`,
        way: "create",
        options: props.passkeyOptions,
        label: t.addPasskey,
        hint: p.t.access.choose.passkeyHint,
        failed: p.t.access.signIn.passkeyFailed,
      })}
      ${props.password ? passwordPart(p, props) : ""} ${upstreamPart(p, props)} ${rolesPart(p, props)}
      ${pastPart(p, props)}
      <div class="beside">${linkButton(p.t.access.mine.on, props.onHref, { look: "quiet" })}</div>`,
  );
}

const dayOf = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeZone: "Europe/Brussels" }).format(at);
const momentOf = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Brussels" }).format(at);

type OnePasskey = MePage["passkeys"][number] & { index: number };

function passkeyPart(
  p: PageContext,
  { path }: MePage,
  { credentialId, name, createdAt, usedAt, index }: OnePasskey,
): Html {
  const t = p.t.access.me;
  const called = name ?? t.passkeyOf(dayOf(p, createdAt));
  const which = html`<input type="hidden" name="credential" value="${credentialId}" />`;
  return html`<details class="way">
    <summary>${called}</summary>
    <p class="hint">${t.passkeyOf(dayOf(p, createdAt))}. ${usedAt ? t.usedOn(dayOf(p, usedAt)) : t.neverUsed}</p>
    <form class="stack" method="post" action="${path}/passkey/name">
      ${which}
      ${field({ id: `name-${index}`, name: "name", label: t.name, autocomplete: "off", value: name ?? "", maxLength: 60 })}
      ${submitButton(t.saveName, { look: "quiet" })}
    </form>
    <form class="stack" method="post" action="${path}/passkey/remove">
      ${which}
      <p class="hint">${t.removeText}</p>
      ${submitButton(t.remove, { look: "quiet" })}
    </form>
  </details>`;
}

const passwordPart = (p: PageContext, { path, recoveryCodesLeft }: MePage): Html =>
  html`<section class="stack" aria-labelledby="password-way">
    <h2 id="password-way">${p.t.access.me.password}</h2>
    <form class="stack" method="post" action="${path}/recovery">
      <p>${p.t.access.me.left(recoveryCodesLeft)}</p>
      ${submitButton(p.t.access.me.renew, { look: "quiet" })}
    </form>
  </section>`;

function upstreamPart(p: PageContext, { path, links, upstreams }: MePage): Html | string {
  const t = p.t.access.me;
  if (links.length === 0 && upstreams.length === 0) return "";
  const linked = ({ issuer, subject, label, linkedAt }: MePage["links"][number]): Html =>
    html`<form class="stack" method="post" action="${path}/unlink">
      <input type="hidden" name="issuer" value="${issuer}" />
      <input type="hidden" name="subject" value="${subject}" />
      <p>${label}: ${t.linkedSince(dayOf(p, linkedAt))}</p>
      ${submitButton(t.unlink(label), { look: "quiet" })}
    </form>`;
  const offered = ({ id, button }: MePage["upstreams"][number]): Html =>
    html`<form class="stack" method="post" action="${path}/link">
      <input type="hidden" name="upstream" value="${id}" />
      ${submitButton(t.link(button), { look: "quiet" })}
    </form>`;
  return html`<section class="stack" aria-labelledby="elsewhere">
    <h2 id="elsewhere">${t.elsewhere}</h2>
    <p class="hint">${t.elsewhereText}</p>
    ${links.map((one) => linked(one))} ${upstreams.map((one) => offered(one))}
  </section>`;
}

function rolesPart(p: PageContext, { roles }: MePage): Html {
  const t = p.t.access.me;
  const line = ({ role, className, groupName, schools }: MePage["roles"][number]): Html => {
    const place = groupName ?? schools[0]?.name;
    const what = {
      operator: t.roles.operator,
      "group-admin": t.roles.groupAdmin,
      "school-admin": t.roles.schoolAdmin,
      teacher: t.roles.teacher(className ?? ""),
    }[role];
    return html`<li>${what}${place === undefined ? "" : html`: <strong><bdi>${place}</bdi></strong>`}</li>`;
  };
  return html`<section aria-labelledby="roles">
    <h2 id="roles">${t.mayDo}</h2>
    ${
      roles.length === 0
        ? html`<p>${t.noRoles}</p>`
        : html`<ul>
            ${roles.map((one) => line(one))}
          </ul>`
    }
  </section>`;
}

function pastPart(p: PageContext, { signIns, path }: MePage): Html {
  const t = p.t.access.me;
  return html`<section class="stack" aria-labelledby="past">
    <h2 id="past">${t.past}</h2>
    <ul>
      ${signIns.map(({ at, method }) => html`<li>${momentOf(p, at)}: ${t.methods[method]}</li>`)}
    </ul>
    <form class="stack" method="post" action="${path}/out">
      <p class="hint">${t.outText}</p>
      ${submitButton(t.out, { look: "quiet" })}
    </form>
  </section>`;
}
