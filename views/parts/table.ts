import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { schoolTexts } from "../texts/school/texts.ts";
import { submitButton } from "./button.ts";

/** A table that the server sorts and filters: all of it stands in the address, so it works by links and can be kept. */
export type TableView = {
  path: string;
  sort: string;
  down: boolean;
  /** The filters that are on, by their names in the address. An empty one is left out. */
  filters: Record<string, string | undefined>;
  /** Of the second table of a page, before its `sort`, `down` and `page`. */
  prefix?: string;
};

/** @param changes what is other than now; undefined takes it out */
export function tableHref(
  { path, sort, down, filters, prefix = "" }: TableView,
  changes: Record<string, string | undefined>,
): string {
  const all = { ...filters, [`${prefix}sort`]: sort, [`${prefix}down`]: down ? "yes" : undefined, ...changes };
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) given.set(name, value);
  return given.size > 0 ? `${path}?${given.toString()}` : path;
}

/** The heading of a column: a link that sorts by it, or turns the order round. */
export function sortHeading(view: TableView, column: string, label: string): Html {
  const chosen = view.sort === column;
  const down = chosen && !view.down;
  const arrow = chosen ? html`<span aria-hidden="true">${view.down ? " ▼" : " ▲"}</span>` : "";
  const { prefix = "" } = view;
  const href = tableHref(view, { [`${prefix}sort`]: column, [`${prefix}down`]: down ? "yes" : undefined });
  const order = view.down ? html`aria-sort="descending"` : html`aria-sort="ascending"`;
  return html`<th scope="col" ${chosen ? order : ""}>
    <a href="${href}">${label}${arrow}</a>
  </th>`;
}

/** A field for part of a name, and whatever else is given; what the address holds besides goes with it. */
export function filterForm(p: PageContext, view: TableView, more: { names: string[]; fields: Html | string }): Html {
  const t = schoolTexts[p.locale].table;
  const { q, ...others } = view.filters;
  const kept = { ...others, sort: view.sort, down: view.down ? "yes" : undefined };
  const hidden = Object.entries(kept).filter(([name, value]) => value !== undefined && !more.names.includes(name));
  const filtered = Object.values(view.filters).some((value) => value !== undefined);
  return html`<form method="get" action="${view.path}" class="line" role="search">
    ${hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value ?? ""}" />`)}
    <div>
      <label for="q">${t.search}</label>
      <input id="q" name="q" type="search" value="${q ?? ""}" maxlength="100" autocomplete="off" />
    </div>
    ${more.fields} ${submitButton(t.filter, { look: "quiet" })}
    ${filtered ? html`<a href="${view.path}" class="clear">${t.clear}</a>` : ""}
  </form>`;
}

/** Only where there is more than one page. */
export function pager(
  p: PageContext,
  view: TableView,
  { page, pages }: { page: number; pages: number },
): Html | string {
  const t = schoolTexts[p.locale].table;
  if (pages < 2) return "";
  const link = (to: number, label: string): Html | string =>
    to < 1 || to > pages
      ? ""
      : html`<a class="button quiet" href="${tableHref(view, { [`${view.prefix ?? ""}page`]: String(to) })}"
          >${label}</a
        >`;
  return html`<nav class="actions" aria-label="${t.page(page, pages)}">
    ${link(page - 1, t.previous)} <span>${t.page(page, pages)}</span> ${link(page + 1, t.next)}
  </nav>`;
}
