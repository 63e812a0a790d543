import { html, type Html } from "../src/lib/html.ts";
import type { PageContext } from "./page.ts";
import { submitButton } from "./parts/button.ts";
import { languages } from "./texts/languages.ts";

export type FormPostPage = {
  /** An absolute http(s) address that the application registered, or a path of ours. */
  action: string;
  fields: [name: string, value: string][];
};

/** Carries an answer to an application: its script sends the form at once, the button is for a browser without scripts. */
export const formPostPage = ({ t, locale, asset }: PageContext, { action, fields }: FormPostPage): Html =>
  html`<!doctype html>
    <html lang="${locale}" dir="${languages[locale].direction}">
      <head>
        <meta charset="utf-8" />
        <title>${t.goOn.title} – LeerID</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" type="image/svg+xml" href="${asset("mark.svg")}" />
        <link rel="stylesheet" href="${asset("leerid.css")}" />
        <script type="module" src="${asset("form-post.js")}"></script>
      </head>
      <body class="card">
        <main>
          <h1>${t.goOn.title}</h1>
          <form class="stack" method="post" action="${action}">
            ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
            ${submitButton(t.goOn.link)}
          </form>
        </main>
      </body>
    </html>`;
