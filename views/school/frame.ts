import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { schoolTexts } from "../texts/school/texts.ts";

/** Who looks, at which school, and where else that person may look. */
export type StaffFrame = {
  /** Where the pages of this school begin, such as `/school/012345`. */
  path: string;
  school: { number: string; name: string };
  /** Every school of this person; the header switches between them. */
  schools: { number: string; name: string }[];
  person: string;
  /** School admins see every part, teachers only their classes. */
  isAdmin: boolean;
};

export type StaffPage = {
  title: string;
  current?: "start" | "class" | "roster" | "activation" | "applications" | "staff" | "packages" | "help" | "audit";
  scripts?: string[];
};

/** The frame of every page for staff: dense, with the parts on top and the school in the header. */
export function staffPage(
  p: PageContext,
  { frame, page }: { frame: StaffFrame; page: StaffPage },
  content: Html,
): Html {
  const t = schoolTexts[p.locale].nav;
  const classes = { name: "class", href: `${frame.path}/class`, label: t.classes };
  const help = { name: "help", href: `${frame.path}/help`, label: t.help };
  const parts = frame.isAdmin
    ? [
        { name: "start", href: frame.path, label: t.start },
        classes,
        { name: "roster", href: `${frame.path}/roster`, label: t.roster },
        { name: "activation", href: `${frame.path}/activation`, label: t.activation },
        { name: "applications", href: `${frame.path}/applications`, label: t.applications },
        { name: "staff", href: `${frame.path}/staff`, label: t.staff },
        { name: "packages", href: `${frame.path}/packages`, label: t.packages },
        { name: "audit", href: `${frame.path}/audit`, label: t.audit },
        help,
      ]
    : [classes, help];
  const link = ({ name, href, label }: (typeof parts)[number]): Html =>
    html`<li><a href="${href}" ${name === page.current ? html`aria-current="page"` : ""}>${label}</a></li>`;
  return layout(
    p,
    { title: page.title, shape: "staff", aside: person(p, frame), scripts: page.scripts ?? [] },
    html`<nav aria-label="${t.label}">
        <ul>
          ${parts.map((part) => link(part))}
        </ul>
      </nav>
      <h1>${page.title}</h1>
      ${content}`,
  );
}

function person(p: PageContext, frame: StaffFrame): Html {
  const t = schoolTexts[p.locale].nav;
  return html`<div class="who">
    ${frame.schools.length > 1 ? switcher(p, frame) : html`<strong>${frame.school.name}</strong>`}
    <a class="button quiet" href="/school/me">${frame.person}</a>
    <form method="post" action="/sign-out"><button class="button quiet">${t.signOut}</button></form>
  </div>`;
}

function switcher(p: PageContext, { school, schools }: StaffFrame): Html {
  const t = schoolTexts[p.locale].nav;
  const choice = ({ number, name }: StaffFrame["school"]): Html =>
    html`<option value="${number}" ${number === school.number ? html`selected` : ""}>${name}</option>`;
  return html`<form method="get" action="/school/choose">
    <label for="school">${t.school}</label>
    <select id="school" name="school">
      ${schools.map((one) => choice(one))}
    </select>
    <button class="button quiet">${t.switchSchool}</button>
  </form>`;
}
