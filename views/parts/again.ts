import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";

/** `reload`: the same address once more. `back`: to the page with the form that couldn't be sent, which is at `href`. */
export type Again = { how: "reload" } | { how: "back"; href: string };

/**
 * The way on where the same request may succeed in a moment. With scripts a page that was only asked for tries by itself, and a form
 * comes back as it was filled in. The page that shows it needs the script `again.js`.
 */
export const tryAgain = ({ t }: PageContext, again: Again): Html =>
  again.how === "back"
    ? html`<a class="button primary" href="${again.href}" data-again="back">${t.again.back}</a>`
    : html`<a class="button primary" href="" data-again="reload">${t.again.button}</a>
        <p data-when="soon" role="status" hidden>${t.again.soon}</p>
        <p data-when="stopped" role="status" hidden>${t.again.stopped}</p>`;
