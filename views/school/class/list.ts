import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton } from "../../parts/button.ts";
import { classTexts } from "../../texts/school-class/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";

export type ClassListPage = { frame: StaffFrame; classes: { id: string; name: string; pupils: number }[] };

/** The classes that somebody may help, each big enough for a thumb. */
export function classListPage(p: PageContext, { frame, classes }: ClassListPage): Html {
  const t = classTexts[p.locale];
  const line = ({ id, name, pupils }: ClassListPage["classes"][number]): Html =>
    html`<li>
      <a href="${frame.path}/class/${id}"><strong>${name}</strong> <span class="hint">${t.pupils(pupils)}</span></a>
    </li>`;
  const none = frame.isAdmin
    ? html`<p>${t.noClassesYet}</p>`
    : html`<p>${t.noClasses}</p>
        ${linkButton(t.again, `${frame.path}/class`, { look: "quiet" })}`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "class" } },
    classes.length === 0
      ? none
      : html`<ul class="class-list">
          ${classes.map((one) => line(one))}
        </ul>`,
  );
}
