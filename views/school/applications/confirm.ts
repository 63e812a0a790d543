import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { applicationTexts } from "../../texts/school-applications/texts.ts";
import { yearChoiceText } from "../../texts/year-choices.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { receivesList } from "./receives.ts";
import { applicationPath, whomText, type Application, type Counts, type Scope } from "./state.ts";

export type ConfirmPage = {
  frame: StaffFrame;
  application: Application;
  wanted: Scope;
  /** How many pupils of today that is. */
  pupils: number;
  /** The same for each choice. */
  counts: Counts;
  /** Where the form goes: the choice, and which version was read, stand in the address. */
  action: string;
  /** The vendor asked for something else meanwhile. */
  changed?: boolean;
};

/** What would flow, of whom, before anything does. */
export function confirmPage(p: PageContext, props: ConfirmPage): Html {
  const t = applicationTexts[p.locale];
  const { frame, application, wanted, pupils, action } = props;
  const { name, release } = application;
  return staffPage(
    p,
    { frame, page: { title: release ? t.confirmChangeTitle(name) : t.confirmTitle(name), current: "applications" } },
    html`${props.changed === true ? notice({ kind: "stuck" }, html`<p>${t.changed}</p>`) : ""}
      <p><strong>${t.confirmText(whomText(p, wanted), pupils)}</strong></p>
      ${countList(p, props.counts)} ${release ? html`<p>${t.confirmChangeText(whomText(p, release))}</p>` : ""}
      ${receivesList(p, application.bundle, { title: t.wouldReceive, received: application.asks })}
      <p class="hint">${t.never}: ${t.neverText}</p>
      <form method="post" action="${action}" class="actions">
        ${submitButton(release ? t.confirmChange : t.confirmOn)}
        ${linkButton(t.confirmNot, applicationPath(frame, application.id), { look: "quiet" })}
      </form>`,
  );
}

/** How many pupils each choice stands for: a number that surprises is seen before it is too late. */
function countList(p: PageContext, { years, classes }: Counts): Html {
  const t = applicationTexts[p.locale];
  const lines = [
    ...years.map(({ choice, pupils }) => t.countOf(yearChoiceText(p.locale, choice), pupils)),
    ...classes.map(({ name, pupils }) => t.countOf(t.className(name), pupils)),
  ];
  return html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}
