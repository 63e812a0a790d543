import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { staffTexts } from "../../texts/school-staff/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { classChoices } from "./classes.ts";
import { rightsOf, saidNotice, type Said, type ShownColleague } from "./list.ts";

export type PersonPage = {
  frame: StaffFrame;
  person: ShownColleague;
  /** Of this school year. */
  classes: string[];
  said?: Said | undefined;
};

/** What one colleague may do here, and everything that changes it. */
export function personPage(p: PageContext, { frame, person, classes, said }: PersonPage): Html {
  const t = staffTexts[p.locale];
  const action = `${frame.path}/staff/${person.staffId}`;
  return staffPage(
    p,
    { frame, page: { title: `${person.givenName} ${person.familyName}`, current: "staff" } },
    html`${saidNotice(p, said)}
      <p><bdi>${person.email}</bdi><br />${t.rights}: ${rightsOf(p, person)}</p>
      ${classForm(p, { action, person, classes })} ${adminForm(p, { action, person })}
      ${person.classNames.length > 0 || person.schoolAdmin ? removal(p, { action, person }) : ""}
      <div class="actions">${linkButton(t.form.back, `${frame.path}/staff`, { look: "quiet" })}</div>`,
  );
}

type Part = { action: string; person: ShownColleague };

/** Also a class of last year that somebody still has: it goes only when its tick is taken away. */
function classForm(p: PageContext, { action, person, classes }: Part & { classes: string[] }): Html {
  const t = staffTexts[p.locale];
  const old = person.classNames.filter((name) => !classes.includes(name));
  const choices = [
    ...classes.map((name) => ({ name, chosen: person.classNames.includes(name) })),
    ...old.map((name) => ({ name, chosen: true, hint: t.person.oldClass })),
  ];
  return html`<section class="sheet" aria-labelledby="classes">
    <h2 id="classes">${t.person.classes}</h2>
    ${
      choices.length === 0
        ? html`<p class="hint">${t.form.noClasses}</p>`
        : html`<form method="post" action="${action}/classes" aria-labelledby="classes">
            ${classChoices(choices)} ${submitButton(t.person.saveClasses, { look: "quiet" })}
          </form>`
    }
  </section>`;
}

function adminForm(p: PageContext, { action, person }: Part): Html {
  const t = staffTexts[p.locale].person;
  const give = html`<form method="post" action="${action}/admin">
    ${submitButton(t.makeAdmin, { look: "quiet" })}
  </form>`;
  return html`<section class="sheet" aria-labelledby="admin">
    <h2 id="admin">${t.admin}</h2>
    <p>${person.schoolAdmin ? t.adminIs : t.adminIsNot}</p>
    ${person.groupAdmin ? html`<p>${t.groupAdmin}</p>` : ""} ${person.schoolAdmin ? "" : give}
  </section>`;
}

function removal(p: PageContext, { action, person }: Part): Html {
  const t = staffTexts[p.locale].person;
  const one = (role: string, label: string, text: string): Html =>
    html`<details>
      <summary>${label}</summary>
      <form method="post" action="${action}/remove">
        <input type="hidden" name="role" value="${role}" />
        <p>${text}</p>
        ${submitButton(t.confirm)}
      </form>
    </details>`;
  return html`<section class="sheet" aria-labelledby="remove">
    <h2 id="remove">${t.remove}</h2>
    ${person.classNames.length > 0 ? one("teacher", t.removeTeacher, t.removeTeacherText) : ""}
    ${person.schoolAdmin ? one("school-admin", t.removeAdmin, t.removeAdminText) : ""}
  </section>`;
}
