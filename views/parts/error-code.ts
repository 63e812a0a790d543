import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";

/** What staff type at /school/help to learn why, at the foot of a page on which somebody can go on alone. */
export const errorCode = ({ t }: PageContext, code: string): Html =>
  html`<p class="error-code">
    <span>${t.errors.codeHint}</span>
    <span>${t.errors.code} <strong class="code">${code}</strong></span>
  </p>`;
