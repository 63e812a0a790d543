import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { arranged, type Arranged } from "../../parts/arranged.ts";
import { linkButton } from "../../parts/button.ts";
import { filterForm, sortHeading, type TableView } from "../../parts/table.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { whatChanges, type PupilChange } from "./difference.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

/** Of a line: what is done with it. */
export type LineAction = "rejected" | "doubtful" | "added" | "moved-school" | "moved-class" | "changed" | "left";
export type ShownLine = {
  /** None above 0 for who stands in no line: that is why they leave. */
  line: number;
  name: string;
  loginName: string | null;
  className: string;
  /** Nothing changes by a line that wasn't read, or about which nobody has decided: then `word` and `reason` say why. */
  change: PupilChange | undefined;
  word: string;
  reason: string;
};
export type LinesPage = { frame: StaffFrame; importId: string; lines: Arranged<ShownLine> };

/** In the words of the difference; also for a file. */
export function lineWords({ locale }: Pick<PageContext, "locale">): Record<LineAction | "unchanged", string> {
  const { result, actions } = rosterTexts[locale];
  return {
    rejected: result.rejected,
    doubtful: result.doubtful,
    added: actions.added,
    "moved-school": actions.arrived,
    "moved-class": actions.moved,
    changed: actions.changed,
    left: actions.left,
    unchanged: result.unchanged,
  };
}

/** Every line of a list with what is done with it, to look for one pupil or to hand on those that were not read. */
export function linesPage(p: PageContext, { frame, importId, lines }: LinesPage): Html {
  const t = wizardTexts[p.locale].lines;
  const path = `${frame.path}/roster/${importId}`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`<p>${t.intro}</p>
      ${filterForm(p, lines.view, { names: ["what"], fields: whatField(p, lines.view) })}
      ${arranged(p, lines, { table: () => lineTable(p, lines), takeAlong: `${path}/lines/export` })}
      <p class="actions">${linkButton(wizardTexts[p.locale].classes.back, path, { look: "quiet" })}</p>`,
  );
}

/** The way to it from a plan, and from what became of that. */
export const linesLink = (p: PageContext, path: string): Html =>
  linkButton(wizardTexts[p.locale].lines.show, `${path}/lines`, { look: "quiet" });

function whatField(p: PageContext, { filters }: TableView): Html {
  const { unchanged: _none, ...words } = lineWords(p);
  const option = ([action, word]: [string, string]): Html =>
    html`<option value="${action}" ${action === filters["what"] ? html`selected` : ""}>${word}</option>`;
  return html`<div>
    <label for="what">${rosterTexts[p.locale].plan.what}</label>
    <select id="what" name="what">
      <option value="">${wizardTexts[p.locale].lines.every}</option>
      ${Object.entries(words).map((one) => option(one))}
    </select>
  </div>`;
}

function lineTable(p: PageContext, { shown, view }: Arranged<ShownLine>): Html {
  const { plan, result } = rosterTexts[p.locale];
  const row = ({ line, name, loginName, className, change, word, reason }: ShownLine): Html =>
    html`<tr>
      <td>${line > 0 ? line : "–"}</td>
      <th scope="row">${name || "–"}${loginName ? html` <span class="login-name small">${loginName}</span>` : ""}</th>
      <td>${className}</td>
      <td>${change ? whatChanges(p, change) : html`<strong>${word}</strong> ${reason}`}</td>
    </tr>`;
  return scrollTable({
    name: { label: wizardTexts[p.locale].lines.title },
    heads: html`${sortHeading(view, "line", plan.line)} ${sortHeading(view, "name", plan.pupil)}
    ${sortHeading(view, "class", result.columns.className)} ${sortHeading(view, "what", plan.what)}`,
    rows: shown.map((one) => row(one)),
  });
}
