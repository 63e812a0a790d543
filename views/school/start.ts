import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { linkButton } from "../parts/button.ts";
import { exportForm } from "../parts/export.ts";
import { icon } from "../parts/icon.ts";
import { schoolTexts } from "../texts/school/texts.ts";
import { applicationPath } from "./applications/state.ts";
import { boardPath, classHref } from "./activation/board.ts";
import { classChart } from "./class-chart.ts";
import { linkCards, type LinkCards } from "./links.ts";
import { staffPage, type StaffFrame } from "./frame.ts";
import { scrollTable } from "../parts/scroll-table.ts";

/** `name` null: pupils without a class. */
export type ClassFigures = {
  name: string | null;
  pupils: number;
  states: { none: number; ready: number; active: number; held: number; locked: number; leaving: number };
};

export type StartPage = {
  frame: StaffFrame;
  givenName: string;
  schoolYear: string;
  classes: ClassFigures[];
  totals: Omit<ClassFigures, "name">;
  progress: {
    rosterAt: Date | null;
    releases: number;
    staff: number;
    wishes: string[];
    paused: { id: string; name: string }[];
  };
  links: LinkCards;
};

/** What is done, what to do next, and the number that everybody looks at. */
export function startPage(p: PageContext, props: StartPage): Html {
  const t = schoolTexts[p.locale].start;
  const { frame, classes, totals } = props;
  const figures =
    classes.length === 0
      ? html`<p>${t.empty}</p>`
      : html`${classChart(p, classes)} ${classTable(p, props)} ${exportForm(p, `${frame.path}/export`)}`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "start" } },
    html`<p>${t.hello(props.givenName)} <strong>${frame.school.name}</strong>, ${t.year(props.schoolYear)}</p>
      ${frame.isAdmin && props.progress.paused.length > 0 ? pausedCard(p, props) : ""}
      ${linkCards(p, frame, props.links)}
      <section aria-labelledby="next">
        <h2 id="next">${t.next}</h2>
        ${steps(p, props)}
      </section>
      <section aria-labelledby="rate">
        <h2 id="rate">${t.rate}</h2>
        <p>${t.rateTotal(totals.states.active, totals.pupils)}</p>
        ${figures}
      </section>`,
  );
}

/** What nobody gets into until the school chooses again. */
function pausedCard(p: PageContext, { frame, progress }: StartPage): Html {
  const t = schoolTexts[p.locale].start;
  return html`<section aria-labelledby="paused" class="sheet">
    <h2 id="paused">${t.paused}</h2>
    <p>${t.pausedText}</p>
    <ul>
      ${progress.paused.map(
        ({ id, name }) =>
          html`<li><a class="reach" href="${applicationPath(frame, id)}#who">${t.chooseAgain(name)}</a></li>`,
      )}
    </ul>
  </section>`;
}

type Step = { title: string; text: string; done: boolean; href?: string };

function stepsOf(p: PageContext, { frame, totals, progress }: StartPage): Step[] {
  const t = schoolTexts[p.locale].start;
  const waiting = totals.states.none;
  const day = (at: Date) =>
    new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeZone: "Europe/Brussels" }).format(at);
  const wished = progress.wishes.length > 0 ? ` ${t.wishes(progress.wishes.join(", "))}` : "";
  return [
    {
      title: t.roster,
      text: progress.rosterAt ? t.rosterDone(day(progress.rosterAt)) : t.rosterText,
      done: progress.rosterAt !== null,
      href: `${frame.path}/roster`,
    },
    {
      title: t.activation,
      text: totals.pupils > 0 && waiting === 0 ? t.activationDone : t.activationText(waiting),
      done: totals.pupils > 0 && waiting === 0,
      href: `${frame.path}/activation`,
    },
    {
      title: t.applications,
      text: (progress.releases > 0 ? t.applicationsDone(progress.releases) : t.applicationsText) + wished,
      done: progress.releases > 0 && progress.wishes.length === 0,
      href: `${frame.path}/applications`,
    },
    {
      title: t.staff,
      text: progress.staff > 1 ? t.staffDone(progress.staff) : t.staffText,
      done: progress.staff > 1,
      href: `${frame.path}/staff`,
    },
  ];
}

/** The first that is still to do stands out. */
function steps(p: PageContext, props: StartPage): Html {
  const t = schoolTexts[p.locale].start;
  const all = stepsOf(p, props);
  const { frame } = props;
  const first = all.find((step) => !step.done && step.href !== undefined);
  const line = (step: Step): Html =>
    html`<li class="${step.done ? "good" : "stuck"}">
      ${icon(step.done ? "good" : "stuck")}
      <div>
        <strong>${step.title}</strong> <span class="small">${step.done ? t.done : t.todo}</span>
        <p>${step.text}</p>
        ${frame.isAdmin && step.href ? linkButton(step.title, step.href, { look: step === first ? "primary" : "quiet" }) : ""}
      </div>
    </li>`;
  return html`<ol class="steps">
    ${all.map((step) => line(step))}
  </ol>`;
}

function classTable(p: PageContext, { frame, classes }: StartPage): Html {
  const t = schoolTexts[p.locale].start;
  const row = ({ name, pupils, states: { active, held, ready, none, locked, leaving } }: ClassFigures): Html =>
    html`<tr>
      <th scope="row"><a href="${classHref(boardPath(frame), name)}">${name ?? t.noClass}</a></th>
      <td>${pupils}</td>
      <td>${active + held}</td>
      <td>${ready}</td>
      <td>${none}</td>
      <td>${locked + leaving}</td>
    </tr>`;
  const headings = [t.className, t.pupils, t.active, t.ready, t.none, t.others];
  return scrollTable({
    name: { id: "rate" },
    heads: html`${headings.map((heading) => html`<th scope="col">${heading}</th>`)}`,
    rows: classes.map((one) => row(one)),
  });
}
