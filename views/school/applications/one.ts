import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { applicationTexts } from "../../texts/school-applications/texts.ts";
import { yearChoiceText } from "../../texts/year-choices.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { receivesList } from "./receives.ts";
import { applicationPath, applicationsPath, whomText, type Application, type Counts, type Scope } from "./state.ts";

export type ApplicationPage = {
  frame: StaffFrame;
  application: Application;
  /** For whom it can be switched on. */
  scopes: Counts & { pupils: number };
  /** What is ticked: what holds now, or what was chosen before. */
  ticked: Scope;
  said?: "on" | "off" | undefined;
  /** Nobody was chosen. */
  problem?: boolean;
};

/** One application: what it receives, for whom it is on, and how to change that. */
export function applicationPage(p: PageContext, props: ApplicationPage): Html {
  const t = applicationTexts[p.locale];
  const { frame, application, said } = props;
  const { name, release, vendor, status, more } = application;
  const done =
    said && notice({ kind: "good" }, html`<p>${said === "on" ? t.switchedOn(name) : t.switchedOff(name)}</p>`);
  return staffPage(
    p,
    { frame, page: { title: name, current: "applications" } },
    html`<p><a class="reach" href="${applicationsPath(frame)}">${t.back}</a></p>
      ${done ?? ""} ${vendor === null ? "" : html`<p class="hint">${t.by(vendor)}</p>`}
      ${status === "suspended" ? notice({ kind: "wrong" }, html`<p>${t.isSuspended}</p>`) : ""}
      ${status === "sandbox" ? html`<p class="hint">${t.inTrial}</p>` : ""}
      ${application.paused ? pausedNotice(p, application.paused) : ""} ${holds(p, application)}
      ${receivesList(p, application.bundle, {
        title: release ? t.receivesNow : t.wouldReceive,
        received: release ? release.receives : application.asks,
      })}
      ${
        more.length > 0
          ? html`${receivesList(p, undefined, { title: t.asksMore, received: more })}
              <p>${t.asksMoreText}</p>`
          : ""
      }
      <section aria-labelledby="never">
        <h2 id="never">${t.never}</h2>
        <p>${t.neverText}</p>
      </section>
      ${chooseForm(p, props)} ${release || application.paused ? offForm(p, frame, application) : ""}`,
  );
}

function holds(p: PageContext, { release, wishes }: Application): Html {
  const t = applicationTexts[p.locale];
  const day = new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeZone: "Europe/Brussels" });
  return html`<p>
      <strong>${release ? t.since(day.format(release.allowedAt), whomText(p, release)) : t.isOff}</strong>
    </p>
    ${wishes === 0 ? "" : html`<p>${t.wishText(wishes)}</p>`}`;
}

/** Why it is off although the school once switched it on, and what to do. */
function pausedNotice(p: PageContext, { classNames, yearNumbers }: NonNullable<Application["paused"]>): Html {
  const t = applicationTexts[p.locale];
  const was = [...yearNumbers.map((year) => t.bareYear(year)), ...classNames.map((name) => t.className(name))];
  return notice(
    { kind: "stuck" },
    html`<p>${t.pausedText(was.join(", "))} <a class="reach" href="#who">${t.chooseAgain}</a></p>`,
  );
}

/** Goes to the page that says what would happen; nothing does before that. */
function chooseForm(p: PageContext, { frame, application, scopes, ticked, problem }: ApplicationPage): Html {
  const t = applicationTexts[p.locale];
  const check = (name: "class" | "year", { value, label, pupils }: Tick, checked: boolean): Html =>
    html`<li>
      <input type="checkbox" id="${name}-${value}" name="${name}" value="${value}" ${checked ? html`checked` : ""} />
      <label for="${name}-${value}">${label} <span class="hint">(${pupils})</span></label>
    </li>`;
  const radio = (value: "yes" | "no", label: string, checked: boolean): Html =>
    html`<div class="option">
      <input type="radio" id="whole-${value}" name="whole" value="${value}" ${checked ? html`checked` : ""} />
      <label for="whole-${value}">${label}</label>
    </div>`;
  const years = scopes.years.map(({ choice, pupils }) =>
    check(
      "year",
      { value: choice, label: yearChoiceText(p.locale, choice), pupils },
      ticked.yearChoices.includes(choice),
    ),
  );
  const classes = scopes.classes.map(({ name, pupils }) =>
    check("class", { value: name, label: name, pupils }, ticked.classNames.includes(name)),
  );
  return html`<section aria-labelledby="who">
    <h2 id="who">${application.release ? t.change : t.switchOn}</h2>
    ${problem === true ? notice({ kind: "wrong" }, html`<p>${t.chooseSomebody}</p>`) : ""}
    <form method="get" action="${applicationPath(frame, application.id)}/confirm">
      <fieldset>
        <legend>${t.chooseWho}</legend>
        ${radio("yes", `${t.wholeSchool} (${scopes.pupils})`, ticked.wholeSchool)}
        ${radio("no", t.onlyThese, !ticked.wholeSchool)}
      </fieldset>
      <div class="some">
        ${years.length === 0 ? "" : ticks(t.years, years, "wide")}
        ${classes.length === 0 ? "" : ticks(t.classes, classes)}
        <p class="hint">${t.classesHint}</p>
      </div>
      <div class="actions">${submitButton(t.look)}</div>
    </form>
  </section>`;
}

type Tick = { value: string; label: string; pupils: number };

const ticks = (legend: string, boxes: Html[], size: "wide" | "" = ""): Html =>
  html`<fieldset>
    <legend>${legend}</legend>
    <ul class="ticks ${size}">
      ${boxes}
    </ul>
  </fieldset>`;

const offForm = (p: PageContext, frame: StaffFrame, { id }: Application): Html => {
  const t = applicationTexts[p.locale];
  return html`<section aria-labelledby="off">
    <h2 id="off">${t.switchOff}</h2>
    <p>${t.switchOffHint}</p>
    <form method="post" action="${applicationPath(frame, id)}/withdraw">
      ${submitButton(t.switchOff, { look: "quiet" })}
    </form>
  </section>`;
};
