import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { submitButton } from "../../parts/button.ts";
import { exportForm } from "../../parts/export.ts";
import { pager, sortHeading, tableHref, type TableView } from "../../parts/table.ts";
import { schoolTexts } from "../../texts/school/texts.ts";
import { auditTexts } from "../../texts/school-audit/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { aboutText, deedText, nameText, type AuditEvent, type AuditName } from "./events.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export type LogPage = {
  frame: StaffFrame;
  events: AuditEvent[];
  /** How many the filters leave. */
  count: number;
  people: { actor: string; who: AuditName }[];
  /** Filters: `what`, `who`, `from`, `until` (days), `q` (a pupil). */
  view: TableView;
  page: number;
  pages: number;
};

/** What was done at the school, the newest first. */
export function logPage(p: PageContext, props: LogPage): Html {
  const t = auditTexts[p.locale];
  const { frame, view, events } = props;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "audit" } },
    html`<p>${t.intro}</p>
      ${filters(p, props)}
      <p class="hint">${t.count(props.count)}</p>
      ${events.length === 0 ? html`<p>${t.nothing}</p>` : logTable(p, props)} ${pager(p, view, props)}
      <p class="hint">${t.networkHint}</p>
      ${exportForm(p, tableHref({ ...view, path: `${view.path}/export` }, {}))}`,
  );
}

function filters(p: PageContext, { view, people }: LogPage): Html {
  const t = auditTexts[p.locale];
  const { path, filters: chosen } = view;
  const day = (name: "from" | "until"): Html =>
    html`<div>
      <label for="${name}">${t[name]}</label>
      <input id="${name}" name="${name}" type="date" value="${chosen[name] ?? ""}" />
    </div>`;
  const actors = people.map(({ actor, who }): [string, string] => [actor, nameText(p, who)]);
  const given = Object.values(chosen).some((value) => value !== undefined);
  return html`<form method="get" action="${path}" class="line" role="search">
    ${choice({ name: "what", label: t.kind, all: t.everything, chosen: chosen["what"] }, Object.entries(t.kinds))}
    ${choice({ name: "who", label: t.who, all: t.everybody, chosen: chosen["who"] }, actors)} ${day("from")}
    ${day("until")}
    <div>
      <label for="q">${t.pupil}</label>
      <input id="q" name="q" type="search" value="${chosen["q"] ?? ""}" maxlength="100" autocomplete="off" />
    </div>
    ${submitButton(schoolTexts[p.locale].table.filter, { look: "quiet" })}
    ${given ? html`<a href="${path}" class="clear">${schoolTexts[p.locale].table.clear}</a>` : ""}
  </form>`;
}

type Choice = { name: string; label: string; all: string; chosen: string | undefined };

const choice = ({ name, label, all, chosen }: Choice, options: [string, string][]): Html =>
  html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">${all}</option>
      ${options.map(
        ([value, text]) => html`<option value="${value}" ${value === chosen ? html`selected` : ""}>${text}</option>`,
      )}
    </select>
  </div>`;

function logTable(p: PageContext, { events, view }: LogPage): Html {
  const t = auditTexts[p.locale];
  const moment = new Intl.DateTimeFormat(p.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Europe/Brussels",
  });
  const row = (event: AuditEvent): Html =>
    html`<tr>
      <td><time datetime="${event.at.toISOString()}">${moment.format(event.at)}</time></td>
      <td>${nameText(p, event.who)}</td>
      <th scope="row">${deedText(p, event.what)}</th>
      <td>${aboutText(p, event)}</td>
      <td class="login-name">${event.network ?? ""}</td>
    </tr>`;
  return scrollTable({
    name: { label: t.title },
    heads: html`${sortHeading(view, "when", t.when)} ${sortHeading(view, "who", t.who)}
      ${sortHeading(view, "what", t.what)}
      <th scope="col">${t.about}</th>
      <th scope="col">${t.network}</th>`,
    rows: events.map((event) => row(event)),
  });
}
