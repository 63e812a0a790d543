import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton } from "../../parts/button.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { changeTable, type PupilChange } from "./difference.ts";

export type RosterClassPage = {
  frame: StaffFrame;
  importId: string;
  /** Empty for pupils without a class. */
  name: string;
  pupils: PupilChange[];
  /** There are more than the page shows. */
  cut: boolean;
};

/** One class of a large difference. */
export function rosterClassPage(p: PageContext, { frame, importId, name, pupils, cut }: RosterClassPage): Html {
  const t = wizardTexts[p.locale].classes;
  const plan = rosterTexts[p.locale];
  return staffPage(
    p,
    { frame, page: { title: t.title(name || plan.noClass), current: "roster" } },
    html`${changeTable(p, pupils)} ${cut ? html`<p>${plan.plan.more}</p>` : ""}
      <p class="actions">${linkButton(t.back, `${frame.path}/roster/${importId}`, { look: "quiet" })}</p>`,
  );
}
