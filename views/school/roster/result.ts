import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { classChanges, figures, moment, refusedLines } from "./difference.ts";
import type { PlanPage } from "./plan.ts";
import { uploadForm } from "./upload.ts";

export type ResultPage = Omit<PlanPage, "ticked" | "confirmations"> & { finishedAt: Date };

/** What was carried out, for as long as it is kept. */
export function resultPage(p: PageContext, props: ResultPage): Html {
  const t = rosterTexts[p.locale].result;
  const { frame, importId, counts, classes, rejected, doubts } = props;
  const open = doubts.filter(({ decided }) => decided === null);
  const only = props.byHand ? classes[0]?.pupils[0] : undefined;
  return staffPage(
    p,
    { frame, page: { title: only ? t.onePupil(only.name) : t.title, current: "roster" } },
    html`${notice({ kind: "good" }, html`<p>${t.done(moment(p, props.finishedAt))}</p>`)}
      ${only?.loginName ? onePupil(p, frame, only.loginName) : figures(p, counts, { rejected: rejected.length, doubts: open.length })}
      <div class="actions">
        ${only ? "" : linkButton(t.activate, `${frame.path}/activation`)}
        ${linkButton(t.download, `${frame.path}/roster/${importId}/result.csv`, { look: "quiet" })}
        ${linkButton(t.another, `${frame.path}/roster`, { look: "quiet" })}
      </div>
      ${
        only
          ? ""
          : notApplied(
              p,
              [...rejected, ...open].sort((a, b) => a.line - b.line),
            )
      }
      ${classes.length > 0 && !only ? changes(p, props) : ""}
      <p class="small">${t.kept}</p>`,
  );
}

function onePupil(p: PageContext, frame: StaffFrame, loginName: string): Html {
  const t = rosterTexts[p.locale].result;
  return html`<section class="sheet">
    <p>${t.loginName}: <strong class="login-name">${loginName}</strong></p>
    <p>${t.activateText}</p>
    <p class="actions">
      ${linkButton(t.activateNow, `${frame.path}/activation?pupil=${encodeURIComponent(loginName)}`)}
    </p>
  </section>`;
}

function notApplied(p: PageContext, lines: PlanPage["rejected"]): Html | string {
  const t = rosterTexts[p.locale].plan;
  if (lines.length === 0) return "";
  return html`<section aria-labelledby="rejected">
    <h2 id="rejected">${t.rejected(lines.length)}</h2>
    <p>${t.rejectedText}</p>
    ${refusedLines(p, lines)}
  </section>`;
}

const changes = (p: PageContext, { classes, cut }: ResultPage): Html =>
  html`<section aria-labelledby="classes">
    <h2 id="classes">${rosterTexts[p.locale].plan.perClass}</h2>
    ${classChanges(p, classes)} ${cut ? html`<p>${rosterTexts[p.locale].plan.more}</p>` : ""}
  </section>`;

/** A plan that compares with a list that is no longer there. */
export function stalePage(p: PageContext, { frame, byHand }: { frame: StaffFrame; byHand: boolean }): Html {
  const t = rosterTexts[p.locale].stale;
  const byHandText = rosterTexts[p.locale].upload.byHand;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`${notice({ kind: "stuck" }, html`<p>${byHand ? t.byHandText : t.text}</p>`)}
    ${byHand ? html`<p class="actions">${linkButton(byHandText, `${frame.path}/roster/pupil`)}</p>` : uploadForm(p, { frame, label: t.again })}`,
  );
}

/** A plan that is half in: another request is at it, or one was cut off. */
export function applyingPage(
  p: PageContext,
  { frame, importId, done, all }: { frame: StaffFrame; importId: string; done: number; all: number },
): Html {
  const t = rosterTexts[p.locale].applying;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`<p>${t.text}</p>
      <p><label for="done">${t.progress(done, all)}</label></p>
      <progress id="done" value="${done}" max="${Math.max(all, 1)}"></progress>
      <p class="actions">${linkButton(t.reload, `${frame.path}/roster/${importId}`)}</p>
      <form class="sheet" method="post" action="${frame.path}/roster/${importId}/apply">
        <p>${t.stuck}</p>
        <input type="hidden" name="leavers" value="yes" />
        ${submitButton(t.goOn, { look: "quiet" })}
      </form>`,
  );
}
