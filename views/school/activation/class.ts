import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { exportForm } from "../../parts/export.ts";
import { filterForm, pager, sortHeading, tableHref, type TableView } from "../../parts/table.ts";
import { schoolTexts } from "../../texts/school/texts.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { boardPath } from "./board.ts";
import { stateFilter, stateLegend, stateMark, type State, type StateCounts } from "./state.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export type ClassPupil = {
  loginName: string;
  givenName: string;
  familyName: string;
  state: State;
  readyUntil: Date | null;
  classNames: string[];
};
export type ClassPage = {
  frame: StaffFrame;
  /** null: pupils without a class; undefined: the whole school */
  name: string | null | undefined;
  /** Those of this page, filtered and sorted as `view` says. */
  pupils: ClassPupil[];
  /** How many the filters leave, and of how many. */
  count: number;
  states: StateCounts;
  /** Of the whole school, to choose one. */
  classNames: string[];
  view: TableView;
  page: number;
  pages: number;
};

/** The pupils of a class or of the school; ticked ones go on to the page that says what would happen. */
export function classPage(p: PageContext, props: ClassPage): Html {
  const t = activationTexts[p.locale];
  const { frame, name, view, states } = props;
  const path = boardPath(frame);
  const all = states.none + states.ready + states.active + states.held + states.locked + states.leaving;
  const query = new URLSearchParams({ class: name ?? "" }).toString();
  const title = name === undefined ? t.allPupils : t.classTitle(name ?? t.noClass);
  const whole = name === undefined ? "" : linkButton(t.wholeClass, `${path}/new?${query}`, { look: "quiet" });
  return staffPage(
    p,
    { frame, page: { title, current: "activation" } },
    html`<p><a class="reach" href="${path}">${t.board}</a></p>
      ${filterForm(p, view, { names: ["class"], fields: name === undefined ? classField(p, props) : "" })}
      ${stateFilter(p, view, states)}
      <p class="hint">${schoolTexts[p.locale].table.shown(props.count, all)}</p>
      ${
        props.count === 0
          ? html`<p>${t.nothingHere}</p>`
          : html`<form method="get" action="${path}/new">
              ${pupilTable(p, props)}
              <div class="actions">${submitButton(t.next)} ${whole}</div>
            </form>`
      }
      ${pager(p, view, props)} ${stateLegend(p)}
      ${exportForm(p, tableHref({ ...view, path: `${view.path}/export` }, {}))}`,
  );
}

function classField(p: PageContext, { classNames, view }: ClassPage): Html {
  const t = activationTexts[p.locale];
  const option = (name: string): Html =>
    html`<option ${name === view.filters["class"] ? html`selected` : ""}>${name}</option>`;
  return html`<div>
    <label for="class">${t.className}</label>
    <select id="class" name="class">
      <option value="">${t.everyClass}</option>
      ${classNames.map((name) => option(name))}
    </select>
  </div>`;
}

function pupilTable(p: PageContext, { pupils, view, name: className }: ClassPage): Html {
  const t = activationTexts[p.locale];
  const day = new Intl.DateTimeFormat(p.locale, { dateStyle: "medium", timeZone: "Europe/Brussels" });
  const row = (pupil: ClassPupil, index: number): Html => {
    const name = `${pupil.givenName} ${pupil.familyName}`.trim();
    const until = pupil.state === "ready" && pupil.readyUntil ? t.until(day.format(pupil.readyUntil)) : "";
    return html`<tr>
      <td>
        <input
          type="checkbox"
          name="pupil"
          value="${pupil.loginName}"
          id="pupil-${index}"
          aria-label="${t.choosePupil(name)}"
        />
      </td>
      <th scope="row">${name}</th>
      ${className === undefined ? html`<td>${pupil.classNames.join(", ")}</td>` : ""}
      <td>${stateMark(p, pupil.state)} <span class="hint">${until}</span></td>
      <td class="login-name">${pupil.loginName}</td>
    </tr>`;
  };
  return scrollTable({
    name: { label: t.pupils },
    heads: html`<td>${t.choose}</td>
      ${sortHeading(view, "name", t.name)} ${className === undefined ? sortHeading(view, "class", t.className) : ""}
      ${sortHeading(view, "state", t.state)} ${sortHeading(view, "login", t.loginName)}`,
    rows: pupils.map((pupil, index) => row(pupil, index)),
  });
}
