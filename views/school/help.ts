import type { Explanation } from "../../src/failures/failures.ts";
import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { helpTexts } from "../texts/school-help/texts.ts";
import { staffPage, type StaffFrame } from "./frame.ts";

export type FoundFailure = {
  at: Date | undefined;
  explanation: Explanation;
  application: { name: string } | undefined;
  /** Only where who asks may know. */
  pupil: { name: string; loginName: string; classes: { name: string }[] } | undefined;
  /** The page that does the next step. */
  href: string | undefined;
};

export type HelpPage = {
  frame: StaffFrame;
  typed: string;
  problem?: "shape" | "unknown" | "throttled";
  retryAfterSeconds?: number;
  found?: FoundFailure;
};

/** A code from an error page in, the cause in plain words out. */
export function helpPage(p: PageContext, { frame, typed, problem, retryAfterSeconds, found }: HelpPage): Html {
  const t = helpTexts[p.locale];
  const wrong = problem && (problem === "throttled" ? p.t.common.newTryIn(retryAfterSeconds ?? 60) : t[problem]);
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "help" } },
    html`<p>${t.intro}</p>
      <form method="post" action="${frame.path}/help" class="stack narrow">
        ${field({
          name: "code",
          label: t.code,
          hint: t.codeHint,
          autocomplete: "off",
          value: typed,
          problem: wrong,
          autofocus: !found,
          maxLength: 20,
        })}
        <div class="actions">${submitButton(t.ask)}</div>
      </form>
      ${found ? answer(p, found) : ""}`,
  );
}

function answer(p: PageContext, { at, explanation, application, pupil, href }: FoundFailure): Html {
  const t = helpTexts[p.locale];
  const { cause, whose, next } = explanation;
  const moment = new Intl.DateTimeFormat(p.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Europe/Brussels",
  });
  const classes = pupil?.classes.map(({ name }) => name).join(", ") ?? "";
  const line = (label: string, value: Html | string): Html =>
    html`<dt>${label}</dt>
      <dd>${value}</dd>`;
  return html`<section aria-labelledby="why" class="sheet confirm">
    <h2 id="why">${t.causes[cause].title}</h2>
    <p>${t.causes[cause].text}</p>
    <dl class="legend">
      ${line(t.whose, t.whoseNames[whose])} ${line(t.next, t.nextTexts[next])}
      ${pupil ? line(t.pupil, html`${pupil.name}${classes ? ` (${classes})` : ""}, <bdi>${pupil.loginName}</bdi>`) : ""}
      ${application ? line(t.application, application.name) : ""} ${at ? line(t.at, moment.format(at)) : ""}
    </dl>
    ${href ? html`<div class="actions">${linkButton(t.goTo[next], href)}</div>` : ""}
  </section>`;
}
