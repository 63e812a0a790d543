import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";
import { refusedLines, type RefusedLine } from "./difference.ts";

/** Lines that say themselves that their pupil isn't here today: nothing is wrong with them. `count`: of very many a page shows the first. */
export type AbsentLines = { lines: RefusedLine[]; count: number };

export function absentSection(p: PageContext, { lines, count }: AbsentLines): Html | string {
  const t = wizardTexts[p.locale];
  if (count === 0) return "";
  return html`<details class="fold">
    <summary><strong>${t.absent.title(count)}</strong></summary>
    <p>${t.absent.text}</p>
    ${refusedLines(p, lines)} ${lines.length < count ? html`<p>${t.absent.more}</p>` : ""}
  </details>`;
}
