import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { exportForm } from "../../parts/export.ts";
import { filterForm, sortHeading, tableHref, type TableView } from "../../parts/table.ts";
import { applicationTexts } from "../../texts/school-applications/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { applicationPath, stateOf, stateMark, whomText, type Application } from "./state.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export const shownFilters = ["on", "off", "wished"] as const;
export type ShownFilter = (typeof shownFilters)[number];

export type ListPage = {
  frame: StaffFrame;
  /** Filtered and sorted as `view` says. */
  applications: Application[];
  /** How many there are under each filter, and in all. */
  counts: Record<ShownFilter | "all", number>;
  view: TableView;
};

/** Every application that the school can switch on or off. */
export function applicationsPage(p: PageContext, { frame, applications, counts, view }: ListPage): Html {
  const t = applicationTexts[p.locale];
  const table = html`${filterForm(p, view, { names: [], fields: "" })} ${filters(p, view, counts)}
  ${applications.length === 0 ? html`<p>${t.nothingHere}</p>` : applicationTable(p, { frame, applications, view })}
  ${exportForm(p, tableHref({ ...view, path: `${view.path}/export` }, {}))}`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "applications" } },
    html`<p>${t.intro}</p>
      ${counts.all === 0 ? html`<p>${t.empty}</p>` : table}`,
  );
}

function filters(p: PageContext, view: TableView, counts: ListPage["counts"]): Html {
  const t = applicationTexts[p.locale].filters;
  const link = (shown: ShownFilter | undefined, label: string): Html =>
    html`<li>
      <a href="${tableHref(view, { show: shown })}" ${shown === view.filters["show"] ? html`aria-current="true"` : ""}
        >${label} (${counts[shown ?? "all"]})</a
      >
    </li>`;
  return html`<div class="filters">
    <ul>
      ${link(undefined, t.all)} ${shownFilters.map((shown) => link(shown, t[shown]))}
    </ul>
  </div>`;
}

function applicationTable(p: PageContext, { frame, applications, view }: Omit<ListPage, "counts">): Html {
  const t = applicationTexts[p.locale];
  const row = (one: Application): Html =>
    html`<tr>
      <th scope="row">
        <a href="${applicationPath(frame, one.id)}">${one.name}</a>
        ${one.vendor === null ? "" : html`<span class="hint">${t.by(one.vendor)}</span>`}
      </th>
      <td>${stateMark(p, stateOf(one))}</td>
      <td>${one.release ? whomText(p, one.release) : ""}</td>
      <td>${t.bundles[one.bundle]}</td>
      <td class="${one.wishes === 0 ? "zero" : ""}">${one.wishes === 0 ? "–" : t.wishCount(one.wishes)}</td>
    </tr>`;
  return scrollTable({
    name: { label: t.title },
    heads: html`${sortHeading(view, "name", t.name)} ${sortHeading(view, "state", t.state)}
      <th scope="col">${t.forWhom}</th>
      <th scope="col">${t.knows}</th>
      ${sortHeading(view, "wishes", t.wishes)}`,
    rows: applications.map((one) => row(one)),
  });
}
