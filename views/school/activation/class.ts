import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { boardPath, classHref } from "./board.ts";
import { stateFilter, stateLegend, stateMark, type State, type StateCounts } from "./state.ts";

export type ClassPupil = {
  loginName: string;
  givenName: string;
  familyName: string;
  state: State;
  readyUntil: Date | null;
};
export type ClassPage = {
  frame: StaffFrame;
  /** null: pupils without a class */
  name: string | null;
  pupils: ClassPupil[];
  states: StateCounts;
  filter?: State | undefined;
};

/** The pupils of a class; ticked ones go on to the page that says what would happen. */
export function classPage(p: PageContext, { frame, name, pupils, states, filter }: ClassPage): Html {
  const t = activationTexts[p.locale];
  const path = boardPath(frame);
  const shown = pupils.filter(({ state }) => filter === undefined || state === filter);
  const query = new URLSearchParams({ class: name ?? "" }).toString();
  return staffPage(
    p,
    { frame, page: { title: t.classTitle(name ?? t.noClass), current: "activation" } },
    html`<p><a href="${path}">${t.board}</a></p>
      ${stateFilter(p, { path: classHref(path, name), counts: states, chosen: filter })}
      <form method="get" action="${path}/new">
        ${shown.length === 0 ? html`<p>${t.nothingHere}</p>` : pupilTable(p, shown)}
        <div class="actions">
          ${submitButton(t.next)} ${linkButton(t.wholeClass, `${path}/new?${query}`, { look: "quiet" })}
        </div>
      </form>
      ${stateLegend(p)}`,
  );
}

function pupilTable(p: PageContext, pupils: ClassPupil[]): Html {
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
      <td>${stateMark(p, pupil.state)} <span class="hint">${until}</span></td>
      <td class="login-name">${pupil.loginName}</td>
    </tr>`;
  };
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${t.pupils}">
    <table>
      <thead>
        <tr>
          <td>${t.choose}</td>
          <th scope="col">${t.name}</th>
          <th scope="col">${t.state}</th>
          <th scope="col">${t.loginName}</th>
        </tr>
      </thead>
      <tbody>
        ${pupils.map((pupil, index) => row(pupil, index))}
      </tbody>
    </table>
  </div>`;
}
