import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { icon, type IconName } from "../../parts/icon.ts";
import { tableHref, type TableView } from "../../parts/table.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";

export const states = ["none", "ready", "active", "held", "locked", "leaving"] as const;
export type State = (typeof states)[number];
export type StateCounts = Record<State, number>;

const looks: Record<State, { kind: "good" | "stuck" | "wrong"; icon: IconName }> = {
  none: { kind: "stuck", icon: "stuck" },
  ready: { kind: "stuck", icon: "badge" },
  active: { kind: "good", icon: "good" },
  held: { kind: "wrong", icon: "help" },
  locked: { kind: "wrong", icon: "wrong" },
  leaving: { kind: "stuck", icon: "exit" },
};

/** Never by colour alone: a drawing and a word. */
export function stateMark(p: PageContext, state: State): Html {
  const look = looks[state];
  return html`<span class="state ${look.kind}"
    >${icon(look.icon)}<span>${activationTexts[p.locale].states[state]}</span></span
  >`;
}

/** One state at a time, as links: the address says what is shown. */
export function stateFilter(p: PageContext, view: TableView, counts: StateCounts): Html {
  const t = activationTexts[p.locale];
  const chosen = view.filters["state"];
  const link = (state: State | undefined, label: string): Html =>
    html`<li>
      <a href="${tableHref(view, { state })}" ${state === chosen ? html`aria-current="true"` : ""}>${label}</a>
    </li>`;
  const present = states.filter((state) => counts[state] > 0);
  return html`<div class="filters">
    <span id="filters">${t.show}</span>
    <ul aria-labelledby="filters">
      ${link(undefined, t.all)} ${present.map((state) => link(state, `${t.states[state]} (${counts[state]})`))}
    </ul>
  </div>`;
}

export const stateLegend = (p: PageContext): Html => {
  const t = activationTexts[p.locale];
  return html`<details>
    <summary>${t.meaning}</summary>
    <dl class="legend">
      ${states.map(
        (state) =>
          html`<dt>${stateMark(p, state)}</dt>
            <dd>${t.stateHints[state]}</dd>`,
      )}
    </dl>
  </details>`;
};
