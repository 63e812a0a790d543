import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { submitButton } from "../../parts/button.ts";
import { field } from "../../parts/field.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";

/** What a spreadsheet made of a class, of how many lines, and which classes it may have been. */
export type ClassQuestion = { written: string; lines: number; candidates: string };

/** Asks once for each class what it was, however many pupils it has. */
export function classQuestions(p: PageContext, { path, asked }: { path: string; asked: ClassQuestion[] }): Html {
  const t = wizardTexts[p.locale].whichClass;
  const question = ({ written, lines, candidates }: ClassQuestion, at: number): Html =>
    html`<input type="hidden" name="written${at}" value="${written}" /> ${field({
        name: `class${at}`,
        label: t.label(written, lines),
        hint: t.hint(candidates),
        autocomplete: "off",
        maxLength: 50,
      })}`;
  return html`<section aria-labelledby="which-class">
    <h2 id="which-class">${t.title}</h2>
    <p>${t.text}</p>
    <form class="stack narrow" method="post" action="${path}/classes">
      ${asked.map((one, at) => question(one, at))}
      <div class="actions">${submitButton(t.send)}</div>
    </form>
  </section>`;
}
