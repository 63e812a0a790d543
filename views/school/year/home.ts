import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { icon } from "../../parts/icon.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { yearTexts } from "../../texts/school-year/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { moment } from "../roster/difference.ts";
import { fileField } from "../roster/upload.ts";

export type YearStatus = "rehearsal" | "agreed" | "running" | "stopped" | "in-effect" | "replaced" | "withdrawn";
export type ListedYear = {
  id: string;
  schoolYear: string;
  status: YearStatus;
  fileName: string | null;
  createdAt: Date;
  importId: string | null;
};
export type YearHomePage = {
  frame: StaffFrame;
  /** The year whose list may come in now; undefined while none may. */
  coming: string | undefined;
  /** The first day from which one may. */
  opensOn: Date;
  plans: ListedYear[];
  /** In September: last year's class names count. */
  bothNames: boolean;
  /** Why the file of a moment ago can't be used; `missing` when there was none. */
  problem?: string | undefined;
};

/** A day as staff read it. */
const dayOf = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeZone: "Europe/Brussels" }).format(at);

/** The first day of a school year, given as `2027-2028`. */
export const firstDay = (p: PageContext, schoolYear: string): string =>
  dayOf(p, new Date(`${schoolYear.slice(0, 4)}-09-01T10:00:00Z`));

/** What is ready for 1 September, and where next year's list comes in. */
export function yearHomePage(p: PageContext, props: YearHomePage): Html {
  const t = yearTexts[p.locale].home;
  const { frame, coming, plans } = props;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`<p>${t.intro}</p>
      ${props.bothNames ? html`<p>${t.september}</p>` : ""}
      <section aria-labelledby="now">
        <h2 id="now">${t.now}</h2>
        ${
          plans.length === 0
            ? html`<p>${t.nothing}</p>`
            : html`<ul class="lines">
                ${plans.map((plan) => planLine(p, frame, plan))}
              </ul>`
        }
      </section>
      ${coming === undefined ? html`<p>${t.notYet(dayOf(p, props.opensOn))}</p>` : uploadForm(p, { ...props, coming })}
      <section class="sheet" aria-labelledby="twice">
        <h2 id="twice">${t.twice}</h2>
        <p>${t.twiceText}</p>
        <p class="actions">${linkButton(t.merge, `${frame.path}/merge`, { look: "quiet" })}</p>
      </section>`,
  );
}

const looks: Record<YearStatus, "good" | "stuck" | "wrong"> = {
  rehearsal: "stuck",
  agreed: "good",
  running: "good",
  stopped: "wrong",
  "in-effect": "good",
  replaced: "stuck",
  withdrawn: "stuck",
};

function planLine(p: PageContext, frame: StaffFrame, plan: ListedYear): Html {
  const t = yearTexts[p.locale].home;
  const { id, schoolYear, status, importId } = plan;
  const look = looks[status];
  const open = status === "rehearsal" || status === "agreed" || status === "running" || status === "stopped";
  const href = open ? `${frame.path}/year/${id}` : importId === null ? undefined : `${frame.path}/roster/${importId}`;
  const label = open ? t.show : t.result;
  return html`<li>
    <strong>${schoolYear}</strong>
    <span>${plan.fileName ?? t.noName} <span class="small">${t.readOn(moment(p, plan.createdAt))}</span></span>
    <span class="${look} state">${icon(look)}<span>${t.states[status](firstDay(p, schoolYear))}</span></span>
    ${href ? html`<a href="${href}" aria-label="${label}: ${plan.fileName ?? t.noName}">${label}</a>` : ""}
  </li>`;
}

function uploadForm(p: PageContext, { frame, coming, plans, problem }: YearHomePage & { coming: string }): Html {
  const t = yearTexts[p.locale].home;
  const file = rosterTexts[p.locale].upload;
  const waits = plans.some(({ status }) => status === "agreed");
  return html`<form class="sheet upload" method="post" action="${frame.path}/year" enctype="multipart/form-data">
    <h2>${t.upload(coming)}</h2>
    <p>${t.uploadText} ${waits ? t.again : ""}</p>
    ${fileField(p, { label: t.file(coming), problem })} ${submitButton(file.send)}
    <p class="hint">${t.privacy}</p>
  </form>`;
}
