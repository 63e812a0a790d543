import type { YearChoice } from "../../../src/pupils/pupils.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { yearChoiceText } from "../../texts/year-choices.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { whyDoubt } from "./plan.ts";

type Facts = {
  classNames: string[];
  yearChoice: YearChoice | null;
  stamboeknummer: string | null;
  hasNumber: boolean;
};
export type DoubtPage = {
  frame: StaffFrame;
  importId: string;
  /** Where the difference is, when that isn't the page of an import. */
  path?: string;
  line: number;
  code: string;
  reason: string;
  /** What the file says. */
  row: Facts & { name: string; lost?: boolean | undefined };
  choices: (Facts & { name: string; loginName: string; open: boolean })[];
  mayBeNew: boolean;
  /** Whether it may be the pupil of one of `others` once more. */
  mayBeTwice: boolean;
  /** Lines that leave the doubt together with this one. */
  others: { line: number; name: string; className: string }[];
  /** Who leaves when the line is about somebody new. */
  held: string[];
  /** How many lines wait, this one among them. */
  waiting: number;
  problem?: "choose" | "taken" | "contradicts" | "stale" | undefined;
  /** What was chosen: `same:LOGIN`, `new`, `twice` or `open`. */
  chosen?: string | undefined;
};

/** Doubts about a line with numbers that another child has. */
const areOthers = new Set(["other-name", "other-person", "other-source", "two-pupils"]);

/** One line of which only a person knows whom it is about. */
export function doubtPage(p: PageContext, props: DoubtPage): Html {
  const t = rosterTexts[p.locale].doubt;
  const { frame, importId, line, row, path = `${frame.path}/roster/${importId}` } = props;
  const problems = { choose: t.chooseOne, taken: t.taken, contradicts: t.contradicts, stale: t.stale };
  return staffPage(
    p,
    { frame, page: { title: t.title(line), current: "roster" } },
    html`<p>${props.waiting > 0 ? t.waiting(props.waiting) : ""}</p>
      ${props.problem ? notice({ kind: "wrong" }, html`<p>${problems[props.problem]}</p>`) : ""}
      <section class="sheet" aria-labelledby="in-file">
        <h2 id="in-file">${t.inFile}</h2>
        <p><strong>${row.name}</strong></p>
        ${facts(p, row)}
        <p>${whyDoubt(p, props.code) ?? props.reason} ${areOthers.has(props.code) ? t.numbersGo : ""}</p>
      </section>
      ${props.others.length > 0 ? otherLines(p, props) : ""}
      <form method="post" action="${path}/doubt/${line}">
        <fieldset>
          <legend>${t.choose}</legend>
          ${options(p, props)}
        </fieldset>
        <div class="actions">${submitButton(t.save)} ${linkButton(t.back, path, { look: "quiet" })}</div>
      </form>`,
  );
}

/** The lines of the file that the question is about, beside this one. */
function otherLines(p: PageContext, { others }: DoubtPage): Html {
  const t = rosterTexts[p.locale];
  return html`<section class="sheet" aria-labelledby="beside">
    <h2 id="beside">${t.doubt.beside}</h2>
    <dl class="legend">
      ${others.map(
        ({ line, name, className }) =>
          html`<dt>${t.plan.line} ${line}</dt>
            <dd>${name}, ${className}</dd>`,
      )}
    </dl>
  </section>`;
}

function options(p: PageContext, { row, choices, mayBeNew, mayBeTwice, held, chosen }: DoubtPage): Html {
  const t = rosterTexts[p.locale].doubt;
  const option = (value: string, label: string, more: Html | string): Html => {
    const id = `decision-${value.replace(/\W/g, "-")}`;
    return html`<div class="option">
      <input type="radio" id="${id}" name="decision" value="${value}" ${chosen === value ? html`checked` : ""} />
      <label for="${id}">${label}</label>
      ${more}
    </div>`;
  };
  const newText = `${t.newText}${held.length > 0 ? ` ${t.newLeaves(held.join(", "))}` : ""}`;
  const renamed = (name: string) =>
    row.lost || name === row.name ? "" : html`<p class="hint">${t.renamed(row.name)}</p>`;
  const same = (one: DoubtPage["choices"][number]): Html =>
    option(`same:${one.loginName}`, t.same(one.name), html`${facts(p, one)} ${renamed(one.name)}`);
  return html`${choices.map((one) => same(one))}
  ${mayBeTwice ? option("twice", t.twice, html`<p class="hint">${t.twiceText}</p>`) : ""}
  ${mayBeNew ? option("new", t.new, html`<p class="hint">${newText}</p>`) : ""}
  ${option("open", t.later, html`<p class="hint">${t.laterText}</p>`)}`;
}

function facts(p: PageContext, about: Facts & { loginName?: string; open?: boolean }): Html {
  const t = rosterTexts[p.locale].doubt;
  const gone = about.open === false ? ` (${t.gone})` : "";
  const all: [string, string][] = [
    [t.className, `${about.classNames.join(", ") || "–"}${gone}`],
    ...(about.yearChoice === null
      ? []
      : [[t.year, yearChoiceText(p.locale, about.yearChoice)] satisfies [string, string]]),
    ...(about.loginName === undefined ? [] : [[t.loginName, about.loginName] satisfies [string, string]]),
    [t.number, about.hasNumber ? t.known : t.unknown],
    [t.stamboeknummer, about.stamboeknummer ?? t.none],
  ];
  return html`<dl class="legend">
    ${all.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}
