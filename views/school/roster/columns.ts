import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { icon } from "../../parts/icon.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { isSure, readingForm, readingPart, type ShownReading } from "./reading.ts";
import { uploadForm } from "./upload.ts";

const groups = {
  who: ["familyName", "givenName", "callName", "fullName", "birthDate"],
  where: ["className", "yearGroup", "level", "site"],
  numbers: ["nationalNumber", "stamboeknummer", "sourcedId", "leerId"],
  present: ["schoolNumber", "from", "until", "gone"],
} as const;
const hints = { who: "whoHint", where: "whereHint", numbers: "numbersHint", present: "presentHint" } as const;

export type ColumnField = (typeof groups)[keyof typeof groups][number];
export type FileColumn = { header: string; samples: string[] };
export type ColumnsPage = {
  frame: StaffFrame;
  importId: string;
  fileName: string | null;
  columns: FileColumn[];
  /** Which column is which field, from 0. */
  at: Partial<Record<ColumnField, number>>;
  /** Why nothing can be compared yet. */
  missing?: string | undefined;
  reading: ShownReading;
  /** Why the file can't be read as it was asked for. */
  problem?: string | undefined;
  faults: { field: ColumnField; fault: "missing" | "twice" | "unknown" | "foreign" }[];
};

/** What each column of a file is, with a few of its values, for a person to correct. */
export function columnsPage(p: PageContext, props: ColumnsPage): Html {
  const t = wizardTexts[p.locale].columns;
  const { frame, importId, missing } = props;
  const name = props.fileName ?? rosterTexts[p.locale].upload.noName;
  if (!isSure(props.reading)) return askPage(p, props, name);
  const said = Object.entries(t.missing).find(([code]) => code === missing)?.[1] ?? t.missing.other;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`<p>${t.intro(name)}</p>
      ${missing ? notice({ kind: "stuck" }, html`<p>${said}</p>`) : ""} ${readingPart(p, props.reading, undefined)}
      ${readingForm(p, { ...props, action: readingPath(props) })}
      <form class="stack" method="post" action="${frame.path}/roster/${importId}/columns">
        ${(["who", "where", "numbers", "present"] as const).map((group) => fieldGroup(p, props, group))}
        <div class="actions">
          ${submitButton(t.send)} ${linkButton(t.another, `${frame.path}/roster`, { look: "quiet" })}
        </div>
      </form>
      <p class="hint">${t.notThere}</p>
      ${fileTable(p, props.columns)}`,
  );
}

const readingPath = ({ frame, importId }: ColumnsPage) => `${frame.path}/roster/${importId}/reading`;

/** Before the columns mean anything: which sheet it is, or in which letters. */
function askPage(p: PageContext, props: ColumnsPage, name: string): Html {
  const t = wizardTexts[p.locale].reading;
  const { frame } = props;
  return staffPage(
    p,
    { frame, page: { title: t.askTitle, current: "roster" } },
    html`<p>${t.ask(name)}</p>
      ${readingForm(p, { ...props, action: readingPath(props), back: `${frame.path}/roster` })}`,
  );
}

function fieldGroup(p: PageContext, props: ColumnsPage, group: keyof typeof groups): Html {
  const t = wizardTexts[p.locale].columns;
  return html`<fieldset aria-describedby="${group}-hint">
    <legend>${t[group]}</legend>
    <p class="hint" id="${group}-hint">${t[hints[group]]}</p>
    <div class="line">${groups[group].map((name) => fieldChoice(p, props, name))}</div>
  </fieldset>`;
}

function fieldChoice(p: PageContext, { columns, at, faults }: ColumnsPage, name: ColumnField): Html {
  const t = wizardTexts[p.locale].columns;
  const fault = faults.find(({ field }) => field === name)?.fault;
  const option = (column: FileColumn, index: number): Html =>
    html`<option value="${index}" ${at[name] === index ? html`selected` : ""}>${columnName(p, column, index)}</option>`;
  return html`<div class="field ${fault ? "has-problem" : ""}">
    <label for="${name}">${t.fields[name]}</label>
    ${fault ? html`<p class="problem" id="${name}-problem">${icon("wrong")}<span>${t.faults[fault]}</span></p>` : ""}
    <select id="${name}" name="${name}" ${fault ? html`aria-describedby="${name}-problem" aria-invalid="true"` : ""}>
      <option value="">${t.none}</option>
      ${columns.map((column, index) => option(column, index))}
    </select>
  </div>`;
}

/** As the file calls it; a column without a name has its number, and what stands there tells it from others. */
function columnName(p: PageContext, { header, samples }: FileColumn, index: number): string {
  const name = header || wizardTexts[p.locale].columns.column(index + 1);
  return header === "" && samples[0] ? `${name} (${samples[0]})` : name;
}

function fileTable(p: PageContext, columns: FileColumn[]): Html {
  const t = wizardTexts[p.locale].columns;
  return html`<section aria-labelledby="in-file">
    <h2 id="in-file">${t.inFile}</h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="in-file">
      <table>
        <thead>
          <tr>
            <th scope="col">${t.header}</th>
            <th scope="col">${t.samples}</th>
          </tr>
        </thead>
        <tbody>
          ${columns.map(
            ({ header, samples }, index) =>
              html`<tr>
                <th scope="row">${header || t.column(index + 1)}</th>
                <td>${samples.join(" · ") || "–"}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The file was kept for two days, and these are over. */
export function fileGonePage(p: PageContext, { frame }: { frame: StaffFrame }): Html {
  const t = wizardTexts[p.locale].columns;
  return staffPage(
    p,
    { frame, page: { title: t.goneTitle, current: "roster" } },
    html`${notice({ kind: "stuck" }, html`<p>${t.gone}</p>`)}
    ${uploadForm(p, { frame, label: rosterTexts[p.locale].upload.send })}`,
  );
}

export type TakenColumn = { field: ColumnField; header: string; samples: string[] };

/** What was taken from which column, folded on the page of a plan. */
export function takenColumns(
  p: PageContext,
  { href, taken, ignored }: { href: string | undefined; taken: TakenColumn[]; ignored: string[] },
): Html | string {
  const t = wizardTexts[p.locale];
  const plan = rosterTexts[p.locale].plan;
  const left = ignored.length > 0 ? html`<p class="small">${plan.ignored(ignored.join(", "))}</p>` : "";
  if (taken.length === 0) return left;
  const row = ({ field, header, samples }: TakenColumn): Html =>
    html`<tr>
      <th scope="row">${t.columns.fields[field]}</th>
      <td>${header || "–"}</td>
      <td>${samples.join(" · ")}</td>
    </tr>`;
  return html`<details class="fold">
    <summary>
      <strong>${t.taken.title(taken.length)}</strong> <span>${taken.map(({ header }) => header).join(", ")}</span>
    </summary>
    <div class="scroll" tabindex="0" role="group" aria-label="${t.taken.title(taken.length)}">
      <table>
        <thead>
          <tr>
            <th scope="col">${t.taken.what}</th>
            <th scope="col">${t.taken.from}</th>
            <th scope="col">${t.columns.samples}</th>
          </tr>
        </thead>
        <tbody>
          ${taken.map((one) => row(one))}
        </tbody>
      </table>
    </div>
    ${left} ${href ? html`<p class="actions">${linkButton(t.taken.change, href, { look: "quiet" })}</p>` : ""}
  </details>`;
}
