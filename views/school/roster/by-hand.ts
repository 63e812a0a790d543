import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { field, type Field } from "../../parts/field.ts";
import { icon } from "../../parts/icon.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";

export const byHandFields = [
  "given_name",
  "family_name",
  "class_name",
  "level",
  "kind",
  "year_group",
  "national_number",
  "stamboeknummer",
] as const;
export type ByHandField = (typeof byHandFields)[number];

export type ByHandPage = {
  frame: StaffFrame;
  /** Classes of this school year. */
  classes: string[];
  typed: Partial<Record<string, string>>;
  problem?: { field: ByHandField; text: string } | undefined;
};

/** The child who walks in today. */
export function byHandPage(p: PageContext, props: ByHandPage): Html {
  const t = rosterTexts[p.locale].byHand;
  const text = (name: ByHandField, label: string, more: Partial<Field> = {}): Html =>
    field({ name, label, autocomplete: "off", value: props.typed[name], problem: problemOf(props, name), ...more });
  return staffPage(
    p,
    { frame: props.frame, page: { title: t.title, current: "roster" } },
    html`<p>${t.intro}</p>
      <form class="stack narrow" method="post" action="${props.frame.path}/roster/pupil">
        ${text("given_name", t.givenName, { maxLength: 100 })} ${text("family_name", t.familyName, { maxLength: 100 })}
        ${classField(p, props)}
        <div class="line">
          ${choice(props, { name: "level", label: t.level, options: { "": t.likeClass, ...t.levels } })}
          ${choice(props, { name: "kind", label: t.kind, options: t.kinds })}
          ${choice(props, { name: "year_group", label: t.yearGroup, options: years(t.noYear) })}
        </div>
        ${text("national_number", t.nationalNumber, { hint: t.nationalHint, maxLength: 30 })}
        ${text("stamboeknummer", t.stamboeknummer, { hint: t.optional, maxLength: 50 })}
        <div class="actions">
          ${submitButton(t.add)} ${linkButton(t.cancel, `${props.frame.path}/roster`, { look: "quiet" })}
        </div>
      </form>`,
  );
}

const problemOf = ({ problem }: ByHandPage, name: ByHandField) => (problem?.field === name ? problem.text : undefined);

const years = (none: string): Record<string, string> => ({
  none,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((year) => [`${year}`, `${year}`])),
});

/** A text field that offers the classes there are: a new name is a new class. */
function classField(p: PageContext, props: ByHandPage): Html {
  const t = rosterTexts[p.locale].byHand;
  const problem = problemOf(props, "class_name");
  return html`<div class="field ${problem ? "has-problem" : ""}">
    <label for="class_name">${t.className}</label>
    <p class="hint" id="class_name-hint">${t.classHint}</p>
    ${problem ? html`<p class="problem" id="class_name-problem">${icon("wrong")}<span>${problem}</span></p>` : ""}
    <div class="box">
      <input
        id="class_name"
        name="class_name"
        list="classes"
        maxlength="50"
        value="${props.typed["class_name"] ?? ""}"
        autocomplete="off"
        aria-describedby="class_name-hint${problem ? " class_name-problem" : ""}"
        ${problem ? html`aria-invalid="true"` : ""}
      />
    </div>
    <datalist id="classes">${props.classes.map((name) => html`<option value="${name}"></option>`)}</datalist>
  </div>`;
}

type Choice = { name: ByHandField; label: string; options: Record<string, string> };

function choice(props: ByHandPage, { name, label, options }: Choice): Html {
  const problem = problemOf(props, name);
  const option = ([value, text]: [string, string]): Html =>
    html`<option value="${value}" ${props.typed[name] === value ? html`selected` : ""}>${text}</option>`;
  // an object puts numbers before words, and who has no year comes first
  const entries = Object.entries(options).sort(([a], [b]) => Number(b === "none") - Number(a === "none"));
  return html`<div class="field ${problem ? "has-problem" : ""}">
    <label for="${name}">${label}</label>
    ${problem ? html`<p class="problem" id="${name}-problem">${icon("wrong")}<span>${problem}</span></p>` : ""}
    <select id="${name}" name="${name}" ${problem ? html`aria-describedby="${name}-problem" aria-invalid="true"` : ""}>
      ${entries.map((one) => option(one))}
    </select>
  </div>`;
}
