import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { yearTexts } from "../../texts/school-year/texts.ts";

type Mover = { name: string; from: string[]; to: string[] };
export type YearChanges = {
  /** Where the pupils of each class of now go. */
  flows: { from: string; to: { name: string; pupils: number }[]; left: number }[];
  exceptions: (Mover & { what: "repeats" | "back" | "skips" | "level" })[];
  leavers: Mover[];
  newcomers: (Mover & { returns: boolean })[];
  /** Who loses an application: at once, when September is over, and how many because they leave. */
  losses: { application: string; september: string[]; october: string[]; leavers: number }[];
};

/** Class by class, and then whoever is no rule. */
export function changesOf(p: PageContext, changes: YearChanges): Html {
  const t = yearTexts[p.locale].plan;
  const { flows, exceptions, leavers, newcomers, losses } = changes;
  const noClass = rosterTexts[p.locale].noClass;
  const names = (classes: string[]) => classes.join(", ") || noClass;
  return html`${flows.length > 0 ? flowTable(p, flows) : ""} ${losses.length > 0 ? lossList(p, losses) : ""}
  ${fold(p, t.exceptions(exceptions.length), {
    rows: exceptions.map((one) => ({
      name: one.name,
      change: `${t.what[one.what]} (${rosterTexts[p.locale].fromTo(names(one.from), names(one.to))})`,
    })),
  })}
  ${fold(p, t.leavers(leavers.length), {
    text: t.leaversText,
    rows: leavers.map(({ name, from }) => ({ name, change: names(from) })),
  })}
  ${fold(p, t.newcomers(newcomers.length), {
    rows: newcomers.map(({ name, to, returns }) => ({
      name,
      change: `${names(to)}${returns ? `, ${t.returns}` : ""}`,
    })),
  })}`;
}

function flowTable(p: PageContext, flows: YearChanges["flows"]): Html {
  const t = yearTexts[p.locale].plan;
  const row = ({ from, to, left }: YearChanges["flows"][number]): Html =>
    html`<tr>
      <th scope="row">${from}</th>
      <td>${to.map(({ name, pupils }) => `${name || rosterTexts[p.locale].noClass}: ${pupils}`).join(" · ") || "–"}</td>
      <td>${left === 0 ? "–" : left}</td>
    </tr>`;
  return html`<section aria-labelledby="flows">
    <h2 id="flows">${t.flows}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${t.now}</th>
          <th scope="col">${t.next}</th>
          <th scope="col">${t.left}</th>
        </tr>
      </thead>
      <tbody>
        ${flows.map((one) => row(one))}
      </tbody>
    </table>
  </section>`;
}

/** Of very many only the first are named. */
const named = 12;

function lossList(p: PageContext, losses: YearChanges["losses"]): Html {
  const t = yearTexts[p.locale].plan;
  const some = (names: string[]) =>
    [...names.slice(0, named), ...(names.length > named ? [t.more(names.length - named)] : [])].join(", ");
  const line = ({ application, september, october, leavers }: YearChanges["losses"][number]): Html => {
    const parts = [
      ...(september.length > 0 ? [t.lossSeptember(some(september))] : []),
      ...(october.length > 0 ? [t.lossOctober(some(october))] : []),
      ...(leavers > 0 ? [t.lossLeavers(leavers)] : []),
    ];
    return html`<li><strong>${application}</strong>: ${parts.join("; ")}</li>`;
  };
  return html`<section aria-labelledby="losses">
    <h2 id="losses">${t.losses}</h2>
    <p>${t.lossesText}</p>
    <ul>
      ${losses.map((one) => line(one))}
    </ul>
  </section>`;
}

type Fold = { rows: { name: string; change: string }[]; text?: string };
/** So few that they may stand open. */
const few = 12;

function fold(p: PageContext, title: string, { rows, text }: Fold): Html | string {
  const t = yearTexts[p.locale].plan;
  if (rows.length === 0) return "";
  return html`<details class="fold" ${rows.length <= few ? html`open` : ""}>
    <summary><strong>${title}</strong></summary>
    ${text ? html`<p>${text}</p>` : ""}
    <table>
      <thead>
        <tr>
          <th scope="col">${t.pupil}</th>
          <th scope="col">${t.change}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, change }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${change}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
