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
  const { frame, problems } = props;
  const wrong = problemIn(p, problems);
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "staff" } },
    html`<p>${t.text}</p>
      <form class="stack narrow" method="post" action="${frame.path}/staff/invite" novalidate>
        ${personFields(p, props)} ${roleChoice(p, props, wrong("role", "classes"))}
        <div class="actions">
          ${submitButton(t.submit)} ${linkButton(t.back, `${frame.path}/staff`, { look: "quiet" })}
        </div>
      </form>`,
  );
}

/** What is wrong with a field: the first of these problems that there is. */
const problemIn =
  (p: PageContext, problems: InviteProblem[]) =>
  (...names: InviteProblem[]): string | undefined => {
    const found = names.find((name) => problems.includes(name));
    return found && staffTexts[p.locale].form.problems[found];
  };

function personFields(p: PageContext, { typed, problems }: InvitePage): Html {
  const t = staffTexts[p.locale].form;
  const wrong = problemIn(p, problems);
  const plain = { autocomplete: "off", maxLength: 100 } as const;
  const email = { name: "email", label: t.email, hint: t.emailHint, value: typed.email, maxLength: 200 };
  const given = { name: "given_name", label: t.givenName, value: typed.givenName };
  const family = { name: "family_name", label: t.familyName, value: typed.familyName };
  return html`${field({ ...plain, ...email, problem: wrong("email", "emailLetters", "already") })}
  ${field({ ...plain, ...given, problem: wrong("givenName", "givenLink") })}
  ${field({ ...plain, ...family, problem: wrong("familyName", "familyLink") })}`;
}

type Option = { value: string; label: string; hint: string; more?: Html | string };

function roleChoice(p: PageContext, { classes, typed }: InvitePage, problem: string | undefined): Html {
  const t = staffTexts[p.locale].form;
  const option = ({ value, label, hint, more = "" }: Option): Html =>
    html`<div class="option">
      <input
        type="radio"
        id="role-${value}"
        name="role"
        value="${value}"
        ${typed.role === value ? html`checked` : ""}
      />
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
    ${option({ value: "teacher", label: t.teacher, hint: t.teacherHint, more: ticks })}
    ${option({ value: "school-admin", label: t.admin, hint: t.adminHint })}
  </fieldset>`;
}
