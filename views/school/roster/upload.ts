import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { arranged, type Arranged } from "../../parts/arranged.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { icon } from "../../parts/icon.ts";
import { filterForm, sortHeading } from "../../parts/table.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { yearLink } from "../year/link.ts";
import { moment, type Counts } from "./difference.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export type RecentImport = {
  id: string;
  source: "file" | "by-hand";
  name: string | null;
  status: "columns" | "planned" | "applying" | "applied" | "stale" | "undone";
  at: Date;
  counts: Counts;
};
export type UploadPage = {
  frame: StaffFrame;
  /** Of the last 30 days. */
  recent: Arranged<RecentImport>;
  /** Why the file of a moment ago can't be used, and what to do; `missing` when there was none. */
  problem?: string | undefined;
};

export const uploadPath = ({ path }: StaffFrame): string => `${path}/roster`;

/** Where a list comes in: choose or drop the file, or one pupil by hand; and what came in before. */
export function uploadPage(p: PageContext, { frame, recent, problem }: UploadPage): Html {
  const t = rosterTexts[p.locale].upload;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`<p>${t.intro}</p>
      ${uploadForm(p, { frame, problem, label: t.send })}
      <section class="sheet" aria-labelledby="one">
        <h2 id="one">${t.one}</h2>
        <p>${t.oneText}</p>
        <p class="actions">${linkButton(t.byHand, `${frame.path}/roster/pupil`, { look: "quiet" })}</p>
      </section>
      ${yearLink(p, frame)} ${recent.all === 0 ? "" : recentImports(p, frame, recent)}`,
  );
}

type UploadForm = { frame: StaffFrame; problem?: string | undefined; label: string };

/** The form alone, for the page of a plan that is out of date. */
export function uploadForm(p: PageContext, { frame, problem, label }: UploadForm): Html {
  const t = rosterTexts[p.locale].upload;
  return html`<form class="sheet upload" method="post" action="${frame.path}/roster" enctype="multipart/form-data">
    ${fileField(p, { label: t.file, problem })} ${submitButton(label)}
    <p class="hint">${t.privacy}</p>
  </form>`;
}

/** Where a list is chosen or dropped. @param problem `missing`, or why the file of a moment ago can't be used */
export function fileField(p: PageContext, { label, problem }: { label: string; problem?: string | undefined }): Html {
  const t = rosterTexts[p.locale].upload;
  const said = problem === "missing" ? t.missing : problem;
  return html`<div class="field ${said ? "has-problem" : ""}">
    <label for="file">${label}</label>
    <p class="hint" id="file-hint">${t.hint}</p>
    ${said ? html`<p class="problem" id="file-problem" role="alert">${icon("wrong")}<span>${said}</span></p>` : ""}
    <input
      id="file"
      name="file"
      type="file"
      required
      accept=".csv,.txt,.xlsx,.zip,text/csv"
      aria-describedby="file-hint${said ? " file-problem" : ""}"
      ${said ? html`aria-invalid="true"` : ""}
    />
  </div>`;
}

function recentImports(p: PageContext, frame: StaffFrame, recent: Arranged<RecentImport>): Html {
  const t = rosterTexts[p.locale].upload;
  const takeAlong = `${uploadPath(frame)}/export`;
  return html`<section aria-labelledby="recent">
    <h2 id="recent">${t.recent}</h2>
    ${filterForm(p, recent.view, { names: [], fields: "" })}
    ${arranged(p, recent, { table: () => importTable(p, frame, recent), takeAlong })}
  </section>`;
}

function importTable(p: PageContext, frame: StaffFrame, { shown, view }: Arranged<RecentImport>): Html {
  const t = rosterTexts[p.locale].upload;
  const row = ({ id, name, status, at, counts }: RecentImport): Html => {
    const what = name ?? t.noName;
    const changes = counts.added + counts.changed + counts.moved + counts.left;
    return html`<tr>
      <th scope="row">
        <a href="${frame.path}/roster/${id}" aria-label="${t.open(what, moment(p, at))}">${moment(p, at)}</a>
      </th>
      <td>${what}</td>
      <td>${t.changed(changes)}</td>
      <td>
        <span class="${status === "applied" ? "good" : "stuck"} state"
          >${icon(status === "applied" ? "good" : "stuck")}<span>${t.states[status]}</span></span
        >
      </td>
    </tr>`;
  };
  return scrollTable({
    name: { id: "recent" },
    heads: html`${sortHeading(view, "when", t.when)} ${sortHeading(view, "what", t.what)}
    ${sortHeading(view, "changes", t.changes)} ${sortHeading(view, "state", t.state)}`,
    rows: shown.map((one) => row(one)),
  });
}
