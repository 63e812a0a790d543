import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { arranged, type Arranged } from "../../parts/arranged.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { filterForm, sortHeading, type TableView } from "../../parts/table.ts";
import { staffTexts } from "../../texts/school-staff/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

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
  colleagues: Arranged<ShownColleague>;
  invitations: Arranged<ShownInvitation>;
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
      ${filterForm(p, props.colleagues.view, { names: ["role"], fields: roleField(p, props.colleagues.view) })}
      ${arranged(p, props.colleagues, { table: () => colleagueTable(p, props), takeAlong: `${frame.path}/staff/export` })}
      <section aria-labelledby="pending">
        <h2 id="pending">${t.pending.title}</h2>
        ${props.invitations.all === 0 ? html`<p>${t.pending.none}</p>` : invited(p, props)}
      </section>`,
  );
}

const invited = (p: PageContext, props: ColleaguesPage): Html =>
  arranged(p, props.invitations, {
    table: () => invitationTable(p, props),
    takeAlong: `${props.frame.path}/staff/invitations/export`,
  });

function roleField(p: PageContext, { filters }: TableView): Html {
  const t = staffTexts[p.locale].filter;
  const option = (value: string, label: string): Html =>
    html`<option value="${value}" ${value === filters["role"] ? html`selected` : ""}>${label}</option>`;
  return html`<div>
    <label for="role">${t.role}</label>
    <select id="role" name="role">
      <option value="">${t.everyRole}</option>
      ${option("school-admin", t.admins)} ${option("teacher", t.teachers)}
    </select>
  </div>`;
}

function colleagueTable(p: PageContext, { frame, colleagues: { shown, view }, staffId }: ColleaguesPage): Html {
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
  return scrollTable({
    name: { label: t.title },
    look: "people",
    heads: html`${sortHeading(view, "name", t.name)} ${sortHeading(view, "rights", t.rights)}
      <th scope="col">${t.ways}</th>
      ${sortHeading(view, "last", t.last)}
      <th scope="col">${t.change}</th>`,
    rows: shown.map((one) => row(one)),
  });
}

/** Whoever reads it: on a page or in a file. */
type Reader = Pick<PageContext, "locale">;

/** `alles voor deze school, klas 3A en 3B`. */
export function rightsOf(
  p: Reader,
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

/** `passkey, wachtwoord en app` */
export function waysOf(
  p: Reader,
  { passkeys, password, upstream }: Pick<ShownColleague, "passkeys" | "password" | "upstream">,
): string {
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

function invitationTable(p: PageContext, { frame, invitations: { shown, view }, now }: ColleaguesPage): Html {
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
  return scrollTable({
    name: { id: "pending" },
    look: "people",
    heads: html`${sortHeading(view, "name", t.name)} ${sortHeading(view, "rights", t.rights)}
      ${sortHeading(view, "until", t.pending.state)}
      <th scope="col">${t.pending.deeds}</th>`,
    rows: shown.map((one) => row(one)),
  });
}

/** @param whole what a screen reader says: which one it is about */
const deed = (action: string, label: string, whole: string): Html =>
  html`<form method="post" action="${action}" aria-label="${whole}">${submitButton(label, { look: "quiet" })}</form>`;
