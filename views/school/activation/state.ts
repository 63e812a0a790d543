import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { icon, type IconName } from "../../parts/icon.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";

export const states = ["none", "ready", "active", "locked", "leaving"] as const;
export type State = (typeof states)[number];
export type StateCounts = Record<State, number>;

const looks: Record<State, { kind: "good" | "stuck" | "wrong"; icon: IconName }> = {
  none: { kind: "stuck", icon: "stuck" },
  ready: { kind: "stuck", icon: "badge" },
  active: { kind: "good", icon: "good" },
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

/** One filter at a time, as links: the address says what is shown. */
export function stateFilter(p: PageContext, { path, counts, chosen }: Filter): Html {
  const t = activationTexts[p.locale];
  const link = (state: State | undefined, label: string): Html =>
    html`<li>
      <a href="${state ? `${path}?state=${state}` : path}" ${state === chosen ? html`aria-current="true"` : ""}
        >${label}</a
      >
    </li>`;
  return html`<div class="filters">
    <span id="filters">${t.show}</span>
    <ul aria-labelledby="filters">
      ${link(undefined, t.all)}
      ${states.filter((state) => counts[state] > 0).map((state) => link(state, `${t.states[state]} (${counts[state]})`))}
    </ul>
  </div>`;
}
export type Filter = { path: string; counts: StateCounts; chosen: State | undefined };

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
