import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { exportForm } from "../../parts/export.ts";
import { notice } from "../../parts/notice.ts";
import { rosterTexts } from "../../texts/school-roster/texts.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { classChanges, figures, moment, refusedLines } from "./difference.ts";
import { linesLink } from "./lines.ts";
import type { PlanPage } from "./plan.ts";
import { uploadForm } from "./upload.ts";

export type ResultPage = Omit<PlanPage, "ticked" | "confirmations"> & { finishedAt: Date };

/** What was carried out, for as long as it is kept. */
export function resultPage(p: PageContext, props: ResultPage): Html {
  const t = rosterTexts[p.locale].result;
  const { undo } = wizardTexts[p.locale];
  const { frame, importId, counts, classes, rejected, doubts } = props;
  const path = `${frame.path}/roster/${importId}`;
  const open = doubts.filter(({ decided }) => decided === null);
  const only = props.byHand ? classes[0]?.pupils[0] : undefined;
  return staffPage(
    p,
    { frame, page: { title: only ? t.onePupil(only.name) : t.title, current: "roster" } },
    html`${notice({ kind: "good" }, html`<p>${t.done(moment(p, props.finishedAt))}</p>`)}
      ${only?.loginName ? onePupil(p, frame, only.loginName) : figures(p, counts, props.lines)}
      <div class="actions">
        ${only ? "" : html`${linkButton(t.activate, `${frame.path}/activation`)} ${linesLink(p, path)}`}
        ${linkButton(t.another, `${frame.path}/roster`, { look: "quiet" })}
      </div>
      ${
        only
          ? ""
          : notApplied(
              p,
              [...rejected, ...open].sort((a, b) => a.line - b.line),
              props.lines,
            )
      }
      ${classes.length > 0 && !only ? changes(p, props) : ""} ${only ? "" : exportForm(p, `${path}/lines/export`)}
      <p class="small">${t.kept}</p>
      <p class="actions">${linkButton(only ? undo.linkOne : undo.link, `${path}/undo`, { look: "quiet" })}</p>`,
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

function notApplied(p: PageContext, lines: PlanPage["rejected"], all: PlanPage["lines"]): Html | string {
  const t = rosterTexts[p.locale].plan;
  const count = all.rejected + all.doubts;
  if (count === 0) return "";
  return html`<section aria-labelledby="rejected">
    <h2 id="rejected">${t.rejected(count)}</h2>
    <p>${t.rejectedText}</p>
    ${refusedLines(p, lines)} ${lines.length < count ? html`<p>${wizardTexts[p.locale].classes.moreLines}</p>` : ""}
  </section>`;
}

const changes = (p: PageContext, { frame, importId, classes }: ResultPage): Html =>
  html`<section aria-labelledby="classes">
    <h2 id="classes">${rosterTexts[p.locale].plan.perClass}</h2>
    ${classChanges(p, classes, `${frame.path}/roster/${importId}`)}
  </section>`;

type StalePage = { frame: StaffFrame; importId: string; byHand: boolean; hasFile: boolean };

/** A plan that compares with a list that is no longer there. Its file is compared again, as long as we have it. */
export function stalePage(p: PageContext, { frame, importId, byHand, hasFile }: StalePage): Html {
  const t = rosterTexts[p.locale].stale;
  const again = wizardTexts[p.locale].again;
  const byHandText = rosterTexts[p.locale].upload.byHand;
  const said = byHand ? t.byHandText : t.text;
  const kept = html`<form class="sheet" method="post" action="${frame.path}/roster/${importId}/again">
      <p>${again.text}</p>
      ${submitButton(again.button)}
    </form>
    <p>${again.other}</p>`;
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "roster" } },
    html`${notice({ kind: "stuck" }, html`<p>${hasFile ? t.keptText : said}</p>`)} ${hasFile ? kept : ""}
    ${
      byHand
        ? html`<p class="actions">${linkButton(byHandText, `${frame.path}/roster/pupil`)}</p>`
        : uploadForm(p, { frame, label: hasFile ? rosterTexts[p.locale].upload.send : t.again })
    }`,
  );
}

type ApplyingPage = {
  frame: StaffFrame;
  importId: string;
  done: number;
  all: number;
  /** It hasn't moved for a while: a person may take it up again. */
  still: boolean;
};

/** A plan that is half in. The page is right when it is loaded; progress.js keeps it so. */
export function applyingPage(p: PageContext, { frame, importId, done, all, still }: ApplyingPage): Html {
  const t = rosterTexts[p.locale].applying;
  const words = wizardTexts[p.locale].progress;
  const path = `${frame.path}/roster/${importId}`;
  return staffPage(
    p,
    { frame, page: { title: words.title, current: "roster", scripts: ["progress.js"] } },
    html`<p>${words.text}</p>
      <div class="progress" data-events="${path}/events">
        <label for="done"><output>${t.progress(done, all)}</output></label>
        <progress id="done" value="${done}" max="${Math.max(all, 1)}"></progress>
      </div>
      <p class="actions">${linkButton(t.reload, path, { look: "quiet" })}</p>
      <p class="hint">${words.cutOff}</p>
      ${
        still
          ? html`<form class="actions" method="post" action="${path}/apply">
              ${submitButton(t.goOn, { look: "quiet" })}
            </form>`
          : ""
      }`,
  );
}
