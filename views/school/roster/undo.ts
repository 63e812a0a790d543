import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts, type UndoReason } from "../../texts/school-roster-wizard/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { linesLink } from "./lines.ts";
import { figures, moment, type Counts } from "./difference.ts";

export type UndoPage = {
  frame: StaffFrame;
  importId: string;
  name: string | null;
  finishedAt: Date | null;
  counts: Counts;
  undo: { can: true; until: Date } | { can: false; why: UndoReason; count: number };
};

/** Before an import is taken back: what happens then; or why that can't be. */
export function undoPage(p: PageContext, props: UndoPage): Html {
  const { frame, undo, importId } = props;
  const t = wizardTexts[p.locale].undo;
  const back = `${frame.path}/roster/${importId}`;
  const title = undo.can ? t.title : t.cannotTitle;
  return staffPage(
    p,
    { frame, page: { title, current: "roster" } },
    html`<p>${heading(p, props)}</p>
      ${
        undo.can
          ? question(p, props, undo.until)
          : html`${notice({ kind: "stuck" }, html`<p>${t.why[undo.why](undo.count)}</p>`)}
              <p>${undo.why === "undone" ? "" : t.instead}</p>
              <p class="actions">${linkButton(t.toResult, back, { look: "quiet" })}</p>`
      }`,
  );
}

function heading(p: PageContext, { name, finishedAt }: UndoPage): string {
  const t = rosterTexts[p.locale];
  const what = name ?? t.upload.noName;
  return finishedAt ? `${what}. ${t.result.done(moment(p, finishedAt))}` : what;
}

function question(p: PageContext, { frame, importId, counts }: UndoPage, until: Date): Html {
  const t = wizardTexts[p.locale].undo;
  const others = counts.changed + counts.moved;
  const lines = [
    ...(counts.added > 0 ? [t.added(counts.added)] : []),
    ...(counts.left > 0 ? [t.left(counts.left)] : []),
    ...(others > 0 ? [t.others(others)] : []),
  ];
  const path = `${frame.path}/roster/${importId}`;
  return html`<p>${t.text}</p>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
    <p>${t.until(moment(p, until))}</p>
    <form class="actions" method="post" action="${path}/undo">
      ${submitButton(t.confirm)} ${linkButton(t.cancel, path, { look: "quiet" })}
    </form>`;
}

/** An import that was taken back. */
export function undonePage(
  p: PageContext,
  { frame, importId, undoneAt, counts }: { frame: StaffFrame; importId: string; undoneAt: Date; counts: Counts },
): Html {
  const t = wizardTexts[p.locale].undo;
  return staffPage(
    p,
    { frame, page: { title: t.doneTitle, current: "roster" } },
    html`${notice({ kind: "good" }, html`<p>${t.done(moment(p, undoneAt))}</p>`)}
      ${figures(p, counts, { rejected: 0, doubts: 0 })}
      <p class="actions">
        ${linkButton(rosterTexts[p.locale].result.another, `${frame.path}/roster`)}
        ${linesLink(p, `${frame.path}/roster/${importId}`)}
      </p>
      <p class="small">${rosterTexts[p.locale].result.kept}</p>`,
  );
}
