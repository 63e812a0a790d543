import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { classTexts } from "../../texts/school-class/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";

export type ClassCardPage = {
  frame: StaffFrame;
  /** The answer to a POST there is the file. */
  action: string;
  backHref: string;
  pupil: { givenName: string; familyName: string; loginName: string };
};

/** What a new card ends, before it does. */
export function classCardPage(p: PageContext, { frame, action, backHref, pupil }: ClassCardPage): Html {
  const t = classTexts[p.locale];
  const name = `${pupil.givenName} ${pupil.familyName}`.trim();
  return staffPage(
    p,
    { frame, page: { title: t.cardTitle, current: "class" } },
    html`<p><strong>${t.cardFor(name)}</strong> <span class="login-name">${pupil.loginName}</span></p>
      <p>${t.cardText}</p>
      <form method="post" action="${action}" class="actions">${submitButton(t.cardFetch)}</form>
      ${linkButton(t.back, backHref, { look: "quiet" })}`,
  );
}
