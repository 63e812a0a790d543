import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { arranged, type Arranged } from "../../parts/arranged.ts";
import { linkButton } from "../../parts/button.ts";
import { filterForm, sortHeading, type TableView } from "../../parts/table.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { yearTexts } from "../../texts/school-year/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

/** What a new school year does with a pupil, or that a line does nothing. */
export type YearMove = "rejected" | "doubtful" | "new" | "left" | "repeats" | "back" | "skips" | "level" | "on";
export type Mover = {
  name: string;
  givenName: string;
  familyName: string;
  /** Empty for a pupil who gets one with the list. */
  loginName: string;
  from: string[];
  to: string[];
  move: YearMove;
  /** Besides: why a line wasn't read, or that somebody new has a LeerID already. */
  note: string;
};
export type YearPupilsPage = { frame: StaffFrame; planId: string; pupils: Arranged<Mover> };

/** In the words of the difference; also for a file. */
export function moveWords({ locale }: Pick<PageContext, "locale">): Record<YearMove, string> {
  const { what } = yearTexts[locale].plan;
  const { actions, result } = rosterTexts[locale];
  const { on, ...exceptions } = what;
  const refused = { rejected: result.rejected, doubtful: result.doubtful };
  return { ...refused, new: actions.added, left: actions.left, ...exceptions, on };
}

/** Everybody of a coming year, from which class to which. */
export function yearPupilsPage(p: PageContext, { frame, planId, pupils }: YearPupilsPage): Html {
  const t = yearTexts[p.locale].pupils;
  const path = `${frame.path}/year/${planId}`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`${filterForm(p, pupils.view, { names: ["what"], fields: moveField(p, pupils.view) })}
      ${arranged(p, pupils, { table: () => moverTable(p, pupils), takeAlong: `${path}/pupils/export` })}
      <p class="actions">${linkButton(t.back, path, { look: "quiet" })}</p>`,
  );
}

function moveField(p: PageContext, { filters }: TableView): Html {
  const option = ([move, word]: [string, string]): Html =>
    html`<option value="${move}" ${move === filters["what"] ? html`selected` : ""}>${word}</option>`;
  return html`<div>
    <label for="what">${yearTexts[p.locale].plan.change}</label>
    <select id="what" name="what">
      <option value="">${yearTexts[p.locale].pupils.every}</option>
      ${Object.entries(moveWords(p)).map((one) => option(one))}
    </select>
  </div>`;
}

function moverTable(p: PageContext, { shown, view }: Arranged<Mover>): Html {
  const { plan, pupils } = yearTexts[p.locale];
  const words = moveWords(p);
  const row = ({ name, from, to, move, note }: Mover): Html =>
    html`<tr>
      <th scope="row">${name || "–"}</th>
      <td>${from.join(", ") || "–"}</td>
      <td>${to.join(", ") || "–"}</td>
      <td>${move === "on" ? words[move] : html`<strong>${words[move]}</strong>`} ${note}</td>
    </tr>`;
  return scrollTable({
    name: { label: pupils.title },
    heads: html`${sortHeading(view, "name", plan.pupil)} ${sortHeading(view, "from", plan.now)}
    ${sortHeading(view, "to", plan.next)} ${sortHeading(view, "what", plan.change)}`,
    rows: shown.map((one) => row(one)),
  });
}
