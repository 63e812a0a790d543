import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";

export type Counts = { rows: number; added: number; changed: number; moved: number; left: number; unchanged: number };
export type Action = "added" | "arrived" | "returned" | "moved" | "changed" | "left";
export type Detail = "name" | "number" | "stamboeknummer" | "source" | "year" | "site";

/** One pupil for whom something changes. */
export type PupilChange = {
  name: string;
  /** null until the pupil is enrolled here */
  loginName: string | null;
  action: Action;
  /** classes of before, where they differ */
  from: string[];
  to: string[];
  /** the name of before, where it differs */
  nameBefore: string | null;
  details: Detail[];
};
/** `name` is empty for who has no class. Of a large difference only `counts` are known, and no pupils. */
export type ClassChange = { name: string; pupils: PupilChange[]; counts?: Partial<Record<Action, number>> };
/** A line of the file of which nothing is applied, and why in the reader's language. */
export type RefusedLine = { line: number; name: string; className: string; reason: string };

/** So few that all of them may stand open. */
const fewChanges = 40;
const looks: Record<Action, { sign: string; look: string }> = {
  added: { sign: "+", look: "good" },
  arrived: { sign: "+", look: "good" },
  returned: { sign: "+", look: "good" },
  moved: { sign: "→", look: "stuck" },
  changed: { sign: "~", look: "stuck" },
  left: { sign: "−", look: "wrong" },
};

/** A moment as staff read it: the day and the minute in Brussels. */
export const moment = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Brussels" }).format(at);

/** The whole file in a line of figures. A zero is left out, except that nothing changes. */
export function figures(p: PageContext, counts: Counts, lines: { rejected: number; doubts: number }): Html {
  const t = rosterTexts[p.locale].counts;
  const all = [
    { count: counts.added, word: t.added, look: "good" },
    { count: counts.moved, word: t.moved, look: "stuck" },
    { count: counts.changed, word: t.changed, look: "stuck" },
    { count: counts.left, word: t.left, look: "wrong" },
    { count: counts.unchanged, word: t.unchanged, look: "" },
    { count: lines.doubts, word: t.doubts, look: "stuck" },
    { count: lines.rejected, word: t.rejected, look: "wrong" },
  ];
  const figure = ({ count, word, look }: (typeof all)[number]): Html =>
    html`<li class="${look}"><strong>${count}</strong> <span>${word}</span></li>`;
  return html`<ul class="figures">
    ${all.filter(({ count, word }) => count > 0 || word === t.unchanged).map((one) => figure(one))}
  </ul>`;
}

/** Who changes, class by class. Of who stays as they are only the number is told, above. */
export function classChanges(p: PageContext, classes: ClassChange[], path: string): Html {
  const t = rosterTexts[p.locale];
  if (classes.some(({ counts }) => counts)) return classLinks(p, classes, path);
  const total = classes.reduce((sum, { pupils }) => sum + pupils.length, 0);
  const one = ({ name, pupils }: ClassChange): Html =>
    html`<details class="fold" ${total <= fewChanges ? html`open` : ""}>
      <summary><strong>${name || t.noClass}</strong> <span>${summary(p, countsOf(pupils))}</span></summary>
      ${changeTable(p, pupils)}
    </details>`;
  return html`${classes.map((group) => one(group))}`;
}

/** A school's worth of changes: a line per class, which leads to its pupils. */
function classLinks(p: PageContext, classes: ClassChange[], path: string): Html {
  const t = rosterTexts[p.locale];
  const row = ({ name, counts }: ClassChange): Html => {
    const label = wizardTexts[p.locale].classes.show(name || t.noClass);
    const href = `${path}/class?name=${encodeURIComponent(name)}`;
    return html`<tr>
      <th scope="row"><a href="${href}" aria-label="${label}">${name || t.noClass}</a></th>
      <td>${summary(p, counts ?? {})}</td>
    </tr>`;
  };
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t.byHand.className}</th>
        <th scope="col">${t.plan.what}</th>
      </tr>
    </thead>
    <tbody>
      ${classes.map((one) => row(one))}
    </tbody>
  </table>`;
}

/** The pupils of one class for whom something changes. */
export function changeTable(p: PageContext, pupils: PupilChange[]): Html {
  const t = rosterTexts[p.locale].plan;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t.pupil}</th>
        <th scope="col">${t.what}</th>
      </tr>
    </thead>
    <tbody>
      ${pupils.map((pupil) => pupilRow(p, pupil))}
    </tbody>
  </table>`;
}

function countsOf(pupils: PupilChange[]): Partial<Record<Action, number>> {
  const counts: Partial<Record<Action, number>> = {};
  for (const { action } of pupils) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

function summary(p: PageContext, counts: Partial<Record<Action, number>>): string {
  const t = rosterTexts[p.locale].actions;
  const actions = ["added", "arrived", "returned", "moved", "changed", "left"] as const;
  return actions.flatMap((action) => (counts[action] ? [`${counts[action]} ${t[action]}`] : [])).join(", ");
}

/** In words: `andere klas 3A → 3B`. */
export function whatChanges(p: PageContext, pupil: PupilChange): Html {
  const { sign, look } = looks[pupil.action];
  return html`<strong class="${look}"
      ><span aria-hidden="true">${sign}</span> ${rosterTexts[p.locale].actions[pupil.action]}</strong
    >
    ${notes(p, pupil).join("; ")}`;
}

function pupilRow(p: PageContext, pupil: PupilChange): Html {
  return html`<tr>
    <th scope="row">
      ${pupil.name}${pupil.loginName ? html` <span class="login-name small">${pupil.loginName}</span>` : ""}
    </th>
    <td>${whatChanges(p, pupil)}</td>
  </tr>`;
}

function notes(p: PageContext, { action, from, to, nameBefore, details }: PupilChange): string[] {
  const t = rosterTexts[p.locale];
  const names = (classes: string[]) => classes.join(", ") || t.noClass;
  return [
    ...(action === "moved" ? [t.fromTo(names(from), names(to))] : []),
    ...(action !== "moved" && action !== "left" && to.length > 1 ? [t.inClasses(names(to))] : []),
    ...details.map((detail) =>
      detail === "name" && nameBefore ? `${t.details.name}: ${t.from(nameBefore)}` : t.details[detail],
    ),
  ];
}

/** Lines that the file has to be corrected for: where they stand, and what is wrong. A list, so that it fits a phone. */
export const refusedLines = (p: PageContext, lines: RefusedLine[]): Html =>
  html`<ul class="lines">
    ${lines.map((line) => html`<li>${lineParts(p, line)}</li>`)}
  </ul>`;

/** Which line, who, and why. */
export function lineParts(p: PageContext, { line, name, className, reason }: RefusedLine): Html {
  return html`<strong>${rosterTexts[p.locale].plan.line} ${line}</strong>
    <span>${name || "–"} <span class="small">${className}</span></span> <span>${reason}</span>`;
}
