import { html, type Html } from "../../../src/lib/html.ts";

export type ClassChoice = { name: string; chosen: boolean; hint?: string | undefined };

/** A tick for each class; in the form each is a field of its own, `class:3B`. */
export const classChoices = (choices: ClassChoice[]): Html =>
  html`<ul class="ticks">
    ${choices.map(
      ({ name, chosen, hint }, index) =>
        html`<li>
          <input type="checkbox" id="class-${index}" name="class:${name}" value="yes" ${chosen ? html`checked` : ""} />
          <label for="class-${index}">${name}${hint ? html` <span class="hint">(${hint})</span>` : ""}</label>
        </li>`,
    )}
  </ul>`;
