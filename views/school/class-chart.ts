import { scaleBand, scaleLinear } from "d3-scale";
import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { schoolTexts } from "../texts/school/texts.ts";
import type { ClassFigures } from "./start.ts";

const width = 640;
const labels = 90;
const bar = 22;

/** The share of active pupils per class as lying bars. The table below it says the same, so a screen reader skips this one. */
export function classChart(p: PageContext, classes: ClassFigures[]): Html {
  const t = schoolTexts[p.locale].start;
  const height = classes.length * bar;
  const across = scaleLinear([0, 1], [labels, width - 60]);
  const down = scaleBand(
    classes.map(({ name }) => name ?? t.noClass),
    [0, height],
  ).padding(0.25);
  const row = ({ name, pupils, states }: ClassFigures): Html => {
    const share = pupils === 0 ? 0 : states.active / pupils;
    const y = down(name ?? t.noClass) ?? 0;
    const middle = y + down.bandwidth() / 2;
    return html`<text x="${labels - 8}" y="${middle}" class="label">${name ?? t.noClass}</text>
      <rect
        class="whole"
        x="${across(0)}"
        y="${y}"
        width="${across(1) - across(0)}"
        height="${down.bandwidth()}"
      ></rect>
      <rect
        class="part"
        x="${across(0)}"
        y="${y}"
        width="${across(share) - across(0)}"
        height="${down.bandwidth()}"
      ></rect>
      <text x="${across(1) + 8}" y="${middle}" class="value">${Math.round(share * 100)} %</text>`;
  };
  return html`<figure class="chart" aria-hidden="true">
    <figcaption>${t.share}</figcaption>
    <svg viewBox="0 0 ${width} ${height}">${classes.map((one) => row(one))}</svg>
  </figure>`;
}
