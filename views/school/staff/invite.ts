import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { field } from "../../parts/field.ts";
import { icon } from "../../parts/icon.ts";
import { staffTexts } from "../../texts/school-staff/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { classChoices } from "./classes.ts";

export type InviteProblem = keyof (typeof staffTexts)["nl"]["form"]["problems"];

export type InvitePage = {
  frame: StaffFrame;
  /** Of this school year. */
  classes: string[];
  typed: { email: string; givenName: string; familyName: string; role: string; classNames: string[] };
  problems: InviteProblem[];
};

/** Who is invited, and to what. What was typed stays. */
export function invitePage(p: PageContext, props: InvitePage): Html {
  const t = staffTexts[p.locale].form;
  const { frame, typed, problems } = props;
  const problem = (...names: InviteProblem[]) => {
    const found = names.find((name) => problems.includes(name));
    return found && t.problems[found];
  };
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "staff" } },
    html`<p>${t.text}</p>
      <form class="stack narrow" method="post" action="${frame.path}/staff/invite" novalidate>
        ${field({
          name: "email",
          label: t.email,
          autocomplete: "off",
          hint: t.emailHint,
          value: typed.email,
          problem: problem("email", "already"),
        })}
        ${field({
          name: "given_name",
          label: t.givenName,
          autocomplete: "off",
          value: typed.givenName,
          problem: problem("givenName"),
          maxLength: 100,
        })}
        ${field({
          name: "family_name",
          label: t.familyName,
          autocomplete: "off",
          value: typed.familyName,
          problem: problem("familyName"),
          maxLength: 100,
        })}
        ${roleChoice(p, props, problem("role", "classes"))}
        <div class="actions">
          ${submitButton(t.submit)} ${linkButton(t.back, `${frame.path}/staff`, { look: "quiet" })}
        </div>
      </form>`,
  );
}

function roleChoice(p: PageContext, { classes, typed }: InvitePage, problem: string | undefined): Html {
  const t = staffTexts[p.locale].form;
  const option = (value: string, label: string, hint: string, more: Html | string = ""): Html =>
    html`<div class="option">
      <input type="radio" id="role-${value}" name="role" value="${value}" ${typed.role === value ? html`checked` : ""} />
      <label for="role-${value}">${label}</label>
      <p class="hint">${hint}</p>
      ${more}
    </div>`;
  const choices = classes.map((name) => ({ name, chosen: typed.classNames.includes(name) }));
  const ticks = html`<fieldset class="whole">
    <legend>${t.classes}</legend>
    ${choices.length === 0 ? html`<p class="hint">${t.noClasses}</p>` : classChoices(choices)}
  </fieldset>`;
  return html`<fieldset ${problem ? html`aria-describedby="role-problem"` : ""}>
    <legend>${t.role}</legend>
    ${problem ? html`<p class="problem" id="role-problem">${icon("wrong")}<span>${problem}</span></p>` : ""}
    ${option("teacher", t.teacher, t.teacherHint, ticks)} ${option("school-admin", t.admin, t.adminHint)}
  </fieldset>`;
}
