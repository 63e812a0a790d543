import { html, type Html } from "../../src/lib/html.ts";

export type ScrollTable = {
  /** What it is called: its own words, or the id of what says them. */
  name: { label: string } | { id: string };
  /** A class of the stylesheet. */
  look?: string;
  /** The cells of its head. */
  heads: Html;
  rows: Html[];
};

/** A table that is wider than a phone scrolls within itself, by keyboard too, and the page around it stays where it is. */
export function scrollTable({ name, look, heads, rows }: ScrollTable): Html {
  const table = html`<table${look === undefined ? "" : html` class="${look}"`}>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return "id" in name
    ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${name.id}">${table}</div>`
    : html`<div class="scroll" tabindex="0" role="group" aria-label="${name.label}">${table}</div>`;
}
