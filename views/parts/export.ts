import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { schoolTexts } from "../texts/school/texts.ts";
import { submitButton } from "./button.ts";

/**
 * Two buttons that fetch the table above as a file, answered by `exportRoute` (src/school/export.ts).
 * @param action where they go, with the filters of the page as its query
 */
export function exportForm(p: PageContext, action: string): Html {
  const t = schoolTexts[p.locale].export;
  const button = (format: "csv" | "xlsx", label: string): Html =>
    submitButton(label, { look: "quiet", name: "format", value: format });
  return html`<form method="post" action="${action}" class="actions">
    <span>${t.take}</span> ${button("xlsx", t.xlsx)} ${button("csv", t.csv)}
  </form>`;
}
