import type { Attribute, Bundle } from "../../../src/applications/applications.ts";
import type { YearChoice } from "../../../src/pupils/pupils.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { icon, type IconName } from "../../parts/icon.ts";
import { applicationTexts } from "../../texts/school-applications/texts.ts";
import { yearChoiceText } from "../../texts/year-choices.ts";
import type { StaffFrame } from "../frame.ts";

/** `reason` null: the vendor gave none. */
export type Received = { name: Attribute; reason: string | null };
export type Scope = { wholeSchool: boolean; classNames: string[]; yearChoices: YearChoice[] };
export type Counts = {
  classes: { name: string; pupils: number }[];
  years: { choice: YearChoice; pupils: number }[];
};
export type Application = {
  id: string;
  name: string;
  vendor: string | null;
  status: "live" | "sandbox" | "suspended";
  bundle: Bundle;
  asks: Received[];
  release: (Scope & { allowedAt: Date; receives: Received[] }) | null;
  more: Received[];
  /** What it was on for until the numbers of years were no longer enough. */
  paused: { classNames: string[]; yearNumbers: number[] } | null;
  wishes: number;
};

export const applicationsPath = ({ path }: StaffFrame): string => `${path}/applications`;
export const applicationPath = (frame: StaffFrame, id: string): string => `${applicationsPath(frame)}/${id}`;

/** The worst first: what a head should look at stands on top when the table is sorted by it. */
export const applicationStates = ["paused", "more", "suspended", "on", "off"] as const;
export type ApplicationState = (typeof applicationStates)[number];

export function stateOf({
  status,
  release,
  more,
  paused,
}: Pick<Application, "status" | "release" | "more" | "paused">): ApplicationState {
  if (status === "suspended") return "suspended";
  if (!release) return paused ? "paused" : "off";
  return more.length > 0 ? "more" : "on";
}

const looks: Record<ApplicationState, { kind: "good" | "stuck" | "wrong"; icon: IconName }> = {
  on: { kind: "good", icon: "good" },
  off: { kind: "stuck", icon: "exit" },
  more: { kind: "stuck", icon: "help" },
  paused: { kind: "stuck", icon: "help" },
  suspended: { kind: "wrong", icon: "wrong" },
};

/** Never by colour alone: a drawing and words. */
export const stateMark = (p: PageContext, state: ApplicationState): Html =>
  html`<span class="state ${looks[state].kind}"
    >${icon(looks[state].icon)}<span>${applicationTexts[p.locale].states[state]}</span></span
  >`;

/** `3e leerjaar lager, klas 4A`, or the whole school. */
export function whomText(p: Pick<PageContext, "locale">, { wholeSchool, classNames, yearChoices }: Scope): string {
  const t = applicationTexts[p.locale];
  if (wholeSchool) return t.wholeSchool;
  return [
    ...yearChoices.map((year) => yearChoiceText(p.locale, year)),
    ...classNames.map((name) => t.className(name)),
  ].join(", ");
}
