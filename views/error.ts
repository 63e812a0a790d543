import { html, type Html } from "../src/lib/html.ts";
import { layout } from "./layout.ts";
import type { PageContext } from "./page.ts";
import { tryAgain, type Again } from "./parts/again.ts";
import { linkButton } from "./parts/button.ts";
import { errorCode } from "./parts/error-code.ts";
import { schoolTexts } from "./texts/school/texts.ts";
import type { Texts } from "./texts/nl.ts";

export type ErrorPage = {
  /** Finds the log line, such as `K7QM-3XPD`. */
  code: string;
  /** An ErrorCode; one that no page has words for reads as `unexpected`. */
  kind: string;
  /** Where to go on; the front page when there is nothing better. */
  backHref?: string | undefined;
  applicationName?: string | undefined;
  /** How to ask for the same once more, where that may help. */
  again?: Again | undefined;
};

export function errorPage(p: PageContext, { code, kind, again, ...onward }: ErrorPage): Html {
  const words = wordsFor(p.t.errors, kind);
  return layout(
    p,
    { title: words.title, scripts: again ? ["again.js"] : [] },
    html`<h1>${words.title}</h1>
      <p>${words.text}</p>
      ${again ? tryAgain(p, again) : goOn(p, onward)} ${isForStaff(p) ? staffCode(p, code) : errorCode(p, code)}`,
  );
}

function goOn(p: PageContext, { backHref, applicationName }: Pick<ErrorPage, "backHref" | "applicationName">): Html {
  const { t } = p;
  const label = backHref ? (applicationName ? t.common.backTo(applicationName) : t.common.back) : t.common.home;
  return linkButton(label, backHref ?? (isForStaff(p) ? "/school" : "/"));
}

/** The front page is for pupils, and staff have no teacher to ask. */
const isForStaff = ({ path }: PageContext): boolean => /^\/school(?=[/?]|$)/.test(path);

const staffCode = (p: PageContext, code: string): Html =>
  html`<p class="error-code">
    <a href="/school/help">${schoolTexts[p.locale].errorHint}</a>
    <span>${p.t.errors.code} <strong class="code">${code}</strong></span>
  </p>`;

function wordsFor(texts: Texts["errors"], kind: string): { title: string; text: string } {
  const found = Object.entries(texts).find(([name]) => name === kind)?.[1];
  return typeof found === "object" ? found : texts.unexpected;
}
