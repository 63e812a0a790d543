import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { schoolTexts } from "../texts/school/texts.ts";
import { exportForm } from "./export.ts";
import { pager, tableHref, type TableView } from "./table.ts";

/** Rows of one page, filtered and sorted as `view` says; how many the filters leave, and of how many, where that is counted. */
export type Arranged<T> = { shown: T[]; count: number; all?: number; page: number; pages: number; view: TableView };

/**
 * A table with everything around it: how much of it is shown, or that nothing is found; its pages; and the buttons that fetch it.
 * @param takeAlong where those go; the filters are put behind it
 */
export function arranged(
  p: PageContext,
  rows: Arranged<unknown>,
  { table, takeAlong }: { table: () => Html; takeAlong: string },
): Html {
  const t = schoolTexts[p.locale].table;
  return html`<p class="hint">${rows.all === undefined ? t.found(rows.count) : t.shown(rows.count, rows.all)}</p>
    ${rows.count === 0 ? html`<p>${t.nothing}</p>` : table()} ${pager(p, rows.view, rows)}
    ${exportForm(p, tableHref({ ...rows.view, path: takeAlong }, {}))}`;
}
