import { html, type Html } from "../src/lib/html.ts";
import { locales, type Locale } from "../src/lib/locale.ts";
import { mark } from "./parts/icon.ts";
import type { PageContext } from "./page.ts";
import { languages } from "./texts/languages.ts";

export type Layout = {
  /** Of the window; what went wrong comes first in it. */
  title: string;
  /** `card`: one thing to do. `wide`: tiles. `staff`: dense pages to finish a job. */
  shape?: "card" | "wide" | "staff";
  /** Where the pupil is going: shown beside the mark. */
  applicationName?: string | undefined;
  /** Names of modules in views/assets; the page must work without them. */
  scripts?: string[];
  /** Right of the mark, instead of the name of the application. */
  aside?: Html;
};

/** The frame of every page for pupils. */
export function layout(p: PageContext, options: Layout, content: Html): Html {
  const { t, locale } = p;
  return html`<!doctype html>
    <html lang="${locale}" dir="${languages[locale].direction}">
      <head>
        <meta charset="utf-8" />
        <title>${options.title} – LeerID</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" type="image/svg+xml" href="${p.asset("mark.svg")}" />
        <link rel="stylesheet" href="${p.asset("leerid.css")}" />
        ${["kept-page.js", ...(options.scripts ?? [])].map((name) => html`<script type="module" src="${p.asset(name)}"></script>`)}
      </head>
      <body class="${options.shape ?? "card"}">
        <a class="skip" href="#main">${t.common.skip}</a>
        <header>
          <a class="brand" href="/">${mark()}<span>LeerID</span></a>
          ${options.aside ?? destination(p, options.applicationName)}
        </header>
        <main id="main">${content}</main>
        <footer>
          ${languageSwitch(p)}
          <p>${t.common.footer}</p>
        </footer>
      </body>
    </html>`;
}

const destination = ({ t }: PageContext, applicationName: string | undefined): Html | string =>
  applicationName ? html`<p class="to">${t.signIn.to} <bdi>${applicationName}</bdi></p>` : "";

function languageSwitch({ t, locale, path }: PageContext): Html {
  const choice = (other: Locale): Html =>
    html`<button name="to" value="${other}" lang="${other}" ${other === locale ? html`aria-current="true"` : ""}>
      ${languages[other].name}
    </button>`;
  return html`<form class="languages" method="post" action="/language" aria-label="${t.common.language}">
    <input type="hidden" name="back" value="${path}" />
    ${locales.map((other) => choice(other))}
  </form>`;
}
