import { html, type Html } from "../src/lib/html.ts";
import type { PageContext } from "./page.ts";
import { languages } from "./texts/languages.ts";

/** Goes on at once, without JavaScript; the link is for a browser that doesn't. @param href an absolute http(s) address */
export const goOnPage = ({ t, locale, asset }: PageContext, { href }: { href: string }): Html =>
  html`<!doctype html>
    <html lang="${locale}" dir="${languages[locale].direction}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content="0;url=${href}" />
        <title>${t.goOn.title} – LeerID</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href="${asset("mark.svg")}" />
        <link rel="stylesheet" href="${asset("leerid.css")}" />
      </head>
      <body class="card">
        <main>
          <h1>${t.goOn.title}</h1>
          <a class="button quiet" href="${href}">${t.goOn.link}</a>
        </main>
      </body>
    </html>`;
