import type { Band, Ladder } from "../../../src/activation/activation.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import { letterLocales, locales } from "../../../src/lib/locale.ts";
import type { PageContext } from "../../page.ts";
import { submitButton } from "../../parts/button.ts";
import { checkbox } from "../../parts/field.ts";
import { languages } from "../../texts/languages.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { kinds, kindsOf, type BoardClass } from "./board.ts";
import type { ClassPupil } from "./class.ts";
import { stateMark, type StateCounts } from "./state.ts";

export type ChoicePage = {
  frame: StaffFrame;
  classes: BoardClass[];
  /** One by one, when pupils were chosen; these get a card even when they are active. */
  pupils: ClassPupil[];
  totals: { pupils: number; states: StateCounts };
  ladder: Ladder;
  /** Where the form goes: the choice stands in the address. */
  action: string;
  /** What was chosen here before, as the form has it. */
  filled?: { secret?: string; paper?: string; again?: string; replace?: string };
};

/** What would happen, before anything does. */
export function choicePage(p: PageContext, props: ChoicePage): Html {
  const t = activationTexts[p.locale];
  const title = t.chosenTitle;
  const { filled = {} } = props;
  return staffPage(
    p,
    { frame: props.frame, page: { title, current: "activation" } },
    html`<p><a class="reach" href="${props.frame.path}/activation">${t.board}</a></p>
      ${props.pupils.length > 0 ? pupilList(p, props.pupils) : classList(p, props.classes)}
      <div class="sheet">${outcome(p, props)}</div>
      <form method="post" action="${props.action}" class="stack narrow">
        ${select("secret", t.secret, secretOptions(p, props))} ${paperSelect(p, filled.paper ?? `cards.${p.locale}`)}
        ${somebodyKeeps(props) ? checkbox({ name: "replace", label: t.replace, hint: t.replaceHint, checked: filled.replace === "yes" }) : ""}
        ${props.pupils.length > 0 ? "" : checkbox({ name: "again", label: t.again, hint: t.againHint, checked: filled.again === "yes" })}
        <div class="actions">${submitButton(t.prepare)}</div>
      </form>`,
  );
}

/** Some of these classes hold a card that waits, others have none: a card that was handed out lasts, unless somebody wants it anew. */
const somebodyKeeps = ({ totals: { states }, pupils }: ChoicePage): boolean =>
  pupils.length === 0 && states.none > 0 && states.ready > 0;

function outcome(p: PageContext, props: ChoicePage): Html {
  const t = activationTexts[p.locale];
  const { states } = props.totals;
  const chosen = props.pupils.length > 0;
  const keep = somebodyKeeps(props);
  const lines = [
    { count: states.none + (keep ? 0 : states.ready) + (chosen ? states.active : 0), text: t.willGet, always: true },
    { count: states.ready, text: keep ? t.willKeep : t.willReplace },
    { count: states.active, text: chosen ? t.willLose : t.willSkip },
    { count: states.locked + states.leaving, text: t.willLock },
  ];
  return html`<ul>
    ${lines.filter(({ count, always }) => count > 0 || always).map(({ count, text }) => html`<li>${text(count)}</li>`)}
  </ul>`;
}

const classList = (p: PageContext, classes: BoardClass[]): Html => {
  const t = activationTexts[p.locale];
  return html`<p><strong>${t.className}:</strong> ${classes.map(({ name }) => name ?? t.noClass).join(", ")}</p>`;
};

const pupilList = (p: PageContext, pupils: ClassPupil[]): Html =>
  html`<ul>
    ${pupils.map(
      ({ givenName, familyName, loginName, state }) =>
        html`<li>${givenName} ${familyName} <span class="login-name">${loginName}</span> ${stateMark(p, state)}</li>`,
    )}
  </ul>`;

type Option = { value: string; label: string; chosen?: boolean };

function secretOptions(p: PageContext, { classes, ladder, filled }: ChoicePage): Option[] {
  const t = activationTexts[p.locale];
  const ages = classes.flatMap((one): Band[] => one.bands);
  return [
    { value: "by-age", label: `${t.byAge}: ${kindsOf(p, ages, ladder)}` },
    ...kinds.map((kind) => ({ value: kind, label: t.kinds[kind], chosen: filled?.secret === kind })),
  ];
}

function paperSelect(p: PageContext, chosen: string): Html {
  const t = activationTexts[p.locale];
  const option = (value: string, label: string): Html =>
    html`<option value="${value}" ${value === chosen ? html`selected` : ""}>${label}</option>`;
  return html`<div>
    <label for="paper">${t.paper}</label>
    <select id="paper" name="paper">
      <optgroup label="${t.papers.cards}">
        ${locales.map((locale) => option(`cards.${locale}`, `${t.paperNames.cards}: ${languages[locale].name}`))}
      </optgroup>
      <optgroup label="${t.papers.letters}">
        ${letterLocales.map((locale) => option(`letters.${locale}`, `${t.paperNames.letters}: ${languages[locale].name}`))}
      </optgroup>
    </select>
  </div>`;
}

const select = (name: string, label: string, options: Option[]): Html =>
  html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(({ value, label: text, chosen }) => html`<option value="${value}" ${chosen ? html`selected` : ""}>${text}</option>`)}
    </select>
  </div>`;
