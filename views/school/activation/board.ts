import type { Band, Ladder, Run } from "../../../src/activation/activation.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { exportForm } from "../../parts/export.ts";
import { notice } from "../../parts/notice.ts";
import { filterForm, sortHeading, tableHref, type TableView } from "../../parts/table.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { stateFilter, stateLegend, states, type StateCounts } from "./state.ts";

export type BoardClass = { name: string | null; pupils: number; states: StateCounts; bands: Band[] };
export type BoardPage = {
  frame: StaffFrame;
  classes: BoardClass[];
  totals: { pupils: number; states: StateCounts };
  ladder: Ladder;
  runs: (Pick<Run, "createdAt" | "state"> & { id: string })[];
  /** How `classes` are filtered and sorted already. */
  view: TableView;
  saved?: boolean;
};

export const boardPath = ({ path }: StaffFrame): string => `${path}/activation`;
export const classHref = (path: string, name: string | null): string =>
  name === null ? `${path}/without-class` : `${path}/class/${encodeURIComponent(name)}`;

/** Every class with how far it is; ticked classes go on to the page that says what would happen. */
export function boardPage(p: PageContext, props: BoardPage): Html {
  const t = activationTexts[p.locale];
  const { frame, totals, view } = props;
  const path = boardPath(frame);
  const pupils: TableView = { path: `${path}/pupils`, sort: "name", down: false, filters: {} };
  const board = html`${filterForm(p, pupils, { names: [], fields: "" })} ${stateFilter(p, view, totals.states)}
  ${props.classes.length === 0 ? html`<p>${t.nothingHere}</p>` : classForm(p, props)} ${stateLegend(p)}
  ${exportForm(p, tableHref({ ...view, path: `${path}/export` }, {}))}`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "activation" } },
    html`${props.saved ? notice({ kind: "good" }, html`<p>${t.ladderSaved}</p>`) : ""}
      <p>${t.intro}</p>
      ${openRuns(p, path, props.runs)}
      ${
        totals.pupils === 0
          ? html`<p>${t.empty}</p>
              ${linkButton(t.toRoster, `${frame.path}/roster`)}`
          : board
      }
      ${ladderForm(p, path, props.ladder)}`,
  );
}

function classRow(
  p: PageContext,
  { frame, ladder }: BoardPage,
  { one, index }: { one: BoardClass; index: number },
): Html {
  const t = activationTexts[p.locale];
  const name = one.name ?? t.noClass;
  const tick = html`<input
    type="checkbox"
    name="class"
    value="${one.name ?? ""}"
    id="class-${index}"
    aria-label="${t.chooseClass(name)}"
  />`;
  return html`<tr>
    <td>${one.pupils > one.states.leaving ? tick : ""}</td>
    <th scope="row"><a href="${classHref(boardPath(frame), one.name)}">${name}</a></th>
    <td>${one.pupils}</td>
    ${states.map((state) => html`<td class="${one.states[state] === 0 ? "zero" : ""}">${one.states[state]}</td>`)}
    <td>${kindsOf(p, one.bands, ladder)}</td>
  </tr>`;
}

function classForm(p: PageContext, props: BoardPage): Html {
  const t = activationTexts[p.locale];
  const { view } = props;
  const path = boardPath(props.frame);
  return html`<form method="get" action="${path}/new">
    <div class="scroll" tabindex="0" role="group" aria-label="${t.title}">
      <table class="board">
        <thead>
          <tr>
            <td>${t.choose}</td>
            ${sortHeading(view, "class", t.className)} ${sortHeading(view, "pupils", t.pupils)}
            ${states.map((state) => sortHeading(view, state, t.states[state]))}
            <th scope="col">${t.gets}</th>
          </tr>
        </thead>
        <tbody>
          ${props.classes.map((one, index) => classRow(p, props, { one, index }))}
        </tbody>
      </table>
    </div>
    <div class="actions">
      ${submitButton(t.next)} ${linkButton(t.everybody, `${path}/new?all=yes`, { look: "quiet" })}
    </div>
  </form>`;
}

/** What these ages get. */
export const kindsOf = (p: PageContext, ages: Band[], ladder: Ladder): string =>
  [...new Set(ages.map((band) => activationTexts[p.locale].kinds[ladder[band]]))].join(", ");

function openRuns(p: PageContext, path: string, runs: BoardPage["runs"]): Html | string {
  const t = activationTexts[p.locale];
  if (runs.length === 0) return "";
  const when = new Intl.DateTimeFormat(p.locale, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "Europe/Brussels",
  });
  const line = ({ id, createdAt, state }: BoardPage["runs"][number]): Html =>
    html`<li>
      <a href="${path}/runs/${id}">${t.openRun(when.format(createdAt))}</a>
      <span class="hint">${t.openStates[state]}</span>
    </li>`;
  return html`<section aria-labelledby="open-runs" class="sheet">
    <h2 id="open-runs">${t.openRuns}</h2>
    <ul>
      ${runs.map((run) => line(run))}
    </ul>
  </section>`;
}

const bands = ["young", "middle", "secondary"] as const;
export const kinds = ["badge", "words", "code"] as const;

function ladderForm(p: PageContext, path: string, ladder: Ladder): Html {
  const t = activationTexts[p.locale];
  const step = (band: Band): Html =>
    html`<div>
      <label for="ladder-${band}">${t.bands[band]}</label>
      <select id="ladder-${band}" name="${band}">
        ${kinds.map((kind) => html`<option value="${kind}" ${kind === ladder[band] ? html`selected` : ""}>${t.kinds[kind]}</option>`)}
      </select>
    </div>`;
  return html`<section aria-labelledby="ladder">
    <h2 id="ladder">${t.ladder}</h2>
    <form method="post" action="${path}/ladder" class="line">
      ${bands.map((band) => step(band))} ${submitButton(t.saveLadder, { look: "quiet" })}
    </form>
  </section>`;
}
