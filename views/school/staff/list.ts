import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { staffTexts } from "../../texts/school-staff/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";

export type ShownColleague = {
  staffId: string;
  givenName: string;
  familyName: string;
  email: string;
  suspended: boolean;
  schoolAdmin: boolean;
  groupAdmin: boolean;
  classNames: string[];
  lastSignIn: Date | null;
  passkeys: number;
  password: boolean;
  upstream: boolean;
};
type ShownInvitation = {
  id: string;
  givenName: string;
  familyName: string;
  email: string;
  role: "school-admin" | "teacher";
  classNames: string[];
  expiresAt: Date;
};
/** What the deed before this page led to. */
export type Said =
  | "invited"
  | "again"
  | "withdrawn"
  | "mailFailed"
  | "gone"
  | "changed"
  | "unchanged"
  | "lastAdmin"
  | "classUnknown";

export type ColleaguesPage = {
  frame: StaffFrame;
  /** Who looks. */
  staffId: string;
  colleagues: ShownColleague[];
  invitations: ShownInvitation[];
  now: Date;
  said?: Said | undefined;
};

const bad: Said[] = ["mailFailed", "gone", "lastAdmin", "classUnknown"];

export const saidNotice = (p: PageContext, said: Said | undefined): Html | string =>
  said === undefined
    ? ""
    : notice({ kind: bad.includes(said) ? "wrong" : "good" }, html`<p>${staffTexts[p.locale].said[said]}</p>`);

/** Everybody with access to the school, and who is invited. */
export function colleaguesPage(p: PageContext, props: ColleaguesPage): Html {
  const t = staffTexts[p.locale];
  const { frame } = props;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "staff" } },
    html`${saidNotice(p, props.said)}
      <p>${t.intro}</p>
      <div class="actions">${linkButton(t.invite, `${frame.path}/staff/invite`)}</div>
      ${colleagueTable(p, props)}
      <section aria-labelledby="pending">
        <h2 id="pending">${t.pending.title}</h2>
        ${props.invitations.length === 0 ? html`<p>${t.pending.none}</p>` : invitationTable(p, props)}
      </section>`,
  );
}

function colleagueTable(p: PageContext, { frame, colleagues, staffId }: ColleaguesPage): Html {
  const t = staffTexts[p.locale];
  const row = (one: ShownColleague): Html => {
    const name = `${one.givenName} ${one.familyName}`;
    return html`<tr>
      <th scope="row">
        ${name} ${one.staffId === staffId ? html`<span class="hint">(${t.you})</span>` : ""}
        ${one.suspended ? html`<span class="hint">(${t.suspended})</span>` : ""}
        <span class="hint"><bdi>${one.email}</bdi></span>
      </th>
      <td>${rightsOf(p, one)}</td>
      <td>${waysOf(p, one)}</td>
      <td>${one.lastSignIn ? momentOf(p, one.lastSignIn) : t.never}</td>
      <td><a href="${frame.path}/staff/${one.staffId}" aria-label="${t.changeFor(name)}">${t.change}</a></td>
    </tr>`;
  };
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${t.title}">
    <table class="people">
      <thead>
        <tr>
          ${[t.name, t.rights, t.ways, t.last, t.change].map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${colleagues.map((one) => row(one))}
      </tbody>
    </table>
  </div>`;
}

/** `alles voor deze school, klas 3A en 3B`. */
export function rightsOf(
  p: PageContext,
  { schoolAdmin, groupAdmin, classNames }: Pick<ShownColleague, "schoolAdmin" | "groupAdmin" | "classNames">,
): string {
  const t = staffTexts[p.locale].roles;
  const classes = new Intl.ListFormat(p.locale, { type: "conjunction" }).format(classNames);
  const rights = [
    ...(groupAdmin ? [t.groupAdmin] : []),
    ...(schoolAdmin ? [t.schoolAdmin] : []),
    ...(classNames.length > 0 ? [t.teacher(classes)] : []),
  ];
  return rights.join("; ");
}

function waysOf(p: PageContext, { passkeys, password, upstream }: ShownColleague): string {
  const t = staffTexts[p.locale].factors;
  const ways = [
    ...(passkeys > 0 ? [t.passkey] : []),
    ...(password ? [t.password] : []),
    ...(upstream ? [t.upstream] : []),
  ];
  return ways.length === 0 ? t.none : ways.join(", ");
}

const momentOf = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Brussels" }).format(
    at,
  );

function invitationTable(p: PageContext, { frame, invitations, now }: ColleaguesPage): Html {
  const t = staffTexts[p.locale];
  const row = (one: ShownInvitation): Html => {
    const name = `${one.givenName} ${one.familyName}`;
    const action = `${frame.path}/staff/invitations/${one.id}`;
    const rights = rightsOf(p, { ...one, schoolAdmin: one.role === "school-admin", groupAdmin: false });
    return html`<tr>
      <th scope="row">
        ${name} <span class="hint"><bdi>${one.email}</bdi></span>
      </th>
      <td>${rights}</td>
      <td>${one.expiresAt > now ? t.pending.until(momentOf(p, one.expiresAt)) : t.pending.expired}</td>
      <td>
        <div class="line">
          ${deed(`${action}/again`, t.pending.again, t.pending.againFor(name))}
          ${deed(`${action}/withdraw`, t.pending.withdraw, t.pending.withdrawFor(name))}
        </div>
      </td>
    </tr>`;
  };
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="pending">
    <table class="people">
      <thead>
        <tr>
          ${[t.name, t.rights, t.pending.state, t.pending.deeds].map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${invitations.map((one) => row(one))}
      </tbody>
    </table>
  </div>`;
}

/** @param whole what a screen reader says: which one it is about */
const deed = (action: string, label: string, whole: string): Html =>
  html`<form method="post" action="${action}" aria-label="${whole}">${submitButton(label, { look: "quiet" })}</form>`;
